package io.ffe.marketdata;

import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.config.MarketDataConfig.ProviderName;
import io.ffe.marketdata.domain.SymbolCheckpoint;
import io.ffe.marketdata.domain.SymbolPipeline;
import io.ffe.marketdata.feed.live.FeedHealth;
import io.ffe.marketdata.feed.live.FeedTrouble;
import io.ffe.marketdata.feed.live.History;
import io.ffe.marketdata.feed.live.LiveFeed;
import io.ffe.marketdata.feed.live.Provider;
import io.ffe.marketdata.kafka.EventPublisher;
import io.ffe.marketdata.kafka.TickPublisher;
import io.ffe.marketdata.store.Checkpoint;
import io.ffe.marketdata.store.Checkpoints;
import io.ffe.marketdata.store.IntakeCounts;
import io.ffe.messaging.FailPoints;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.Traces;
import io.ffe.messaging.inbox.DeadLetters;
import io.ffe.messaging.inbox.MessagingReadiness;
import io.ffe.messaging.inbox.Trouble;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.ticks.TickReader;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.Watermark;
import io.ffe.schema.money.Instrument;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs live prices through the pipeline. Feeds publish what they hear, on threads of their own; this thread reads the tick
 * topic, whoever wrote there, and publishes the bars and snapshots that its records close. Watermarks, which close what no
 * tick closes, are records too: so a restart comes to the same bars.
 *
 * <p>Killed anywhere, it goes on from its last checkpoint and publishes again what it had published since.
 */
@ApplicationScoped
public class LiveRun {

    private static final Logger LOG = Logger.getLogger(LiveRun.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long TROUBLE_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    /** A watermark waits for what feeds have heard and not handed over yet, beyond the lateness of bars. */
    private static final Duration HANDOVER = Duration.ofSeconds(1);

    private static final Duration BROKER_SILENCE = Duration.ofSeconds(5);
    /** A state that is older is of no use: indicators would span a hole. */
    private static final Duration OLDEST_CHECKPOINT = Duration.ofDays(1);

    private final MarketDataConfig config;
    private final RunConfig run;
    private final KafkaClients clients;
    private final TickPublisher ticks;
    private final EventPublisher events;
    private final Checkpoints checkpoints;
    private final Traces traces;
    private final StalenessMeters staleness;
    private final MarketView view;
    private final List<TickFollower> followers;
    private final MessagingReadiness readiness;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Thread thread = new Thread(this::runAndReport, "live");
    private final SecureRandom random = new SecureRandom();

    private volatile boolean running = true;
    private volatile List<FeedHealth> feeds = List.of();
    private volatile boolean failed;
    private volatile ReplayStatus status;

    // Below: the live thread's own.
    private final Map<String, LiveSink> sinks = new HashMap<>();
    private final LiveProviders providers;
    private final RunState state;
    private long answeredAtNanos;
    private Instant watermarked = Instant.MIN;
    private long checkpointedAtNanos;

    LiveRun(
            MarketDataConfig config,
            RunConfig run,
            KafkaClients clients,
            TickPublisher ticks,
            EventPublisher events,
            Checkpoints checkpoints,
            DeadLetters deadLetters,
            MarketView view,
            @All List<TickFollower> followers,
            Traces traces,
            StalenessMeters staleness,
            MessagingReadiness readiness,
            Clock clock,
            MeterRegistry meters) {
        this.config = config;
        this.run = run;
        this.clients = clients;
        this.ticks = ticks;
        this.events = events;
        this.checkpoints = checkpoints;
        this.traces = traces;
        this.staleness = staleness;
        this.readiness = readiness;
        this.clock = clock;
        this.meters = meters;
        this.view = view;
        this.followers = followers;
        this.providers = new LiveProviders(config.live());
        this.state = new RunState(run.id(), checkpoints, readiness, followers, deadLetters, meters);
        this.status = new ReplayStatus(
                run.id(), ReplayStatus.State.WARMING_UP, null, null, 0, 0, 0, 0, "asking for the past");
    }

    void start(@Observes StartupEvent ready) {
        if (config.feed().kind() == MarketDataConfig.Kind.LIVE) {
            // What is missing ends the start, before anything runs.
            providers.routes(new FeedOpening(config, run).instruments());
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        running = false;
        thread.join(TimeUnit.SECONDS.toMillis(10));
    }

    /** How the feeds are; empty in a run without live prices, and before they start. From any thread. */
    public List<FeedHealth> feeds() {
        return feeds;
    }

    /** How far it is, in the same words as a replay; from any thread. */
    public ReplayStatus status() {
        return status;
    }

    /** True when it has stopped because of a bug. */
    public boolean failed() {
        return failed;
    }

    private void runAndReport() {
        while (running && !failed) {
            try {
                live();
            } catch (TickPublisher.Refused hole) {
                fail(hole);
            } catch (RuntimeException trouble) {
                if (Trouble.isInfrastructure(trouble)) {
                    waitOut(trouble);
                } else {
                    fail(trouble);
                }
            } catch (InterruptedException stopping) {
                return;
            } finally {
                feeds = List.of();
            }
        }
    }

    private void fail(RuntimeException cause) {
        failed = true;
        report(ReplayStatus.State.FAILED, cause.getMessage());
        readiness.down("live", cause);
        LOG.errorf(cause, "live prices failed run=%s", run.id());
    }

    /** The broker or the database is away; the next attempt begins as a restarted process would. */
    private void waitOut(RuntimeException trouble) {
        readiness.down("live", trouble);
        LOG.warnf("live prices go on from the checkpoint when they can cause=%s", trouble.toString());
        LOG.debug("live prices go on from the checkpoint when they can", trouble);
        LockSupport.parkNanos(TROUBLE_PAUSE_NANOS);
        state.forget();
    }

    private void live() throws InterruptedException {
        FeedOpening opening = new FeedOpening(config, run);
        List<LiveProviders.Route> routes = providers.routes(opening.instruments());
        // What an earlier attempt left with the producer arrives before the topic is asked what it has.
        ticks.flush();
        Optional<Checkpoint> saved = usable();
        prepare(opening, routes, saved);
        Map<Integer, Long> offsets = saved.map(Checkpoint::tickOffsets).orElse(Map.of());
        List<LiveRoute> open = List.of();
        try (TickReader reader = new TickReader(clients, offsets, state.intake())) {
            if (saved.isEmpty()) {
                state.intake().tally().restore(IntakeCounts.startingAt(reader.begins()));
            }
            answeredAtNanos = System.nanoTime();
            catchUp(reader);
            checkpoint(reader);
            readiness.up("live");
            open = routes.stream()
                    .map(route -> new LiveRoute(
                            route.order(),
                            name -> opened(name, route.instruments()),
                            config.live().takeoverAfter()))
                    .toList();
            while (running) {
                open.forEach(LiveRoute::look);
                feeds = open.stream().flatMap(route -> route.health().stream()).toList();
                state.countTicks(reader.poll(POLL));
                lookForTheBroker(reader);
                publishClosed();
                watermark();
                report(ReplayStatus.State.RUNNING, notConnected());
                if (System.nanoTime() - checkpointedAtNanos
                        > config.live().checkpointEvery().toNanos()) {
                    checkpoint(reader);
                }
            }
            open.forEach(LiveRoute::close);
            open = List.of();
            // What the feeds had heard is taken in before the last checkpoint.
            ticks.flush();
            catchUp(reader);
            checkpoint(reader);
        } finally {
            open.forEach(LiveRoute::close);
        }
    }

    /** The last checkpoint, unless it is too old to go on from or of another version: then this is a first start. */
    private Optional<Checkpoint> usable() {
        try {
            Optional<Checkpoint> saved = checkpoints.load(run.id());
            boolean usable = saved.filter(checkpoint ->
                            checkpoint.asOf().isAfter(clock.instant().minus(OLDEST_CHECKPOINT))
                                    && checkpoint.pipelines().stream()
                                            .allMatch(symbol -> symbol.format() == SymbolCheckpoint.FORMAT))
                    .isPresent();
            if (saved.isPresent() && !usable) {
                LOG.warnf(
                        "checkpoint is too old or of another version, starting anew asOf=%s",
                        saved.get().asOf());
            }
            return usable ? saved : Optional.empty();
        } catch (IllegalStateException unreadable) {
            LOG.warnf("checkpoint cannot be read, starting anew cause=%s", unreadable.getMessage());
            return Optional.empty();
        }
    }

    /** A broker that is away answers no poll, and a poll that brings nothing does not tell. */
    private void lookForTheBroker(TickReader reader) {
        if (reader.answered()) {
            answeredAtNanos = System.nanoTime();
            readiness.up("live");
        } else if (System.nanoTime() - answeredAtNanos > BROKER_SILENCE.toNanos()) {
            readiness.down(
                    "live",
                    new IllegalStateException("the broker has not answered for " + BROKER_SILENCE.toSeconds() + " s"));
        }
    }

    /** Restores or warms up every pipeline. */
    private void prepare(FeedOpening opening, List<LiveProviders.Route> routes, Optional<Checkpoint> saved)
            throws InterruptedException {
        opening.instruments().forEach(instrument -> view.open(opening.pipeline(instrument.symbol())));
        saved.ifPresent(checkpoint -> state.restore(checkpoint, opening));
        Instant start = Timeframe.M1.startOf(clock.instant());
        for (LiveProviders.Route route : routes) {
            for (Instrument instrument : route.instruments()) {
                if (!state.pipelines().containsKey(instrument.symbol())) {
                    SymbolPipeline pipeline = new SymbolPipeline(opening.pipeline(instrument.symbol()));
                    warmStart(pipeline, instrument, route.order(), start);
                    pipeline.openAt(start);
                    state.pipelines().put(instrument.symbol(), pipeline);
                }
            }
        }
        LOG.infof(
                "live prices start run=%s symbols=%s restored=%s",
                run.id(), state.pipelines().keySet(), saved.isPresent());
    }

    /** From the first provider that has a history. Without one, snapshots say that there is too little of it. */
    private void warmStart(SymbolPipeline pipeline, Instrument instrument, List<ProviderName> order, Instant start)
            throws InterruptedException {
        if (!config.live().warmStart()) {
            return;
        }
        for (ProviderName name : order) {
            Optional<History> history = providers.history(name);
            if (history.isPresent()) {
                try {
                    List<Bar> bars = history.get().before(instrument, start, run.id());
                    bars.forEach(pipeline::warmUp);
                    LOG.infof("warm start symbol=%s provider=%s bars=%d", instrument.symbol(), name, bars.size());
                    return;
                } catch (FeedTrouble trouble) {
                    LOG.warnf(
                            "no warm start symbol=%s provider=%s detail=%s",
                            instrument.symbol(), name, trouble.getMessage());
                }
            }
        }
    }

    private LiveFeed opened(ProviderName name, List<Instrument> instruments) {
        Provider provider = providers.provider(name, instruments);
        // One for the life of the process: a number that was given out is not given out again.
        LiveSink sink = sinks.computeIfAbsent(provider.name(), first -> new LiveSink(first, ticks, clock, meters));
        state.intake().lastSequences().forEach((source, sequence) -> {
            if (source.source().equals(provider.name())) {
                sink.continueAfter(source.symbol(), sequence);
            }
        });
        LiveFeed feed = new LiveFeed(provider, sink, clock, meters, random);
        feed.start();
        return feed;
    }

    /** Takes in what is on the topic by now: it was published by an earlier life, or while this one was away. */
    private void catchUp(TickReader reader) {
        Map<Integer, Long> ends = reader.ends();
        while (ends.entrySet().stream()
                .anyMatch(end -> reader.positions().getOrDefault(end.getKey(), 0L) < end.getValue())) {
            state.countTicks(reader.poll(POLL));
            publishClosed();
        }
    }

    private void publishClosed() {
        Set<String> moved = new HashSet<>();
        for (Bar bar : state.intake().takeBars()) {
            followers.forEach(follower -> follower.closed(bar));
            events.publish(bar, state.intake().closingTrace(bar.symbol()), null);
            FailPoints.hit("market-data.between-bars");
            state.countBar();
            moved.add(bar.symbol());
        }
        moved.forEach(this::showPulse);
        for (Snapshot snapshot : state.intake().takeSnapshots()) {
            staleness.of(snapshot);
            followers.forEach(follower -> follower.released(snapshot));
            FailPoints.hit("market-data.before-snapshot");
            traces.inSpan(
                    "snapshot " + snapshot.symbol(),
                    SpanKind.PRODUCER,
                    state.intake().closingTrace(snapshot.symbol()),
                    () -> events.publish(snapshot, traces.traceparent(), null));
            FailPoints.hit("market-data.after-snapshot");
            state.countSnapshot();
        }
    }

    /** Between snapshots people want to see the minute that has just closed. */
    private void showPulse(String symbol) {
        SymbolPipeline pipeline = state.pipelines().get(symbol);
        if (pipeline != null) {
            pipeline.closedThrough().ifPresent(asOf -> view.add(symbol, new MarketView.Pulse(asOf, pipeline.pulses())));
        }
    }

    /** Once a minute, when whatever belongs before it has come. */
    private void watermark() {
        Instant through = Timeframe.M1.startOf(
                clock.instant().minus(config.live().lateness()).minus(HANDOVER));
        if (through.isAfter(watermarked)) {
            state.pipelines()
                    .keySet()
                    .forEach(symbol -> traces.inSpan(
                            "close bar",
                            SpanKind.PRODUCER,
                            null,
                            () -> ticks.publish(
                                    new Watermark(symbol, run.source(), through, run.origin()), traces.traceparent())));
            watermarked = through;
        }
    }

    /** Who is away and why, or null when nobody is. */
    private @Nullable String notConnected() {
        String away = feeds.stream()
                .filter(feed -> feed.state() != FeedHealth.State.UP)
                .map(feed ->
                        feed.provider() + " is not connected" + (feed.trouble() == null ? "" : ": " + feed.trouble()))
                .collect(Collectors.joining("; "));
        return away.isEmpty() ? null : away;
    }

    private void report(ReplayStatus.State now, @Nullable String detail) {
        status = new ReplayStatus(
                run.id(), now, null, clock.instant(), state.ticks(), state.bars(), state.snapshots(), 0, detail);
    }

    private void checkpoint(TickReader reader) {
        ticks.check();
        events.flush();
        FailPoints.hit("market-data.before-checkpoint");
        state.save(reader, clock.instant());
        FailPoints.hit("market-data.after-checkpoint");
        checkpointedAtNanos = System.nanoTime();
    }
}
