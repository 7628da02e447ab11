package io.ffe.papervenue.kafka;

import io.ffe.messaging.ticks.TickListener;
import io.ffe.messaging.ticks.TickRecord;
import io.ffe.schema.event.Tick;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Collects records and hands them on in one order that depends on nothing but the records: always the partition whose
 * first waiting record is the smallest by (time, symbol, sequence). Within a partition the order stays the topic's, so
 * that offsets handed on are a prefix of each partition at any moment.
 */
final class TickMerge implements TickListener {

    private static final Comparator<TickRecord> FIRST = Comparator.<TickRecord, Instant>comparing(
                    record -> record.event().time())
            .thenComparing(record -> record.event().key())
            .thenComparingLong(record -> record.event() instanceof Tick tick ? tick.sequence() : -1)
            .thenComparingInt(TickRecord::partition);

    private final TreeMap<Integer, Deque<TickRecord>> waiting = new TreeMap<>();

    @Override
    public void onTick(TickRecord tick) {
        waiting.computeIfAbsent(tick.partition(), ignored -> new ArrayDeque<>()).add(tick);
    }

    /** Hands on all that was collected. */
    void drain(Consumer<TickRecord> into) {
        PriorityQueue<Deque<TickRecord>> heads =
                new PriorityQueue<>(Comparator.comparing(Deque<TickRecord>::getFirst, FIRST));
        waiting.values().forEach(partition -> heads.add(new ArrayDeque<>(sortedByOffset(partition))));
        waiting.clear();
        while (!heads.isEmpty()) {
            Deque<TickRecord> partition = heads.remove();
            into.accept(partition.removeFirst());
            if (!partition.isEmpty()) {
                heads.add(partition);
            }
        }
    }

    private static List<TickRecord> sortedByOffset(Deque<TickRecord> partition) {
        return partition.stream()
                .sorted(Comparator.comparingLong(TickRecord::offset))
                .toList();
    }
}
