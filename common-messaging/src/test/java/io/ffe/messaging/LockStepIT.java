package io.ffe.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.messaging.kafka.RecordsLost;
import io.ffe.messaging.replay.BeatListener;
import io.ffe.messaging.replay.ClockTopic;
import io.ffe.messaging.replay.LastRecords;
import io.ffe.messaging.ticks.TickReader;
import io.ffe.messaging.ticks.TickRecord;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Ack;
import io.ffe.schema.event.Beat;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Watermark;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealInfrastructure.class)
class LockStepIT {

    private static final Instant NOW = Instant.parse("2024-08-05T01:15:00Z");

    /** Beats rise over all tests, in whatever order they run: the process under test is the same. */
    private static final AtomicLong NUMBERS = new AtomicLong(100);

    @Inject
    KafkaClients clients;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Inject
    RecordingListener listener;

    @ApplicationScoped
    static class RecordingListener implements BeatListener {

        private final LogicalTime time;
        private final List<String> heard = new CopyOnWriteArrayList<>();

        RecordingListener(LogicalTime time) {
            this.time = time;
        }

        List<String> heard() {
            return heard;
        }

        @Override
        public void onBeat(Beat beat) {
            heard.add(beat.beat() + " at " + time.now());
        }
    }

    @Test
    void a_beat_is_answered_after_its_listeners_and_the_answer_names_what_was_read_and_written() throws Exception {
        Decision decision = Samples.hold("lock-step", "snapshot-1");
        long number = NUMBERS.addAndGet(3);
        try (TopicProbe acks = new TopicProbe(clients, Topics.ACKS.topicName())) {
            send(acks, Topics.DECISIONS, decision);
            send(acks, Topics.CLOCK, beat("another-run", 90));
            send(acks, Topics.CLOCK, beat("test-run", number));

            Ack done = acks
                    .awaitRecords(1, record -> {
                        Ack ack = ack(record);
                        return ack.beat() == number
                                && ack.pending() == 0
                                && ack.readThrough().entrySet().stream()
                                        .anyMatch(read ->
                                                read.getKey().startsWith("ffe.decisions.v1-") && read.getValue() > 0)
                                && ack.writtenThrough().keySet().stream()
                                        .anyMatch(partition -> partition.startsWith("ffe.verdicts.v1-"));
                    })
                    .stream()
                    .map(LockStepIT::ack)
                    .toList()
                    .getFirst();

            assertThat(listener.heard()).contains(number + " at " + NOW);
            assertThat(listener.heard()).noneMatch(heard -> heard.startsWith("90"));
            assertThat(done.stage()).isEqualTo("risk");
            assertThat(done.readThrough().keySet().stream()
                            .filter(partition -> partition.startsWith("ffe.decisions.v1-")))
                    .as("partitions without news count as read too")
                    .hasSize(Topics.DECISIONS.partitions());
        }
    }

    /** Delivery is at least once for beats too, and they move time: it must not go back. */
    @Test
    void a_beat_that_comes_again_or_late_is_heard_once_and_answered_with_the_newest() throws Exception {
        long first = NUMBERS.addAndGet(3);
        try (TopicProbe acks = new TopicProbe(clients, Topics.ACKS.topicName())) {
            for (long number : List.of(first, first, first + 1, first, first + 1)) {
                send(acks, Topics.CLOCK, beat("test-run", number));
            }
            long last = NUMBERS.addAndGet(3);
            send(acks, Topics.CLOCK, beat("test-run", last));

            List<Long> answered = acks.awaitRecords(1, record -> ack(record).beat() == last).stream()
                    .map(record -> ack(record).beat())
                    .toList();

            assertThat(listener.heard().stream().filter(heard -> Long.parseLong(heard.split(" ", -1)[0]) >= first))
                    .containsExactly(first + " at " + NOW, (first + 1) + " at " + NOW, last + " at " + NOW);
            assertThat(answered).isNotEmpty();
        }
    }

    /** After a start it goes on with the run's last beat, whatever stands behind it on the topic. */
    @Test
    void the_newest_beat_of_a_run_is_found_behind_repeats_and_other_runs() throws Exception {
        try (TopicProbe topic = new TopicProbe(clients, Topics.CLOCK.topicName());
                KafkaConsumer<String, byte[]> reader = clients.newUngroupedConsumer("newest")) {
            for (long number : List.of(7L, 8L, 7L, 8L, 7L)) {
                send(topic, Topics.CLOCK, beat("run-with-repeats", number));
            }
            for (int other = 0; other < 1_100; other++) {
                send(topic, Topics.CLOCK, beat("another-run", 90));
            }

            assertThat(ClockTopic.newest(reader, "run-with-repeats"))
                    .hasValueSatisfying(place -> assertThat(place.beat()).isEqualTo(8));
            assertThat(ClockTopic.newest(reader, "run-without-beats")).isEmpty();
        }
    }

    /** A hole in the ticks would be a hole in the bars: nobody reads on behind it as if nothing had been. */
    @Test
    void ticks_that_were_removed_unread_stop_their_reader() throws Exception {
        TickRecord read;
        try (TopicProbe producer = new TopicProbe(clients, Topics.TICKS.topicName())) {
            List<TickRecord> taken = new ArrayList<>();
            try (TickReader reader = new TickReader(clients, Map.of(), taken::add)) {
                send(producer, Topics.TICKS, Samples.quote("LTCUSDT", 1, NOW));
                send(producer, Topics.TICKS, Samples.quote("LTCUSDT", 2, NOW));
                reader.mergeThrough(reader.ends());
            }
            read = taken.stream()
                    .filter(tick -> tick.event().key().equals("LTCUSDT"))
                    .findFirst()
                    .orElseThrow();
        }
        TopicPartition partition = new TopicPartition(Topics.TICKS.topicName(), read.partition());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) bootstrapServers))) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(read.offset() + 1)))
                    .all()
                    .get();
        }

        assertThatThrownBy(() -> new TickReader(clients, Map.of(read.partition(), read.offset()), tick -> {}))
                .isInstanceOf(RecordsLost.class)
                .hasMessageContaining(partition + " begins at offset " + (read.offset() + 1))
                .hasMessageContaining("Nothing is skipped");
    }

    @Test
    void ticks_of_a_beat_come_in_time_order_and_those_beyond_it_wait() throws Exception {
        List<TickRecord> taken = new ArrayList<>();
        try (TopicProbe producer = new TopicProbe(clients, Topics.TICKS.topicName());
                TickReader reader = new TickReader(clients, Map.of(), taken::add)) {
            reader.mergeThrough(reader.ends());
            taken.clear();
            send(producer, Topics.TICKS, Samples.quote("ETHUSDT", 1, NOW.plusSeconds(2)));
            send(producer, Topics.TICKS, Samples.quote("BTCUSDT", 1, NOW.plusSeconds(1)));
            send(producer, Topics.TICKS, new Watermark("BTCUSDT", "test", NOW.plusSeconds(3), Origin.REPLAY));
            send(producer, Topics.TICKS, Samples.quote("ETHUSDT", 2, NOW.plusSeconds(3)));
            Map<Integer, Long> beat = reader.ends();
            send(producer, Topics.TICKS, Samples.quote("BTCUSDT", 2, NOW.plusSeconds(4)));

            reader.mergeThrough(beat);
            assertThat(taken)
                    .extracting(record -> record.event().eventId())
                    .containsExactly(
                            "test:BTCUSDT:1",
                            "test:ETHUSDT:1",
                            "test:BTCUSDT:through:2024-08-05T01:15:03Z",
                            "test:ETHUSDT:2");

            taken.clear();
            reader.mergeThrough(reader.ends());
            assertThat(taken).extracting(record -> record.event().eventId()).containsExactly("test:BTCUSDT:2");
        }
    }

    /** What others take back was never said, and the marks that their transactions leave are no records to wait for. */
    @Test
    void transactions_of_others_count_when_they_are_committed_and_hold_nobody_up() throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers, "transactional.id", "outsider", "compression.type", "zstd");
        List<TickRecord> taken = new ArrayList<>();
        TopicPartition partition;
        try (KafkaProducer<String, byte[]> outsider =
                        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
                TickReader reader = new TickReader(clients, Map.of(), taken::add);
                KafkaConsumer<String, byte[]> other = clients.newUngroupedConsumer("marks")) {
            outsider.initTransactions();
            RecordMetadata first = within(outsider, Samples.quote("SOLUSDT", 1, NOW));
            outsider.commitTransaction();
            partition = new TopicPartition(first.topic(), first.partition());
            within(outsider, Samples.quote("SOLUSDT", 2, NOW));
            outsider.abortTransaction();
            within(outsider, Samples.quote("SOLUSDT", 3, NOW));
            Map<Integer, Long> before = reader.ends();
            outsider.abortTransaction();
            // Three records with a mark behind each.
            await().until(() -> reader.ends().get(partition.partition()) == first.offset() + 6);

            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> reader.mergeThrough(reader.ends()));

            assertThat(before.get(partition.partition()))
                    .as("an open transaction is the end for now")
                    .isEqualTo(first.offset() + 4);
            assertThat(taken.stream().filter(tick -> tick.event().key().equals("SOLUSDT")))
                    .extracting(tick -> tick.event().eventId())
                    .containsExactly("test:SOLUSDT:1");
            assertThat(reader.positions()).containsEntry(partition.partition(), first.offset() + 6);
            assertThat(LastRecords.of(other, List.of(partition))).containsEntry(partition, first.offset());
        }
    }

    private static RecordMetadata within(KafkaProducer<String, byte[]> outsider, Event event) throws Exception {
        outsider.beginTransaction();
        return outsider.send(Records.record(
                        Topics.TICKS.topicName(),
                        event.key(),
                        EventCodec.payload(event),
                        EventCodec.headers(event, "outsider", null, NOW)))
                .get();
    }

    private static Beat beat(String runId, long number) {
        return new Beat(runId, number, Beat.Kind.MINUTE, NOW, Map.of(), null, null);
    }

    private static void send(TopicProbe probe, Topics topic, Event event) throws Exception {
        probe.send(
                topic.topicName(),
                event.key(),
                EventCodec.payload(event),
                EventCodec.headers(event, "test", null, NOW));
    }

    private static Ack ack(ConsumerRecord<String, byte[]> record) {
        try {
            return Json.mapper().readValue(record.value(), Ack.class);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
