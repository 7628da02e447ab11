package io.ffe.marketdata;

import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.kafka.AckReader;
import io.ffe.marketdata.kafka.EventPublisher;
import io.ffe.messaging.FailPoints;
import io.ffe.messaging.RunConfig;
import io.ffe.schema.event.Beat;
import io.ffe.schema.event.Snapshot;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves the pipeline from beat to beat: says what time it is, and goes on when every process has answered. Belongs to the
 * replay's thread.
 */
final class LockStep implements Cadence {

    private final EventPublisher publisher;
    private final Answers answers;
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
        this.answers = new Answers(ackReader.fromLately(), config.replay(), running);
        this.snapshotLatency = config.snapshot().hopLatency();
        this.runId = run.id();
        this.beat = lastBeat;
        this.settled = Timer.builder("ffe.replay.beat")
                .description("wall time until every process had answered a beat")
                .register(meters);
    }

    @Override
    public long beats() {
        return beat;
    }

    /** True while an order works or a position is open: then logical minutes beat too. */
    @Override
    public boolean working() {
        return answers.settlement().working() > 0;
    }

    /**
     * After a restart: returns when everybody has answered the last beat of the life before, so that it is known what works
     * and minutes beat as they would have without the restart.
     */
    @Override
    public void resume() {
        if (beat > 0) {
            settle();
        }
    }

    /** A logical minute: ticks up to the ends are matched and booked by everybody when this returns. */
    @Override
    public void minute(Instant now, Map<Integer, Long> tickEnds) {
        publishAndSettle(Beat.Kind.MINUTE, now, tickEnds, null);
    }

    /** The end of the run. */
    @Override
    public void end(Instant now, Map<Integer, Long> tickEnds) {
        publishAndSettle(Beat.Kind.END, now, tickEnds, null);
    }

    /**
     * Settles the ticks before the snapshot, then releases it and waits for its whole chain: decision, verdict, and an
     * order that works or has ended.
     */
    @Override
    public void release(Snapshot snapshot, Map<Integer, Long> tickEnds, @Nullable String traceparent) {
        publishAndSettle(Beat.Kind.SNAPSHOT, snapshot.asOf(), tickEnds, snapshot);
        FailPoints.hit("market-data.before-snapshot");
        EventPublisher.Written written =
                publisher.publish(snapshot, traceparent, snapshot.asOf().plus(snapshotLatency));
        FailPoints.hit("market-data.after-snapshot");
        answers.settlement().written(written.partition().toString(), written.through());
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
        answers.await(nanos -> answers.settlement().missing(beat, nanos), "beat " + beat);
        settled.record(Duration.ofNanos(System.nanoTime() - began));
    }

    @Override
    public void close() {
        answers.close();
    }
}
