package io.ffe.marketdata;

import io.ffe.marketdata.domain.SymbolCheckpoint;
import io.ffe.marketdata.domain.SymbolPipeline;
import io.ffe.marketdata.store.Checkpoint;
import io.ffe.messaging.inbox.DeadLetters;
import io.ffe.messaging.inbox.MessagingReadiness;
import io.ffe.messaging.inbox.Trouble;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * What a run has come to: pipelines, what became of its ticks, and counts. Saved together with the offsets that they contain,
 * and restored together. A replay has one, a live run one for each partition. Belongs to the run's thread.
 */
final class RunState {

    private static final Logger LOG = Logger.getLogger(RunState.class);

    private final Map<String, SymbolPipeline> pipelines = new TreeMap<>();
    private final TickIntake intake;
    private long ticks;
    private long bars;
    private long snapshots;

    RunState(List<TickFollower> followers, DeadLetters deadLetters, MeterRegistry meters) {
        this.intake = new TickIntake(pipelines, followers, deadLetters, meters);
    }

    /** By symbol. */
    Map<String, SymbolPipeline> pipelines() {
        return pipelines;
    }

    TickIntake intake() {
        return intake;
    }

    long ticks() {
        return ticks;
    }

    long bars() {
        return bars;
    }

    long snapshots() {
        return snapshots;
    }

    void countTicks(int more) {
        ticks += more;
    }

    void countBar() {
        bars++;
    }

    void countSnapshot() {
        snapshots++;
    }

    /** Goes on from a checkpoint. */
    void restore(Checkpoint checkpoint, FeedOpening opening) {
        for (SymbolCheckpoint symbol : checkpoint.pipelines()) {
            pipelines.put(symbol.symbol(), SymbolPipeline.restore(opening.pipeline(symbol.symbol()), symbol));
        }
        checkpoint.sequences().forEach(last -> intake.saw(last.symbol(), last.source(), last.sequence()));
        intake.tally().restore(checkpoint.intake());
        ticks = checkpoint.totals().ticks();
        bars = checkpoint.totals().bars();
        snapshots = checkpoint.totals().snapshots();
    }

    /** Forgets everything, as after a restart. */
    void forget() {
        pipelines.clear();
        intake.forget();
        ticks = 0;
        bars = 0;
        snapshots = 0;
    }

    /**
     * Saves. Without a database the run goes on: a restart would begin at an older checkpoint and repeat more.
     *
     * @return true when it is saved
     */
    static boolean attempt(MessagingReadiness readiness, Instant asOf, Runnable save) {
        try {
            save.run();
            readiness.up("checkpoint");
            return true;
        } catch (RuntimeException failed) {
            if (!Trouble.isInfrastructure(failed)) {
                throw failed;
            }
            readiness.down("checkpoint", failed);
            LOG.warnf("checkpoint not saved asOf=%s cause=%s", asOf, failed.toString());
            LOG.debug("checkpoint not saved", failed);
            return false;
        }
    }

    /** @param offsets for each partition that is in this state, the first offset that is not */
    Checkpoint checkpoint(Map<Integer, Long> offsets, Instant asOf) {
        return new Checkpoint(
                asOf,
                offsets,
                intake.lastSequences().entrySet().stream()
                        .map(last -> new Checkpoint.SourceSequence(
                                last.getKey().symbol(), last.getKey().source(), last.getValue()))
                        .toList(),
                new Checkpoint.Totals(ticks, bars, snapshots),
                intake.tally().counts(),
                pipelines.values().stream().map(SymbolPipeline::checkpoint).toList());
    }
}
