package io.ffe.marketdata;

import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Ack;
import io.ffe.schema.event.Beat;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The rest of the pipeline, reduced to its manners: reads beats and snapshots from the broker as they come and answers for
 * every stage, so that a replay goes on. Remembers the order in which things came.
 */
final class PeersThatAnswer implements AutoCloseable {

    private final KafkaClients clients;
    private final String runId;
    private final List<String> order = new CopyOnWriteArrayList<>();
    private final List<Beat> beats = new CopyOnWriteArrayList<>();
    private final Map<String, Long> read = new HashMap<>();
    private final Thread thread = new Thread(this::run, "peers");
    private volatile boolean running = true;
    private long acks;
    private long beat;

    PeersThatAnswer(KafkaClients clients, String runId) {
        this.clients = clients;
        this.runId = runId;
        thread.start();
    }

    /** {@code beat 3 SNAPSHOT} and {@code snapshot BTCUSDT 2024-08-05T00:15:00Z}, in the order of arrival. */
    List<String> order() {
        return List.copyOf(order);
    }

    List<Beat> beats() {
        return List.copyOf(beats);
    }

    private void run() {
        try (KafkaConsumer<String, byte[]> consumer = clients.newUngroupedConsumer("peers")) {
            List<TopicPartition> partitions = Stream.of(Topics.CLOCK, Topics.SNAPSHOTS)
                    .flatMap(topic -> IntStream.range(0, topic.partitions())
                            .mapToObj(number -> new TopicPartition(topic.topicName(), number)))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (running) {
                List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                records.forEach(this::take);
                answer();
            }
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        Topics topic = Topics.byName(record.topic()).orElseThrow();
        Event event = ((Accepted)
                        EventCodec.decode(topic, record.key(), record.value(), Records.headers(record.headers())))
                .event();
        read.put(new TopicPartition(record.topic(), record.partition()).toString(), record.offset() + 1);
        if (event instanceof Beat heard && heard.runId().equals(runId)) {
            beat = heard.beat();
            beats.add(heard);
            order.add("beat " + heard.beat() + " " + heard.kind());
        }
        if (event instanceof Snapshot snapshot && snapshot.runId().equals(runId)) {
            order.add("snapshot " + snapshot.symbol() + " " + snapshot.asOf());
        }
    }

    private void answer() {
        acks++;
        for (Stage stage : Topics.CLOCK.readers()) {
            Ack ack = new Ack(
                    runId, stage.label(), "test-" + stage.label(), 0, acks, beat, read, Map.of(), 0, 0, Instant.EPOCH);
            clients.producer()
                    .send(Records.record(
                            Topics.ACKS.topicName(),
                            ack.key(),
                            EventCodec.payload(ack),
                            EventCodec.headers(ack, "test", null, null)));
        }
    }

    @Override
    public void close() throws InterruptedException {
        running = false;
        thread.join();
    }
}
