package io.ffe.marketdata;

import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.config.MarketDataConfig.ProviderName;
import io.ffe.marketdata.feed.live.FeedHealth;
import io.ffe.marketdata.feed.live.LiveFeed;
import io.ffe.marketdata.feed.live.Provider;
import io.ffe.marketdata.kafka.EventPublisher;
import io.ffe.marketdata.kafka.SymbolPartition;
import io.ffe.marketdata.kafka.TickPublisher;
import io.ffe.marketdata.store.Checkpoints;
import io.ffe.marketdata.store.PartitionCheckpoints;
import io.ffe.messaging.FailPoints;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.Traces;
import io.ffe.messaging.inbox.DeadLetters;
import io.ffe.messaging.inbox.MessagingReadiness;
import io.ffe.messaging.inbox.Trouble;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.ticks.TickReader;
import io.ffe.messaging.time.Ages;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.Watermark;
import io.ffe.schema.money.Instrument;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs live prices through the pipeline. Feeds publish what they hear, on threads of their own; this thread reads the tick
 * topic, whoever wrote there, and publishes the bars and snapshots that its records close. Watermarks, which close what no
 * tick closes, are records too: so a restart comes to the same bars.
 *
 * <p>Several instances share the topic's partitions, and whoever has a partition does all for its symbols: feeds them, closes them by
 * watermarks, publishes their bars, shows and stores them. Killed anywhere, whoever takes over goes on from the partition's last
 * checkpoint and publishes again what had been published since.
 */
@ApplicationScoped
public class LiveRun {

    private static final Logger LOG = Logger.getLogger(LiveRun.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long TROUBLE_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    /** A watermark waits for what feeds have heard and not handed over yet, beyond the lateness of bars. */
    private static final Duration HANDOVER = Duration.ofSeconds(1);

    private static final Duration BROKER_SILENCE = Duration.ofSeconds(5);

    /** As in docs/kubernetes.md: what the instances are to each other. */
    static final String GROUP = "ffe-market-data";

    private static final long NOTHING = -1;
    private static final Duration CONFIRM_WITHIN = Duration.ofSeconds(3);
    /** For so long it begins partitions before it looks at the group again, which waits for minutes. */
    private static final long BEGIN_NANOS = Duration.ofSeconds(10).toNanos();

    private static final long TELL_NANOS = Duration.ofSeconds(1).toNanos();

    private final MarketDataConfig config;
    private final RunConfig run;
    private final KafkaClients clients;
    private final String group;
    private final TickPublisher ticks;
    private final EventPublisher events;
    private final Traces traces;
    private final StalenessMeters staleness;
    private final MarketView view;
    private final List<TickFollower> followers;
    private final MessagingReadiness readiness;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Timer age;
    private final Thread thread = new Thread(this::runAndReport, "live");
    private final SecureRandom random = new SecureRandom();

    private volatile boolean running = true;
    private volatile List<FeedHealth> feeds = List.of();
    private volatile boolean idle;
    private volatile boolean failed;
    private volatile ReplayStatus status;

    // Below: the live thread's own.
    private final Map<String, LiveSink> sinks = new HashMap<>();
    private final LiveProviders providers;
    private final WarmStart past;
    private final LivePartitions partitions;
    private final Vigil vigil = new Vigil(System::nanoTime);
    /** By the providers' order. */
    private final Map<List<ProviderName>, OpenRoute> open = new HashMap<>();
    /** Where a partition ended when it began here: its last owner's records are read before its symbols are fed. */
    private final Map<Integer, Long> behind = new HashMap<>();

    private final Map<String, Instant> watermarked = new HashMap<>();
    private Instant watermarkedThrough = Instant.MIN;
    /** The changes of {@link #partitions} that watermarks and feeds know. */
    private long watermarkedAt = NOTHING;

    private boolean rehearsed;
    private long served = NOTHING;
    private long answeredAtNanos;
    private long checkpointedAtNanos;
    private long toldAtNanos;

    private record OpenRoute(List<Instrument> instruments, LiveRoute route) {}

    @Inject
    LiveRun(
            MarketDataConfig config,
            RunConfig run,
            KafkaClients clients,
            TickPublisher ticks,
            EventPublisher events,
            PartitionCheckpoints checkpoints,
            Checkpoints undivided,
            DeadLetters deadLetters,
            MarketView view,
            @All List<TickFollower> followers,
            Traces traces,
            StalenessMeters staleness,
            MessagingReadiness readiness,
            Clock clock,
            MeterRegistry meters) {
        this(
                config,
                run,
                clients,
                GROUP,
                ticks,
                events,
                new LivePartitions(run, checkpoints, undivided::load, followers, deadLetters, readiness, clock, meters),
                view,
                followers,
                traces,
                staleness,
                readiness,
                clock,
                meters);
    }

    /** @param group of those that share the topic, which tests share with others */
    LiveRun(
            MarketDataConfig config,
            RunConfig run,
            KafkaClients clients,
            String group,
            TickPublisher ticks,
            EventPublisher events,
            LivePartitions partitions,
            MarketView view,
            List<TickFollower> followers,
            Traces traces,
            StalenessMeters staleness,
            MessagingReadiness readiness,
            Clock clock,
            MeterRegistry meters) {
        this.group = group;
        this.config = config;
        this.run = run;
        this.clients = clients;
        this.ticks = ticks;
        this.events = events;
        this.traces = traces;
        this.staleness = staleness;
        this.readiness = readiness;
        this.clock = clock;
        this.meters = meters;
        this.age = Ages.ofStage(meters, run.stage().label());
        this.view = view;
        this.followers = followers;
        this.providers = new LiveProviders(config.live());
        this.past = new WarmStart(providers::history, Thread::sleep);
        this.partitions = partitions;
        this.status = new ReplayStatus(
                run.id(), ReplayStatus.State.WARMING_UP, null, null, 0, 0, 0, 0, "asking for the past");
    }

    void start(@Observes StartupEvent ready) {
        if (config.feed().kind() == MarketDataConfig.Kind.LIVE) {
            // What is missing ends the start, before anything runs.
            providers.routes(new FeedOpening(config, run).instruments());
            vigil.start();
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        running = false;
        thread.join(TimeUnit.SECONDS.toMillis(10));
        vigil.stop();
    }

    /** True when there is nothing to feed: other instances have all symbols. From any thread. */
    public boolean idle() {
        return idle;
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
            } catch (FencedInstanceIdException second) {
                fail(new IllegalStateException(
                        "another process runs under the name of this one, ffe.run.instance=" + run.instance()
                                + "; give each its own",
                        second));
            } catch (PartitionCheckpoints.Superseded taken) {
                LOG.warnf("live prices go on with what the group gives cause=%s", taken.getMessage());
                partitions.forget();
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
        partitions.forget();
    }

    private void live() throws InterruptedException {
        FeedOpening opening = new FeedOpening(config, run);
        List<Instrument> instruments = opening.instruments();
        List<LiveProviders.Route> routes = providers.routes(instruments);
        view.name(instruments.stream().map(Instrument::symbol).toList());
        // What an earlier attempt left with the producer arrives before the topic is asked what it has.
        ticks.flush();
        behind.clear();
        watermarked.clear();
        watermarkedAt = NOTHING;
        if (!rehearsed) {
            rehearsed = true;
            rehearse(routes);
        }
        Ownership ownership = new Ownership();
        try (TickReader reader = TickReader.inGroup(clients, group, ownership, partitions)) {
            ownership.reader = reader;
            answeredAtNanos = System.nanoTime();
            checkpointedAtNanos = answeredAtNanos;
            while (running) {
                // Where partitions still wait to be begun, it is a look at the group only.
                reader.poll(reader.waiting().isEmpty() ? POLL : Duration.ZERO);
                boolean hears = hearsTheBroker(reader);
                confirmAfterStandingStill(reader);
                publishClosed();
                begin(reader, opening, routes);
                if (isCaughtUp(reader)) {
                    serve(routes);
                    watermark();
                    if (hears) {
                        readiness.up("live");
                    }
                }
                report(ReplayStatus.State.RUNNING, notConnected());
                tellProgress(reader);
            }
            closeRoutes();
            // What the feeds had heard is taken in before the last checkpoint.
            ticks.flush();
            catchUp(reader);
            checkpoint(reader);
        } finally {
            closeRoutes();
        }
    }

    private void rehearse(List<LiveProviders.Route> routes) throws InterruptedException {
        Duration age = Duration.between(
                ProcessHandle.current().info().startInstant().orElseGet(clock::instant), clock.instant());
        if (!Rehearsal.isWorthwhile(partitions.owners(), run.instance(), age)) {
            return;
        }
        Set<Integer> withSymbols = new TreeSet<>();
        Map<ProviderName, Provider> firsts = new EnumMap<>(ProviderName.class);
        for (LiveProviders.Route route : routes) {
            route.instruments().forEach(instrument -> withSymbols.add(SymbolPartition.of(instrument.symbol())));
            Provider provider = providers.provider(route.order().getFirst(), route.instruments());
            if (!provider.metered()) {
                firsts.putIfAbsent(route.order().getFirst(), provider);
            }
        }
        new Rehearsal(() -> withSymbols.forEach(partitions::look), List.copyOf(firsts.values())).run();
    }

    /** Told while the reader polls: everything that was read before is published. */
    private final class Ownership implements TickReader.Sharing {

        private @Nullable TickReader reader;

        /** Whoever gets them begins where this instance ends, and reads what its feeds have heard. */
        @Override
        public void leaving(Set<Integer> leaving) {
            leave(leaving);
            ticks.flush();
            events.flush();
            try {
                partitions.save(Objects.requireNonNull(reader), clock.instant(), leaving);
            } catch (PartitionCheckpoints.Superseded already) {
                LOG.debug("a partition that leaves has another owner already", already);
            }
            close(partitions.drop(leaving));
        }

        /** View and clients stay as they are: they may come back with the broker. */
        @Override
        public void lost(Set<Integer> lost) {
            LOG.warnf("the group has given partitions to others partitions=%s", lost);
            leave(lost);
            watermarked.keySet().removeAll(partitions.drop(lost));
        }

        private void leave(Set<Integer> partitionsThatGo) {
            behind.keySet().removeAll(partitionsThatGo);
            open.values().removeIf(route -> {
                boolean of = route.instruments().stream()
                        .anyMatch(instrument -> partitionsThatGo.contains(SymbolPartition.of(instrument.symbol())));
                if (of) {
                    route.route().close();
                }
                return of;
            });
        }

        private void close(Set<String> symbols) {
            symbols.forEach(symbol -> {
                view.close(symbol);
                staleness.forget(symbol);
                watermarked.remove(symbol);
            });
        }
    }

    /**
     * Begins partitions that the group has given to this instance, for a while. Not all of them whatever it takes: the past of many
     * symbols from a provider that answers slowly would take longer than the group waits for this thread, and they would never begin.
     */
    private void begin(TickReader reader, FeedOpening opening, List<LiveProviders.Route> routes)
            throws InterruptedException {
        Set<Integer> waiting = new TreeSet<>(reader.waiting());
        if (waiting.isEmpty()) {
            return;
        }
        Map<String, List<ProviderName>> orders = new HashMap<>();
        routes.forEach(
                route -> route.instruments().forEach(instrument -> orders.put(instrument.symbol(), route.order())));
        Set<Integer> begun = new HashSet<>();
        long since = System.nanoTime();
        for (int partition : waiting) {
            if (System.nanoTime() - since < BEGIN_NANOS) {
                partitions.begin(reader, partition, opening, opening.instruments(), (pipeline, instrument, start) -> {
                    if (config.live().warmStart()) {
                        past.warm(
                                pipeline,
                                instrument,
                                orders.getOrDefault(instrument.symbol(), List.of()),
                                start,
                                run.id());
                    }
                });
                begun.add(partition);
            }
        }
        // Before the first record is taken in: whoever takes over from here has the same past.
        partitions.save(reader, clock.instant(), begun);
        Map<Integer, Long> ends = reader.ends();
        begun.forEach(partition -> behind.put(partition, ends.getOrDefault(partition, 0L)));
        Set<String> here = partitions.symbols();
        here.stream()
                .filter(symbol -> begun.contains(SymbolPartition.of(symbol)))
                .forEach(symbol -> view.open(opening.pipeline(symbol)));
        if (!reader.isAssigned()) {
            return;
        }
        // What was lost and came to others; what came back has begun anew above.
        Set.copyOf(view.symbols()).stream()
                .filter(symbol -> !here.contains(symbol))
                .forEach(symbol -> {
                    view.close(symbol);
                    staleness.forget(symbol);
                });
    }

    private boolean isCaughtUp(TickReader reader) {
        if (!behind.isEmpty()) {
            Map<Integer, Long> positions = reader.positions();
            behind.entrySet().removeIf(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
        }
        return behind.isEmpty() && reader.isAssigned();
    }

    /** Keeps feeds open for what is here, and for nothing else. */
    private void serve(List<LiveProviders.Route> routes) {
        if (served != partitions.changes()) {
            routes.forEach(this::serve);
            idle = partitions.symbols().isEmpty();
            served = partitions.changes();
        }
        open.values().forEach(each -> each.route().look());
        feeds = open.values().stream()
                .flatMap(each -> each.route().health().stream())
                .toList();
    }

    private void serve(LiveProviders.Route route) {
        List<Instrument> here = route.instruments().stream()
                .filter(instrument -> partitions.partitions().contains(SymbolPartition.of(instrument.symbol())))
                .toList();
        OpenRoute before = open.get(route.order());
        if (before != null && !before.instruments().equals(here)) {
            open.remove(route.order());
            before.route().close();
            before = null;
        }
        if (before == null && !here.isEmpty()) {
            LiveRoute opening = new LiveRoute(
                    route.order(), name -> opened(name, here), config.live().takeoverAfter());
            open.put(route.order(), new OpenRoute(here, opening));
        }
    }

    private void closeRoutes() {
        open.values().forEach(each -> each.route().close());
        open.clear();
        served = NOTHING;
    }

    /**
     * Others may have had its partitions while this process stood still. What it says then would be said a second time, by them
     * or by it; a checkpoint of it would be refused.
     *
     * @throws org.apache.kafka.common.KafkaException when they have
     */
    private void confirmAfterStandingStill(TickReader reader) {
        if (!vigil.trusted()) {
            long asked = System.nanoTime();
            reader.confirmMembership(CONFIRM_WITHIN);
            vigil.confirmed(asked);
            LOG.warn("this process stood still, and has everything that it had");
        }
    }

    private void tellProgress(TickReader reader) {
        long now = System.nanoTime();
        if (now - toldAtNanos > TELL_NANOS) {
            reader.tellProgress();
            toldAtNanos = now;
        }
        if (now - checkpointedAtNanos > config.live().checkpointEvery().toNanos()) {
            checkpoint(reader);
        }
    }

    /** A broker that is away answers no poll, and a poll that brings nothing does not tell. */
    private boolean hearsTheBroker(TickReader reader) {
        if (reader.answered()) {
            answeredAtNanos = System.nanoTime();
        }
        boolean hears = System.nanoTime() - answeredAtNanos <= BROKER_SILENCE.toNanos();
        if (!hears) {
            readiness.down(
                    "live",
                    new IllegalStateException("the broker has not answered for " + BROKER_SILENCE.toSeconds() + " s"));
        }
        return hears;
    }

    private LiveFeed opened(ProviderName name, List<Instrument> instruments) {
        Provider provider = providers.provider(name, instruments);
        // One for the life of the process: a number that was given out is not given out again.
        LiveSink sink =
                sinks.computeIfAbsent(provider.name(), first -> new LiveSink(first, ticks, vigil, clock, meters));
        partitions.lastSequences().forEach((source, sequence) -> {
            if (source.source().equals(provider.name())) {
                sink.continueAfter(source.symbol(), sequence);
            }
        });
        LiveFeed feed = new LiveFeed(provider, sink, clock, meters, random);
        feed.start();
        return feed;
    }

    /** Takes in what is on the topic by now. */
    private void catchUp(TickReader reader) {
        Map<Integer, Long> ends = reader.ends();
        ends.keySet().retainAll(partitions.partitions());
        while (ends.entrySet().stream()
                .anyMatch(end -> reader.positions().getOrDefault(end.getKey(), Long.MAX_VALUE) < end.getValue())) {
            reader.poll(POLL);
            publishClosed();
        }
    }

    private void publishClosed() {
        partitions.forEach(state -> {
            if (state.intake().hasClosed()) {
                publishBars(state);
                publishSnapshots(state);
            }
        });
    }

    private void publishBars(RunState state) {
        Set<String> moved = new HashSet<>();
        for (Bar bar : state.intake().takeBars()) {
            followers.forEach(follower -> follower.closed(bar));
            events.publish(bar, state.intake().closingTrace(bar.symbol()), null);
            FailPoints.hit("market-data.between-bars");
            state.countBar();
            moved.add(bar.symbol());
        }
        moved.forEach(this::showPulse);
    }

    private void publishSnapshots(RunState state) {
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
            Ages.record(age, Duration.between(snapshot.asOf(), clock.instant()));
            state.countSnapshot();
        }
    }

    /** Between snapshots people want to see the minute that has just closed. */
    private void showPulse(String symbol) {
        partitions
                .pipeline(symbol)
                .ifPresent(pipeline -> pipeline.closedThrough()
                        .ifPresent(asOf -> view.add(symbol, new MarketView.Pulse(asOf, pipeline.pulses()))));
    }

    /** Once a minute, when whatever belongs before it has come; what has just been taken over, at once. */
    private void watermark() {
        Instant through = Timeframe.M1.startOf(
                clock.instant().minus(config.live().lateness()).minus(HANDOVER));
        if (through.isBefore(watermarkedThrough)) {
            // The clock was ahead and has been put right. What it said then was refused, or closes nothing again.
            watermarked.clear();
        }
        if (through.equals(watermarkedThrough) && watermarkedAt == partitions.changes()) {
            return;
        }
        watermarkedThrough = through;
        watermarkedAt = partitions.changes();
        for (String symbol : partitions.symbols()) {
            if (through.isAfter(watermarked.getOrDefault(symbol, Instant.MIN))) {
                traces.inSpan(
                        "close bar",
                        SpanKind.PRODUCER,
                        null,
                        () -> ticks.publish(
                                new Watermark(symbol, run.source(), through, run.origin()), traces.traceparent()));
                watermarked.put(symbol, through);
            }
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
        long[] counts = new long[3];
        partitions.forEach(state -> {
            counts[0] += state.ticks();
            counts[1] += state.bars();
            counts[2] += state.snapshots();
        });
        status = new ReplayStatus(run.id(), now, null, clock.instant(), counts[0], counts[1], counts[2], 0, detail);
    }

    private void checkpoint(TickReader reader) {
        ticks.check();
        events.flush();
        FailPoints.hit("market-data.before-checkpoint");
        partitions.save(reader, clock.instant());
        FailPoints.hit("market-data.after-checkpoint");
        checkpointedAtNanos = System.nanoTime();
    }
}
