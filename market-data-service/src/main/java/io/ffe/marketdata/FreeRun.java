package io.ffe.marketdata;

import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.kafka.AckReader;
import io.ffe.marketdata.kafka.EventPublisher;
import io.ffe.messaging.RunConfig;
import io.ffe.schema.event.Beat;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the market run on while the pipeline works, as a live one does: nothing waits for an answer to what was published.
 * Answers are only counted, so that what is under way stays bounded: beyond the bound the market stands still until some of
 * it is done.
 *
 * <p>There is one beat, the end. It comes when every tick was read and nothing is under way, so what execution then books is
 * all that the venue will ever have made of this run.
 */
final class FreeRun implements Cadence {

    private final EventPublisher publisher;
    private final Answers answers;
    private final MarketDataConfig.Replay config;
    private final Duration snapshotLatency;
    private final String runId;
    private long beat;

    /**
     * @param lastBeat number of the last beat that was published for this run, 0 for none
     * @param running turns false when the process is to stop
     */
    FreeRun(
            EventPublisher publisher,
            AckReader ackReader,
            MarketDataConfig config,
            RunConfig run,
            long lastBeat,
            BooleanSupplier running) {
        this.publisher = publisher;
        this.answers = new Answers(ackReader.fromLately(), config.replay(), running);
        this.config = config.replay();
        this.snapshotLatency = config.snapshot().hopLatency();
        this.runId = run.id();
        this.beat = lastBeat;
    }

    @Override
    public long beats() {
        return beat;
    }

    /** Nothing to wait for: what the life before published is under way and will be counted. */
    @Override
    public void resume() {}

    /** Never: nobody waits for a minute, and ticks and snapshots carry their own time. */
    @Override
    public boolean working() {
        return false;
    }

    @Override
    public void minute(Instant now, Map<Integer, Long> tickEnds) {}

    @Override
    public void release(Snapshot snapshot, Map<Integer, Long> tickEnds, @Nullable String traceparent) {
        published(tickEnds);
        keepBounded();
        EventPublisher.Written written =
                publisher.publish(snapshot, traceparent, snapshot.asOf().plus(snapshotLatency));
        answers.settlement().written(written.partition().toString(), written.through());
    }

    @Override
    public void end(Instant now, Map<Integer, Long> tickEnds) {
        published(tickEnds);
        answers.await(nanos -> answers.settlement().missing(0, nanos), "the end of the ticks");
        beat++;
        publisher.publish(new Beat(runId, beat, Beat.Kind.END, now, tickEnds, null, null));
        answers.await(nanos -> answers.settlement().missing(beat, nanos), "the end");
    }

    private void published(Map<Integer, Long> tickEnds) {
        tickEnds.forEach(
                (partition, end) -> answers.settlement().written(Topics.TICKS.topicName() + "-" + partition, end));
    }

    private void keepBounded() {
        answers.look();
        answers.await(nanos -> beyondBounds(answers.settlement().underWay(nanos)), "a bounded free run");
    }

    private List<String> beyondBounds(Settlement.UnderWay underWay) {
        return underWay.ticks() <= config.freeRunTicks() && underWay.events() <= config.freeRunEvents()
                ? List.of()
                : List.of(underWay.ticks() + " ticks and " + underWay.events() + " events are under way, allowed are "
                        + config.freeRunTicks() + " and " + config.freeRunEvents());
    }

    @Override
    public void close() {
        answers.close();
    }
}
