package io.ffe.marketdata;

import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.kafka.AckReader;
import io.ffe.marketdata.kafka.AckReader.Acknowledgements;
import io.ffe.marketdata.kafka.EventPublisher;
import io.ffe.messaging.FailPoints;
import io.ffe.messaging.RunConfig;
import io.ffe.schema.event.Ack;
import io.ffe.schema.event.Beat;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves the pipeline from beat to beat: says what time it is, and goes on when every process has answered. Belongs to the
 * replay's thread.
 */
final class LockStep implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final long ASK_READINESS_AFTER = Duration.ofSeconds(1).toNanos();

    private final EventPublisher publisher;
    private final Acknowledgements acks;
    private final Settlement settlement = new Settlement(Topics.CLOCK.readers());
    private final PeerReadiness peers;
    private final BooleanSupplier running;
    private final Duration patience;
    private final Duration snapshotLatency;
    private final String runId;
    private final Timer settled;
    private long beat;

    /**
     * @param lastBeat number of the last beat that was published for this run, 0 for none
     * @param running turns false when the process is to stop
     */
    LockStep(
            EventPublisher publisher,
            AckReader ackReader,
            MarketDataConfig config,
            RunConfig run,
            MeterRegistry meters,
            long lastBeat,
            BooleanSupplier running) {
        this.publisher = publisher;
        this.acks = ackReader.fromLately();
        this.peers = new PeerReadiness(config.replay().readinessUrls().orElse(List.of()));
        this.running = running;
        this.patience = config.replay().patience();
        this.snapshotLatency = config.snapshot().hopLatency();
        this.runId = run.id();
        this.beat = lastBeat;
        this.settled = Timer.builder("ffe.replay.beat")
                .description("wall time until every process had answered a beat")
                .register(meters);
    }

    /** A replay in which somebody does not answer; the message names who and what. */
    static final class Stalled extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Stalled(String message) {
            super(message);
        }
    }

    long beats() {
        return beat;
    }

    /** True while an order works or a position is open: then logical minutes beat too. */
    boolean working() {
        return settlement.working() > 0;
    }

    /**
     * After a restart: returns when everybody has answered the last beat of the life before, so that it is known what works
     * and minutes beat as they would have without the restart.
     */
    void resume() {
        if (beat > 0) {
            settle();
        }
    }

    /** A logical minute: ticks up to the ends are matched and booked by everybody when this returns. */
    void minute(Instant now, Map<Integer, Long> tickEnds) {
        publishAndSettle(Beat.Kind.MINUTE, now, tickEnds, null);
    }

    /** The end of the run. */
    void end(Instant now, Map<Integer, Long> tickEnds) {
        publishAndSettle(Beat.Kind.END, now, tickEnds, null);
    }

    /**
     * Settles the ticks before the snapshot, then releases it and waits for its whole chain: decision, verdict, and an
     * order that works or has ended.
     */
    void release(Snapshot snapshot, Map<Integer, Long> tickEnds, @Nullable String traceparent) {
        publishAndSettle(Beat.Kind.SNAPSHOT, snapshot.asOf(), tickEnds, snapshot);
        FailPoints.hit("market-data.before-snapshot");
        EventPublisher.Written written =
                publisher.publish(snapshot, traceparent, snapshot.asOf().plus(snapshotLatency));
        FailPoints.hit("market-data.after-snapshot");
        settlement.written(written.partition().toString(), written.through());
        settle();
    }

    private void publishAndSettle(
            Beat.Kind kind, Instant now, Map<Integer, Long> tickEnds, @Nullable Snapshot snapshot) {
        beat++;
        publisher.publish(new Beat(
                runId,
                beat,
                kind,
                now,
                tickEnds,
                snapshot == null ? null : snapshot.snapshotId(),
                snapshot == null ? null : snapshot.symbol()));
        settle();
    }

    private void settle() {
        long began = System.nanoTime();
        long last = began;
        long waited = 0;
        List<String> missing = settlement.missing(beat, last);
        while (!missing.isEmpty()) {
            if (!running.getAsBoolean()) {
                throw new ReplayStopped();
            }
            for (Ack ack : acks.next(LOOK)) {
                settlement.take(ack, System.nanoTime());
            }
            long now = System.nanoTime();
            missing = settlement.missing(beat, now);
            if (now - began > ASK_READINESS_AFTER) {
                // Only time in which everybody could have answered counts against patience.
                waited += peers.allReady() ? now - last : 0;
            }
            last = now;
            if (waited > patience.toNanos()) {
                throw new Stalled("beat " + beat + " was not answered within " + patience.toSeconds()
                        + " s although every process is ready: " + String.join("; ", missing));
            }
        }
        settled.record(Duration.ofNanos(System.nanoTime() - began));
    }

    @Override
    public void close() {
        acks.close();
    }
}
