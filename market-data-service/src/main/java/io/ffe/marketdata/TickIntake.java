package io.ffe.marketdata;

import io.ffe.marketdata.IntakeMeters.Outcome;
import io.ffe.marketdata.domain.Closed;
import io.ffe.marketdata.domain.SymbolPipeline;
import io.ffe.marketdata.domain.TickOutcome;
import io.ffe.marketdata.domain.TickRange;
import io.ffe.marketdata.domain.TickRefusal;
import io.ffe.marketdata.feed.TickSource;
import io.ffe.marketdata.store.IntakeCounts;
import io.ffe.messaging.inbox.DeadLetters;
import io.ffe.messaging.ticks.TickListener;
import io.ffe.messaging.ticks.TickRecord;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Watermark;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes ticks from the topic, whoever wrote them, into the pipeline of their symbol, and keeps what they closed until it
 * is published. What was read = folded + late + repeated + refused, for each source of each symbol, on {@code
 * ffe_ticks_read_total{symbol,source}} and {@code ffe_ticks_total{symbol,source,outcome}}; what is odd about those that were
 * folded on {@code ffe_tick_notes_total{symbol,note}}.
 */
final class TickIntake implements TickListener {

    private static final Comparator<Snapshot> RELEASE_ORDER =
            Comparator.comparing(Snapshot::asOf).thenComparing(Snapshot::symbol).thenComparing(Snapshot::timeframe);

    private final Map<String, SymbolPipeline> pipelines;
    private final List<TickFollower> followers;
    private final DeadLetters deadLetters;
    private final IntakeMeters meters;
    private final PerSource<LastSequence> lastSequences = new PerSource<>(LastSequence::new);
    private final IntakeTally tally = new IntakeTally();
    private final Map<String, String> closingTraces = new HashMap<>();
    private final List<Bar> bars = new ArrayList<>();
    private final List<Snapshot> snapshots = new ArrayList<>();

    /** The highest of a source that was read. */
    private static final class LastSequence {
        private long sequence = Long.MIN_VALUE;
    }

    TickIntake(
            Map<String, SymbolPipeline> pipelines,
            List<TickFollower> followers,
            DeadLetters deadLetters,
            MeterRegistry meters) {
        this.pipelines = pipelines;
        this.followers = followers;
        this.deadLetters = deadLetters;
        this.meters = new IntakeMeters(meters);
    }

    @Override
    public void onTick(TickRecord record) {
        SymbolPipeline pipeline = pipelines.get(record.event().key());
        switch (record.event()) {
            case Tick tick -> {
                if (pipeline == null) {
                    tally.addUnknown(tick);
                    refuseOther();
                } else {
                    meters.read(tick.symbol(), tick.source());
                    TickOutcome outcome = pipeline.onTick(tick, record.appendedAt());
                    if (tick.sequence() <= TickRange.LAST_SEQUENCE && !isOfAnotherOrigin(outcome)) {
                        saw(tick.symbol(), tick.source(), tick.sequence());
                    }
                    take(tick, outcome, record.traceparent());
                }
            }
            case Watermark watermark
            when pipeline != null ->
                keep(pipeline.onWatermark(watermark, record.appendedAt()), watermark.symbol(), record.traceparent());
            default -> refuseOther();
        }
    }

    /** Anybody may use a provider's name: the number of one that is none of this run's is not where the provider's go on. */
    private static boolean isOfAnotherOrigin(TickOutcome outcome) {
        return outcome instanceof TickOutcome.Refused refused && refused.reason() == TickRefusal.OTHER_ORIGIN;
    }

    @Override
    public void onRefused(ConsumerRecord<String, byte[]> record, DeadLetterReason reason, String detail) {
        deadLetters.put(record, Topics.TICKS, reason, detail);
        tally.addUnreadable(reason);
        refuseOther();
    }

    /** Nothing of ours: neither its symbol nor its source, if it has any, gets counters of its own. */
    private void refuseOther() {
        meters.read(IntakeMeters.OTHER, IntakeMeters.OTHER);
        meters.outcome(IntakeMeters.OTHER, IntakeMeters.OTHER, Outcome.REFUSED);
    }

    /** What became of every record so far, and in earlier lives of this process. */
    IntakeTally tally() {
        return tally;
    }

    /** Forgets everything, as after a restart. */
    void forget() {
        tally.restore(IntakeCounts.startingAt(Map.of()));
        lastSequences.clear();
        closingTraces.clear();
        bars.clear();
        snapshots.clear();
    }

    /** Last sequence of each source that was read; a copy. */
    Map<TickSource, Long> lastSequences() {
        Map<TickSource, Long> sequences = new HashMap<>();
        lastSequences.all().forEach((source, last) -> sequences.put(source, last.sequence));
        return sequences;
    }

    /** A tick of this source with this sequence was read, in this life or in an earlier one. */
    void saw(String symbol, String source, long sequence) {
        LastSequence last = lastSequences.of(symbol, source);
        last.sequence = Math.max(last.sequence, sequence);
    }

    /** True when there are bars or snapshots to be taken. */
    boolean hasClosed() {
        return !bars.isEmpty() || !snapshots.isEmpty();
    }

    /** What was closed since the last call, by end. */
    List<Bar> takeBars() {
        List<Bar> taken = List.copyOf(bars);
        bars.clear();
        return taken;
    }

    /** What was made since the last call, in the order in which it has to be released. */
    List<Snapshot> takeSnapshots() {
        List<Snapshot> taken = snapshots.stream().sorted(RELEASE_ORDER).toList();
        snapshots.clear();
        return taken;
    }

    /** Trace of the record that last closed something of the symbol, or null. */
    @Nullable
    String closingTrace(String symbol) {
        return closingTraces.get(symbol);
    }

    private void take(Tick tick, TickOutcome outcome, @Nullable String traceparent) {
        String symbol = tick.symbol();
        tally.add(tick, outcome);
        switch (outcome) {
            case TickOutcome.Folded folded -> {
                if (folded.closed() != Closed.NOTHING || traceparent != null) {
                    keep(folded.closed(), symbol, traceparent);
                }
                if (!folded.notes().isEmpty()) {
                    folded.notes().forEach(note -> meters.note(symbol, note));
                }
                meters.outcome(symbol, tick.source(), Outcome.FOLDED);
                for (int i = 0; i < followers.size(); i++) {
                    followers.get(i).folded(tick);
                }
            }
            case TickOutcome.Late late -> meters.outcome(symbol, tick.source(), Outcome.LATE);
            case TickOutcome.Repeated repeated -> meters.outcome(symbol, tick.source(), Outcome.REPEATED);
            case TickOutcome.Refused refused -> meters.outcome(symbol, tick.source(), Outcome.REFUSED);
        }
    }

    private void keep(Closed closed, String symbol, @Nullable String traceparent) {
        bars.addAll(closed.bars());
        snapshots.addAll(closed.snapshots());
        if (traceparent != null) {
            closingTraces.put(symbol, traceparent);
        } else if (!closed.bars().isEmpty() || !closed.snapshots().isEmpty()) {
            // Better none than the trace of what closed something else before.
            closingTraces.remove(symbol);
        }
    }
}
