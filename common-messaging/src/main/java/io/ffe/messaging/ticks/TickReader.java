package io.ffe.messaging.ticks;

import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.messaging.kafka.RecordsLost;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Tick;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.Decoded.Refused;
import io.ffe.schema.serde.Envelope;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads every partition of the tick topic from given offsets, or those that a group gives it. Belongs to one thread; offsets are the
 * owner's to keep.
 *
 * <p>{@link #mergeThrough} hands over exactly what a beat contains, in (time, symbol, sequence) order with watermarks
 * before ticks of the same time, whatever the broker delivered when; {@link #poll} hands over what there is, in partition
 * order.
 */
public final class TickReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long NOT_BEGUN = -1;
    private static final Comparator<TickRecord> BEAT_ORDER = Comparator.<TickRecord, Instant>comparing(
                    record -> record.event().time())
            .thenComparing(record -> record.event() instanceof Tick)
            .thenComparing(record -> record.event().key())
            .thenComparingInt(TickRecord::partition)
            .thenComparingLong(TickRecord::offset);

    private final KafkaConsumer<String, byte[]> consumer;
    private final TickListener listener;
    private final PlainTicks plain = new PlainTicks();
    /** By partition. */
    private final List<Deque<ConsumerRecord<String, byte[]>>> fetched = new ArrayList<>();

    /** By partition: offset of the first record that was not handed over. */
    private final long[] next = new long[Topics.TICKS.partitions()];

    /** By partition: the offset up to which everything was fetched, marks of transactions included, which are no records. */
    private final long[] fetchedThrough = new long[Topics.TICKS.partitions()];

    private final List<TopicPartition> partitions = IntStream.range(0, Topics.TICKS.partitions())
            .mapToObj(TickReader::partition)
            .toList();

    private final Metric answers;
    private double answersSeen;
    private final Given given;

    /** Told when partitions of a reader in a group go to others. On the reader's thread, while it reads. */
    public interface Sharing {

        /** They are still this reader's, and are not when this returns: time to save what belongs to them. */
        void leaving(Set<Integer> partitions);

        /** Others may have had them for a while. */
        void lost(Set<Integer> partitions);
    }

    /** Of a reader without a group: everything is its own. */
    private static final Sharing WITH_NOBODY = new Sharing() {
        @Override
        public void leaving(Set<Integer> partitions) {}

        @Override
        public void lost(Set<Integer> partitions) {}
    };

    /**
     * A reader that shares the topic with others of its group. Nothing is handed over of a partition that is given to it before
     * {@link #begin} has said from where.
     */
    public static TickReader inGroup(KafkaClients clients, String group, Sharing sharing, TickListener listener) {
        return new TickReader(clients.newGroupedConsumer("ticks", group), sharing, listener);
    }

    private TickReader(KafkaConsumer<String, byte[]> grouped, Sharing sharing, TickListener listener) {
        this.consumer = grouped;
        this.listener = listener;
        this.answers = answers(grouped);
        this.given = new Given(sharing);
        for (int partition = 0; partition < next.length; partition++) {
            next[partition] = NOT_BEGUN;
            fetched.add(new ArrayDeque<>());
        }
        consumer.subscribe(List.of(Topics.TICKS.topicName()), given);
    }

    /** Where to begin a partition. */
    @FunctionalInterface
    public interface Beginning {

        /**
         * @param begin the offset of the first record that the broker still has
         * @param end the offset after the last one
         */
        long of(int partition, long begin, long end);
    }

    /**
     * @param from the offset to begin with for each partition; a partition that is absent begins at its start
     * @throws RecordsLost when the topic no longer has, or does not have, the record at such an offset
     */
    public TickReader(KafkaClients clients, Map<Integer, Long> from, TickListener listener) {
        this(clients, (partition, begin, end) -> from.getOrDefault(partition, begin), listener);
    }

    /** @throws RecordsLost when the topic no longer has, or does not have, the record at a beginning */
    public TickReader(KafkaClients clients, Beginning beginning, TickListener listener) {
        this.consumer = clients.newUngroupedConsumer("ticks");
        this.listener = listener;
        this.answers = answers(consumer);
        this.given = new Given(WITH_NOBODY);
        try {
            beginAt(beginning);
        } catch (RuntimeException failed) {
            consumer.close();
            throw failed;
        }
    }

    private void beginAt(Beginning beginning) {
        consumer.assign(partitions);
        Map<Integer, Long> begins = byNumber(consumer.beginningOffsets(partitions));
        Map<Integer, Long> ends = ends();
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition.partition(), 0L);
            long end = ends.getOrDefault(partition.partition(), 0L);
            long offset = beginning.of(partition.partition(), begin, end);
            confirm(partition, offset, begin, end);
            consumer.seek(partition, offset);
            next[partition.partition()] = offset;
            fetchedThrough[partition.partition()] = offset;
            fetched.add(new ArrayDeque<>());
        }
    }

    private static void confirm(TopicPartition partition, long offset, long begin, long end) {
        if (offset < begin) {
            throw RecordsLost.before(partition, offset, begin);
        }
        if (offset > end) {
            throw RecordsLost.after(partition, offset, end);
        }
    }

    private static Metric answers(KafkaConsumer<String, byte[]> consumer) {
        return consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("response-total")
                        && metric.metricName().group().equals("consumer-metrics"))
                .findFirst()
                .orElseThrow();
    }

    /** Partitions that the group has given to this reader and that have not begun yet. */
    public Set<Integer> waiting() {
        return Set.copyOf(given.waiting);
    }

    /** True when the group has said what this reader has, be it nothing, and all of it has begun. */
    public boolean isAssigned() {
        return given.told && given.waiting.isEmpty();
    }

    /**
     * Begins a partition that waits.
     *
     * @param from the offset to begin with; absent, the start of the partition
     * @return the offset that it begins with
     * @throws RecordsLost when the topic no longer has, or does not have, the record at the offset
     */
    public long begin(int partition, Optional<Long> from) {
        TopicPartition of = partition(partition);
        long begin = consumer.beginningOffsets(Set.of(of)).getOrDefault(of, 0L);
        long end = consumer.endOffsets(Set.of(of)).getOrDefault(of, 0L);
        long offset = from.orElse(begin);
        confirm(of, offset, begin, end);
        consumer.seek(of, offset);
        consumer.resume(Set.of(of));
        next[partition] = offset;
        fetchedThrough[partition] = offset;
        given.waiting.remove(partition);
        return offset;
    }

    /**
     * Tells the group how far it has read, waiting for nothing: for those who look at its lag. What it goes on from is the
     * owner's to keep.
     */
    public void tellProgress() {
        consumer.commitAsync(committable(), (offsets, failed) -> {});
    }

    /**
     * Returns when the group has confirmed that all it had given to this reader is still this reader's.
     *
     * @throws org.apache.kafka.common.KafkaException when it is not, or nobody knows
     */
    public void confirmMembership(Duration patience) {
        consumer.commitSync(committable(), patience);
    }

    private Map<TopicPartition, OffsetAndMetadata> committable() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        positions().forEach((partition, offset) -> offsets.put(partition(partition), new OffsetAndMetadata(offset)));
        return offsets;
    }

    /** Keeps what is given to this reader from being read before it has begun. */
    private final class Given implements ConsumerRebalanceListener {

        private final Sharing sharing;
        private final Set<Integer> waiting = new TreeSet<>();
        private boolean told;
        private boolean ended;
        private @Nullable RuntimeException failure;

        private Given(Sharing sharing) {
            this.sharing = sharing;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            told = true;
            // Anywhere: it is sought before it is read, and a paused partition with a place is not asked for another.
            partitions.forEach(partition -> consumer.seek(partition, 0));
            consumer.pause(partitions);
            partitions.forEach(partition -> waiting.add(partition.partition()));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            tell(partitions, sharing::leaving);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            told = false;
            tell(partitions, sharing::lost);
        }

        private void tell(Collection<TopicPartition> partitions, Consumer<Set<Integer>> telling) {
            if (ended) {
                return;
            }
            Set<Integer> begun = new TreeSet<>();
            for (TopicPartition partition : partitions) {
                if (!waiting.remove(partition.partition())) {
                    begun.add(partition.partition());
                }
            }
            try {
                telling.accept(begun);
            } catch (RuntimeException failed) {
                // Thrown from here, it would come out of the poll as something of Kafka's.
                failure = failed;
            }
            partitions.forEach(partition -> {
                next[partition.partition()] = NOT_BEGUN;
                fetched.get(partition.partition()).clear();
            });
        }

        private void rethrow() {
            RuntimeException failed = failure;
            failure = null;
            if (failed != null) {
                throw failed;
            }
        }
    }

    /**
     * Hands over every record below the ends that was not handed over before, and returns when that is done. Records
     * beyond the ends wait for a later beat.
     */
    public void mergeThrough(Map<Integer, Long> ends) {
        List<TickRecord> beat = new ArrayList<>();
        takeThrough(ends, beat::add);
        beat.sort(BEAT_ORDER);
        beat.forEach(listener::onTick);
    }

    /**
     * As {@link #mergeThrough}, in partition order and each as it comes: for whom the order of a symbol's own ticks is enough. Holds no
     * more than it is sent at once, however much that is in all.
     */
    public void takeThrough(Map<Integer, Long> ends) {
        takeThrough(ends, listener::onTick);
    }

    private void takeThrough(Map<Integer, Long> ends, Consumer<TickRecord> into) {
        ends.forEach((partition, end) -> takeUpTo(partition, end, into));
        while (ends.entrySet().stream().anyMatch(end -> next[end.getKey()] < end.getValue())) {
            fetch(POLL);
            ends.forEach((partition, end) -> takeUpTo(partition, end, into));
        }
    }

    /** Hands over what there is, waiting up to the given time for the first of it. Returns how many records that were. */
    public int poll(Duration wait) {
        fetch(wait);
        int taken = 0;
        for (int partition = 0; partition < next.length; partition++) {
            taken += takeUpTo(partition, Long.MAX_VALUE, listener::onTick);
        }
        return taken;
    }

    /** True when the broker has answered something since the last call: a poll that brings nothing does not tell. */
    public boolean answered() {
        double now = ((Number) answers.metricValue()).doubleValue();
        boolean more = now > answersSeen;
        answersSeen = now;
        return more;
    }

    /** For each partition that it reads, the offset of the first record that was not handed over. */
    public Map<Integer, Long> positions() {
        Map<Integer, Long> positions = new HashMap<>();
        IntStream.range(0, next.length)
                .filter(partition -> next[partition] != NOT_BEGUN)
                .forEach(partition -> positions.put(partition, next[partition]));
        return positions;
    }

    /** For each partition the offset after its last record, as the broker sees it now. */
    public Map<Integer, Long> ends() {
        return byNumber(consumer.endOffsets(consumer.assignment()));
    }

    private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
        Map<Integer, Long> byNumber = new HashMap<>();
        offsets.forEach((partition, offset) -> byNumber.put(partition.partition(), offset));
        return byNumber;
    }

    /** Makes a waiting {@link #poll} or {@link #mergeThrough} throw {@code WakeupException}; from any thread. */
    public void wakeup() {
        consumer.wakeup();
    }

    /** Tells nobody that partitions leave: what is to be saved is saved before. */
    @Override
    public void close() {
        given.ended = true;
        consumer.close();
    }

    private void fetch(Duration wait) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(wait)) {
            fetched.get(record.partition()).add(record);
        }
        for (TopicPartition partition : consumer.assignment()) {
            if (!given.waiting.contains(partition.partition())) {
                fetchedThrough[partition.partition()] = consumer.position(partition);
            }
        }
        given.rethrow();
    }

    /** Returns how many were taken; refused ones are told to the listener and do not count. */
    private int takeUpTo(int partition, long end, Consumer<TickRecord> into) {
        if (next[partition] == NOT_BEGUN) {
            return 0;
        }
        Deque<ConsumerRecord<String, byte[]>> waiting = fetched.get(partition);
        int taken = 0;
        while (!waiting.isEmpty() && waiting.getFirst().offset() < end) {
            ConsumerRecord<String, byte[]> record = waiting.removeFirst();
            next[partition] = record.offset() + 1;
            TickRecord tick = plain.read(record);
            if (tick == null) {
                tick = readOther(record);
            }
            if (tick != null) {
                into.accept(tick);
                taken++;
            }
        }
        // An end may lie behind the mark of a transaction, and a record of that offset never comes.
        next[partition] = waiting.isEmpty()
                ? fetchedThrough[partition]
                : waiting.getFirst().offset();
        return taken;
    }

    /** What is not of the plain form: watermarks, others' spelling of ticks, and what is refused. */
    private @Nullable TickRecord readOther(ConsumerRecord<String, byte[]> record) {
        return switch (EventCodec.decode(
                Topics.TICKS, record.key(), record.value(), Records.headers(record.headers()))) {
            case Accepted(Event event, Envelope envelope) ->
                new TickRecord(
                        event,
                        record.partition(),
                        record.offset(),
                        Instant.ofEpochMilli(record.timestamp()),
                        envelope.traceparent(),
                        envelope.logicalNow());
            case Refused(DeadLetterReason reason, String detail) -> {
                listener.onRefused(record, reason, detail);
                yield null;
            }
        };
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition(Topics.TICKS.topicName(), number);
    }
}
