package io.ffe.marketdata;

import io.ffe.marketdata.domain.Closed;
import io.ffe.marketdata.domain.SymbolPipeline;
import io.ffe.marketdata.domain.TickNote;
import io.ffe.marketdata.domain.TickOutcome;
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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes ticks from the topic, whoever wrote them, into the pipeline of their symbol, and keeps what they closed until it
 * is published. Raw = folded + late + repeated + refused, for each symbol, on {@code ffe_ticks_total{symbol,outcome}}; what
 * is odd about those that were folded on {@code ffe_tick_notes_total{symbol,note}}.
 */
final class TickIntake implements TickListener {

    private static final Comparator<Snapshot> RELEASE_ORDER =
            Comparator.comparing(Snapshot::asOf).thenComparing(Snapshot::symbol).thenComparing(Snapshot::timeframe);

    private final Map<String, SymbolPipeline> pipelines;
    private final List<TickFollower> followers;
    private final DeadLetters deadLetters;
    private final MeterRegistry meters;
    private final Map<TickSource, Long> lastSequences = new HashMap<>();
    private final IntakeTally tally = new IntakeTally();
    private final Map<String, String> closingTraces = new HashMap<>();
    private final List<Bar> bars = new ArrayList<>();
    private final List<Snapshot> snapshots = new ArrayList<>();

    TickIntake(
            Map<String, SymbolPipeline> pipelines,
            List<TickFollower> followers,
            DeadLetters deadLetters,
            MeterRegistry meters) {
        this.pipelines = pipelines;
        this.followers = followers;
        this.deadLetters = deadLetters;
        this.meters = meters;
    }

    @Override
    public void onTick(TickRecord record) {
        SymbolPipeline pipeline = pipelines.get(record.event().key());
        switch (record.event()) {
            case Tick tick -> {
                lastSequences.merge(new TickSource(tick.symbol(), tick.source()), tick.sequence(), Math::max);
                if (pipeline == null) {
                    tally.addUnknown(tick);
                    count("OTHER", "refused");
                } else {
                    TickOutcome outcome = pipeline.onTick(tick, record.appendedAt());
                    tally.add(tick, outcome);
                    count(tick.symbol(), take(outcome, tick.symbol(), record.traceparent()));
                    if (outcome instanceof TickOutcome.Folded) {
                        followers.forEach(follower -> follower.folded(tick));
                    }
                }
            }
            case Watermark watermark
            when pipeline != null -> keep(pipeline.onWatermark(watermark), watermark.symbol(), record.traceparent());
            default -> count("OTHER", "refused");
        }
    }

    @Override
    public void onRefused(ConsumerRecord<String, byte[]> record, DeadLetterReason reason, String detail) {
        deadLetters.put(record, Topics.TICKS, reason, detail);
        tally.addUnreadable(reason);
        count("OTHER", "refused");
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

    /** Last sequence of each source that was read. */
    Map<TickSource, Long> lastSequences() {
        return lastSequences;
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

    private String take(TickOutcome outcome, String symbol, @Nullable String traceparent) {
        return switch (outcome) {
            case TickOutcome.Folded(Closed closed, Set<TickNote> notes) -> {
                keep(closed, symbol, traceparent);
                notes.forEach(note -> meters.counter("ffe.tick.notes", "symbol", symbol, "note", label(note))
                        .increment());
                yield "folded";
            }
            case TickOutcome.Late late -> "late";
            case TickOutcome.Repeated repeated -> "repeated";
            case TickOutcome.Refused refused -> "refused";
        };
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

    private static String label(TickNote note) {
        return note.name().toLowerCase(Locale.ROOT);
    }

    private void count(String symbol, String outcome) {
        meters.counter("ffe.ticks", "symbol", symbol, "outcome", outcome).increment();
    }
}
