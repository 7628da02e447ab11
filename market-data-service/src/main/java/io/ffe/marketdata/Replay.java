package io.ffe.marketdata;

import io.ffe.marketdata.ReplayStatus.State;
import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.domain.SymbolPipeline;
import io.ffe.marketdata.feed.Feed;
import io.ffe.marketdata.feed.WarmUpBars;
import io.ffe.marketdata.kafka.AckReader;
import io.ffe.marketdata.kafka.BeatHistory;
import io.ffe.marketdata.kafka.EventPublisher;
import io.ffe.marketdata.kafka.TickPublisher;
import io.ffe.marketdata.store.Checkpoint;
import io.ffe.marketdata.store.Checkpoints;
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
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.Watermark;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs recorded or synthetic prices through the pipeline, in lock-step or as a free run: ticks of a logical minute out,
 * bars and snapshots back from the topic. One thread does all of it; killed anywhere, or cut off from the broker, it goes on
 * from its last checkpoint and publishes the same bars and snapshots again.
 */
@ApplicationScoped
public class Replay {

    private static final Logger LOG = Logger.getLogger(Replay.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long TROUBLE_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final MarketDataConfig config;
    private final RunConfig run;
    private final KafkaClients clients;
    private final TickPublisher ticks;
    private final EventPublisher events;
    private final AckReader ackReader;
    private final BeatHistory beatHistory;
    private final Checkpoints checkpoints;
    private final Traces traces;
    private final StalenessMeters staleness;
    private final MarketView view;
    private final List<TickFollower> followers;
    private final MessagingReadiness readiness;
    private final MeterRegistry meters;
    private final Timeframe timeframe;
    private final Thread thread = new Thread(this::runAndReport, "replay");

    private volatile boolean running = true;
    private volatile ReplayStatus status;

    // Below: the replay thread's own.
    private final RunState state;
    private final List<Tick> minute = new ArrayList<>();
    private @Nullable Instant progressFrom;
    private @Nullable Instant progressTo;

    Replay(
            MarketDataConfig config,
            RunConfig run,
            KafkaClients clients,
            TickPublisher ticks,
            EventPublisher events,
            AckReader ackReader,
            BeatHistory beatHistory,
            Checkpoints checkpoints,
            DeadLetters deadLetters,
            MarketView view,
            @All List<TickFollower> followers,
            Traces traces,
            StalenessMeters staleness,
            MessagingReadiness readiness,
            MeterRegistry meters) {
        this.config = config;
        this.run = run;
        this.clients = clients;
        this.ticks = ticks;
        this.events = events;
        this.ackReader = ackReader;
        this.beatHistory = beatHistory;
        this.checkpoints = checkpoints;
        this.traces = traces;
        this.staleness = staleness;
        this.readiness = readiness;
        this.meters = meters;
        this.timeframe = config.snapshot().timeframe();
        this.view = view;
        this.followers = followers;
        this.state = new RunState(run.id(), checkpoints, readiness, followers, deadLetters, meters);
        this.status = new ReplayStatus(run.id(), State.WARMING_UP, null, null, 0, 0, 0, 0, "reading the past");
    }

    void start(@Observes StartupEvent ready) {
        if (config.feed().kind() != MarketDataConfig.Kind.LIVE) {
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        running = false;
        LockSupport.unpark(thread);
        thread.join(TimeUnit.SECONDS.toMillis(10));
    }

    /** How far it is; from any thread. */
    public ReplayStatus status() {
        return status;
    }

    private void runAndReport() {
        boolean again = true;
        while (again && running) {
            again = false;
            try {
                replay();
            } catch (ReplayStopped stopped) {
                LOG.infof("replay stopped run=%s logicalTime=%s", run.id(), status.logicalTime());
            } catch (Cadence.Stalled stalled) {
                LOG.errorf("replay stalled run=%s detail=%s", run.id(), stalled.getMessage());
                report(State.STALLED, status.logicalTime(), status.beats(), stalled.getMessage());
            } catch (TickPublisher.Refused hole) {
                failed(hole);
            } catch (RuntimeException failed) {
                again = Trouble.isInfrastructure(failed);
                if (again) {
                    waitOut(failed);
                } else {
                    failed(failed);
                }
            }
        }
    }

    private void failed(RuntimeException cause) {
        LOG.errorf(cause, "replay failed run=%s", run.id());
        report(State.FAILED, status.logicalTime(), status.beats(), cause.getMessage());
    }

    /** The broker or the database is away; the next attempt begins as a restarted process would. */
    private void waitOut(RuntimeException trouble) {
        readiness.down("replay", trouble);
        LOG.warnf("replay goes on from its checkpoint when it can cause=%s", trouble.toString());
        LOG.debug("replay goes on from its checkpoint when it can", trouble);
        LockSupport.parkNanos(TROUBLE_PAUSE_NANOS);
        state.forget();
    }

    private void replay() {
        // What an earlier attempt left with the producer arrives before the topic is asked what it has.
        ticks.flush();
        FeedOpening opening = new FeedOpening(config, run);
        Optional<Checkpoint> saved = checkpoints.load(run.id());
        try (Feed feed = opening.feed();
                Cadence cadence = cadence()) {
            readiness.up("replay");
            Instant from = prepare(feed, opening, saved);
            Map<Integer, Long> offsets = saved.map(Checkpoint::tickOffsets).orElse(Map.of());
            try (TickReader reader = new TickReader(clients, offsets, state.intake())) {
                // What an earlier life of this process published after its checkpoint is taken in, not published again.
                reader.mergeThrough(ticks.containing(reader.ends()));
                feed.resumeAfter(Map.copyOf(state.intake().lastSequences()));
                cadence.resume();
                // Killed after its last close, it has only the end left to tell: another close would be one too many.
                boolean more =
                        feed.peekTime().isPresent() || !reader.positions().equals(offsets);
                minuteByMinute(feed, reader, cadence, from, more);
            }
        }
    }

    private Cadence cadence() {
        long lastBeat = beatHistory.lastBeat();
        return run.lockStep()
                ? new LockStep(events, ackReader, config, run, meters, lastBeat, () -> running)
                : new FreeRun(events, ackReader, config, run, lastBeat, () -> running);
    }

    /** Restores or warms up every pipeline; returns the logical time to go on from. */
    private Instant prepare(Feed feed, FeedOpening opening, Optional<Checkpoint> saved) {
        progressFrom = feed.start();
        feed.symbols().forEach(symbol -> view.open(opening.pipeline(symbol)));
        progressTo = config.feed().to().or(feed::end).orElse(null);
        if (saved.isPresent()) {
            Checkpoint checkpoint = saved.get();
            state.restore(checkpoint, opening);
            LOG.infof("replay goes on run=%s asOf=%s", run.id(), checkpoint.asOf());
            return checkpoint.asOf();
        }
        feed.symbols().forEach(symbol -> state.pipelines().put(symbol, new SymbolPipeline(opening.pipeline(symbol))));
        warmUp(feed.past(opening.warmUpFiles()));
        state.pipelines().values().forEach(pipeline -> pipeline.openAt(feed.start()));
        LOG.infof("replay starts run=%s start=%s symbols=%s", run.id(), feed.start(), feed.symbols());
        return feed.start();
    }

    private void warmUp(WarmUpBars past) {
        try (past) {
            while (past.hasNext()) {
                Bar bar = past.next();
                SymbolPipeline pipeline = state.pipelines().get(bar.symbol());
                if (pipeline != null) {
                    pipeline.warmUp(bar);
                }
                if (!running) {
                    throw new ReplayStopped();
                }
            }
        }
    }

    private void minuteByMinute(Feed feed, TickReader reader, Cadence cadence, Instant from, boolean anythingLeft) {
        Pace pace = new Pace(config.feed().speed(), from);
        Instant end = Timeframe.M1.startOf(from);
        boolean more = anythingLeft;
        while (more) {
            end = end.plus(MINUTE);
            boolean close = timeframe.startOf(end).equals(end);
            publishMinute(feed, end, close);
            if (close || cadence.working() || pace.isPaced()) {
                ticks.flush();
                Map<Integer, Long> tickEnds = ticks.containing(reader.ends());
                reader.mergeThrough(tickEnds);
                publishBars(end);
                if (close) {
                    release(cadence, tickEnds);
                    FailPoints.hit("market-data.before-checkpoint");
                    state.save(reader, end);
                    FailPoints.hit("market-data.after-checkpoint");
                    more = feed.peekTime().isPresent();
                } else if (cadence.working()) {
                    cadence.minute(end, tickEnds);
                }
            }
            report(State.RUNNING, end, cadence.beats(), null);
            pace.await(end, () -> running);
            if (!running) {
                throw new ReplayStopped();
            }
        }
        cadence.end(end, ticks.containing(reader.ends()));
        // Everybody has answered, so the database is there: what could not be saved on the way is saved now.
        state.save(reader, end);
        report(State.FINISHED, end, cadence.beats(), null);
        LOG.infof("replay finished run=%s ticks=%d snapshots=%d", run.id(), state.ticks(), state.snapshots());
    }

    /**
     * Publishes the ticks before the end. When the minute ends a bar of the snapshot timeframe, a watermark follows for
     * each symbol, and one trace begins at the symbol's last tick and its watermark: the tick that closed the bar.
     */
    private void publishMinute(Feed feed, Instant end, boolean close) {
        minute.clear();
        while (feed.peekTime().filter(time -> time.isBefore(end)).isPresent()) {
            minute.add(feed.next());
        }
        Map<String, Tick> closing =
                close ? minute.stream().collect(Collectors.toMap(Tick::symbol, tick -> tick, (a, b) -> b)) : Map.of();
        for (Tick tick : minute) {
            if (closing.get(tick.symbol()) == tick) {
                traces.inSpan("close bar", SpanKind.PRODUCER, null, () -> {
                    ticks.publish(tick, traces.traceparent());
                    ticks.publish(watermark(tick.symbol(), end), traces.traceparent());
                });
            } else {
                ticks.publish(tick, null);
            }
            FailPoints.hit("market-data.mid-minute");
        }
        state.countTicks(minute.size());
        if (close) {
            state.pipelines().keySet().stream()
                    .filter(symbol -> !closing.containsKey(symbol))
                    .forEach(symbol -> traces.inSpan(
                            "close bar",
                            SpanKind.PRODUCER,
                            null,
                            () -> ticks.publish(watermark(symbol, end), traces.traceparent())));
        }
    }

    private Watermark watermark(String symbol, Instant through) {
        return new Watermark(symbol, run.source(), through, run.origin());
    }

    private void publishBars(Instant now) {
        List<Bar> bars = state.intake().takeBars();
        for (Bar bar : bars) {
            followers.forEach(follower -> follower.closed(bar));
            events.publish(bar, state.intake().closingTrace(bar.symbol()), now);
            FailPoints.hit("market-data.between-bars");
            state.countBar();
        }
    }

    private void release(Cadence cadence, Map<Integer, Long> tickEnds) {
        for (Snapshot snapshot : state.intake().takeSnapshots()) {
            FailPoints.hit("market-data.before-release");
            staleness.of(snapshot);
            followers.forEach(follower -> follower.released(snapshot));
            traces.inSpan(
                    "snapshot " + snapshot.symbol(),
                    SpanKind.PRODUCER,
                    state.intake().closingTrace(snapshot.symbol()),
                    () -> cadence.release(snapshot, tickEnds, traces.traceparent()));
            state.countSnapshot();
        }
    }

    private void report(State state, @Nullable Instant logicalTime, long beats, @Nullable String detail) {
        status = new ReplayStatus(
                run.id(),
                state,
                state == State.FINISHED ? Double.valueOf(1) : progress(logicalTime),
                logicalTime,
                this.state.ticks(),
                this.state.bars(),
                this.state.snapshots(),
                beats,
                detail);
    }

    private @Nullable Double progress(@Nullable Instant logicalTime) {
        if (progressFrom == null || progressTo == null || logicalTime == null) {
            return null;
        }
        double whole = Duration.between(progressFrom, progressTo).toMillis();
        double done = Duration.between(progressFrom, logicalTime).toMillis();
        return whole <= 0 ? 1 : Math.min(1, done / whole);
    }
}
