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
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads every partition of the tick topic from given offsets. Belongs to one thread; offsets are the owner's to keep.
 *
 * <p>{@link #mergeThrough} hands over exactly what a beat contains, in (time, symbol, sequence) order with watermarks
 * before ticks of the same time, whatever the broker delivered when; {@link #poll} hands over what there is, in partition
 * order.
 */
public final class TickReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
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

    /**
     * @param from the offset to begin with for each partition; a partition that is absent begins at its start
     * @throws RecordsLost when the topic no longer has, or does not have, the record at such an offset
     */
    public TickReader(KafkaClients clients, Map<Integer, Long> from, TickListener listener) {
        this.consumer = clients.newUngroupedConsumer("ticks");
        this.listener = listener;
        this.answers = consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("response-total")
                        && metric.metricName().group().equals("consumer-metrics"))
                .findFirst()
                .orElseThrow();
        consumer.assign(partitions);
        Map<Integer, Long> begins = begins();
        Map<Integer, Long> ends = ends();
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition.partition(), 0L);
            long end = ends.getOrDefault(partition.partition(), 0L);
            long offset = from.getOrDefault(partition.partition(), begin);
            if (offset < begin || offset > end) {
                consumer.close();
                throw offset < begin
                        ? RecordsLost.before(partition, offset, begin)
                        : RecordsLost.after(partition, offset, end);
            }
            consumer.seek(partition, offset);
            next[partition.partition()] = offset;
            fetchedThrough[partition.partition()] = offset;
            fetched.add(new ArrayDeque<>());
        }
    }

    /**
     * Hands over every record below the ends that was not handed over before, and returns when that is done. Records
     * beyond the ends wait for a later beat.
     */
    public void mergeThrough(Map<Integer, Long> ends) {
        List<TickRecord> beat = new ArrayList<>();
        ends.forEach((partition, end) -> takeUpTo(partition, end, beat::add));
        while (ends.entrySet().stream().anyMatch(end -> next[end.getKey()] < end.getValue())) {
            fetch(POLL);
            ends.forEach((partition, end) -> takeUpTo(partition, end, beat::add));
        }
        beat.sort(BEAT_ORDER);
        beat.forEach(listener::onTick);
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

    /** For each partition the offset of the first record that was not handed over. */
    public Map<Integer, Long> positions() {
        Map<Integer, Long> positions = new HashMap<>();
        IntStream.range(0, next.length).forEach(partition -> positions.put(partition, next[partition]));
        return positions;
    }

    /** For each partition the offset of the first record that the broker still has. */
    public Map<Integer, Long> begins() {
        return byNumber(consumer.beginningOffsets(consumer.assignment()));
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

    @Override
    public void close() {
        consumer.close();
    }

    private void fetch(Duration wait) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(wait)) {
            fetched.get(record.partition()).add(record);
        }
        for (int number = 0; number < fetchedThrough.length; number++) {
            fetchedThrough[number] = consumer.position(partitions.get(number));
        }
    }

    /** Returns how many were taken; refused ones are told to the listener and do not count. */
    private int takeUpTo(int partition, long end, Consumer<TickRecord> into) {
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
