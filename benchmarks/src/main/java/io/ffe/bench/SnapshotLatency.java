package io.ffe.bench;

import io.ffe.bench.stage.ClientSettings;
import io.ffe.marketdata.SnapshotsUnderTest;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * From a producer's send of the tick that closes a minute until a consumer has the snapshot that it made: two hops through
 * Kafka. Beside it what Kafka's own {@code EndToEndLatency} measures: one hop, one record of 200 bytes at a time. No linger and no fetch wait
 * on either side, one thing under way at a time, so the load is a few per cent; blocks of both in turn.
 */
final class SnapshotLatency implements Benchmark {

    private static final String PROBE = "bench-probe";
    private static final int BLOCK = 100;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Override
    public String name() {
        return "snapshot-latency";
    }

    @Override
    public String about() {
        return "p50 and p99 from a tick to its snapshot on the topic, beside one bare hop";
    }

    @Override
    public List<Finding> run(Effort effort, Consumer<String> progress) throws Exception {
        List<double[]> probes = new ArrayList<>();
        List<double[]> snapshots = new ArrayList<>();
        int blocks = Math.max(2, (int) Math.round(effort.seconds() * 2));
        try (Broker broker = Broker.start(false)) {
            broker.createTopic(PROBE, 1);
            try (Hop hop = new Hop(broker.bootstrapServers());
                    Snapshots made = new Snapshots(broker.bootstrapServers())) {
                for (int i = 0; i < 5; i++) {
                    hop.block(BLOCK);
                    made.block(BLOCK);
                }
                progress.accept("warm");
                for (int round = 0; round < effort.rounds(); round++) {
                    List<Double> ofHop = new ArrayList<>();
                    List<Double> ofSnapshots = new ArrayList<>();
                    for (int i = 0; i < blocks; i++) {
                        ofHop.addAll(hop.block(BLOCK));
                        ofSnapshots.addAll(made.block(BLOCK));
                    }
                    probes.add(percentiles(ofHop));
                    snapshots.add(percentiles(ofSnapshots));
                    progress.accept("round " + (round + 1) + " of " + effort.rounds() + ", " + ofHop.size()
                            + " each: snapshot p50 " + Spread.number(snapshots.getLast()[0]) + " ms, p99 "
                            + Spread.number(snapshots.getLast()[1]) + " ms; one hop p50 "
                            + Spread.number(probes.getLast()[0]) + " ms, p99 "
                            + Spread.number(probes.getLast()[1]) + " ms");
                }
            }
        }
        return List.of(
                compared("p50 tick to snapshot, ms", snapshots, probes, 0, null),
                compared("p99 tick to snapshot, ms", snapshots, probes, 1, Finding.Bound.atMost(4.0, 2.3)));
    }

    private Finding compared(
            String what, List<double[]> ours, List<double[]> theirs, int percentile, Finding.@Nullable Bound bound) {
        return new Finding(
                name(),
                what,
                Spread.of(ours.stream().map(round -> round[percentile]).toList()),
                new Finding.Peer(
                        "one hop",
                        Spread.of(
                                theirs.stream().map(round -> round[percentile]).toList())),
                Spread.of(IntStream.range(0, ours.size())
                        .mapToObj(i -> ours.get(i)[percentile] / theirs.get(i)[percentile])
                        .toList()),
                bound);
    }

    private static double[] percentiles(List<Double> millis) {
        double[] sorted = millis.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new double[] {sorted[sorted.length / 2], sorted[(int) Math.ceil(sorted.length * 0.99) - 1]};
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers, String topic, int partitions) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                ClientSettings.consumer(bootstrapServers, 0), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
        return consumer;
    }

    /** Milliseconds from {@code sent} until the consumer has a record, which is looked for without a pause. */
    private static double awaitOne(KafkaConsumer<byte[], byte[]> consumer, long sent, String what) {
        while (true) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                return (System.nanoTime() - sent) / 1e6;
            }
            if (System.nanoTime() - sent > LIMIT.toNanos()) {
                throw new IllegalStateException(what + " did not come within " + LIMIT.toSeconds() + " s");
            }
        }
    }

    /** One record, one hop. */
    private static final class Hop implements AutoCloseable {

        private final KafkaProducer<byte[], byte[]> producer;
        private final KafkaConsumer<byte[], byte[]> consumer;

        Hop(String bootstrapServers) {
            producer = new KafkaProducer<>(
                    ClientSettings.producer(bootstrapServers, 0), new ByteArraySerializer(), new ByteArraySerializer());
            consumer = consumer(bootstrapServers, PROBE, 1);
        }

        List<Double> block(int count) {
            List<Double> millis = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long sent = System.nanoTime();
                producer.send(new ProducerRecord<>(PROBE, new byte[200]));
                millis.add(awaitOne(consumer, sent, "the probe's record"));
            }
            return millis;
        }

        @Override
        public void close() {
            producer.close();
            consumer.close();
        }
    }

    /** One closing tick, two hops with FFE between them. */
    private static final class Snapshots implements AutoCloseable {

        private static final Duration MINUTE = Duration.ofMinutes(1);

        private final SnapshotsUnderTest ffe;
        private final TickWriter writer;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final TickSeries series = new TickSeries("bench", Origin.SYNTHETIC, 1);
        private Instant now = TickSeries.START;

        Snapshots(String bootstrapServers) {
            ffe = new SnapshotsUnderTest(bootstrapServers);
            writer = new TickWriter(bootstrapServers, 0);
            consumer = consumer(bootstrapServers, Topics.SNAPSHOTS.topicName(), Topics.SNAPSHOTS.partitions());
            // The first tick of each symbol closes the minutes since the start.
            for (int i = 0; i < TickSeries.SYMBOLS.size(); i++) {
                tick();
            }
        }

        private Tick tick() {
            Tick tick = series.next(now, now);
            writer.write(tick);
            return tick;
        }

        /** Each tick is the first of its symbol in a new minute, so it closes one and makes one snapshot. */
        List<Double> block(int count) {
            List<Double> millis = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                if (i % TickSeries.SYMBOLS.size() == 0) {
                    now = now.plus(MINUTE);
                }
                long sent = System.nanoTime();
                Tick tick = tick();
                millis.add(awaitOne(consumer, sent, "the snapshot after " + tick.eventId()));
            }
            return millis;
        }

        @Override
        public void close() throws InterruptedException {
            writer.close();
            consumer.close();
            ffe.close();
        }
    }
}
