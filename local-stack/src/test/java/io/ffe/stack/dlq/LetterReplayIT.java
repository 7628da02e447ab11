package io.ffe.stack.dlq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.dlq.LetterReplay.Manner;
import io.ffe.stack.dlq.LetterReplay.Outcome;
import io.ffe.stack.dlq.LetterReplay.Result;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.testing.TestInfrastructure;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Letters on a real broker, sent back. The topics are shared with other tests; each test has a run of its own. */
class LetterReplayIT {

    private static final Manner ONCE = new Manner(false, false);
    private static int runs;

    @TempDir
    Path folder;

    private final String runId = "letters-" + ProcessHandle.current().pid() + "-" + runs++;
    private final String bootstrapServers = TestInfrastructure.shared().bootstrapServers();
    private KafkaProducer<String, byte[]> producer;
    private TopicReader reader;
    private LetterReplay replay;
    private int refusals;

    @BeforeEach
    void open() throws Exception {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
        reader = new TopicReader(bootstrapServers);
        replay = new LetterReplay(
                bootstrapServers, new RunFolder(Files.createDirectory(folder.resolve(runId))), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        replay.close();
        reader.close();
        producer.close();
    }

    @Test
    void a_repaired_letter_goes_to_its_topic_under_its_key_with_its_headers_and_says_where_it_comes_from()
            throws Exception {
        Snapshot sound = snapshot();
        Letter letter = refused(Topics.SNAPSHOTS, sound, without(sound, "quality"), "decision");

        Outcome outcome = replay.replay(letter, payload(EventCodec.payload(sound)), ONCE);

        assertThat(outcome.result()).isEqualTo(Result.SENT);
        assertThat(outcome.eventId()).isEqualTo(sound.eventId());
        ConsumerRecord<byte[], byte[]> sent = sent(sound).getFirst();
        assertThat(TopicReader.event(sent, Snapshot.class)).contains(sound);
        assertThat(TopicReader.key(sent)).isEqualTo(sound.key());
        assertThat(TopicReader.headers(sent))
                .containsAllEntriesOf(headers(sound))
                .containsEntry(HeaderNames.REPLAYED_FROM, letter.place().toString())
                .containsKey(HeaderNames.REPLAYED_AT)
                .doesNotContainKey("ffe-dlq-reason");
        assertThat(outcome.detail()).isEqualTo("now " + new LetterPlace(sent.topic(), sent.partition(), sent.offset()));
    }

    @Test
    void what_its_readers_would_refuse_again_is_refused_here_in_their_words() throws Exception {
        Snapshot sound = snapshot();
        Letter letter = refused(Topics.SNAPSHOTS, sound, without(sound, "quality"), "risk");

        assertThat(replay.replay(letter, Repair.NONE, ONCE).detail())
                .isEqualTo("MISSING_FIELD: payload.quality is absent or null, expected a value");
        assertThat(replay.replay(letter, payload("{}}".getBytes(StandardCharsets.UTF_8)), ONCE)
                        .result())
                .isEqualTo(Result.REFUSED);
        assertThat(replay.replay(letter, new Repair(EventCodec.payload(sound), "ETHUSDT", Map.of()), ONCE)
                        .detail())
                .startsWith("WRONG_KEY: the record key is 'ETHUSDT'");
        assertThat(sent(sound)).isEmpty();
    }

    @Test
    void a_letter_is_sent_back_once_and_again_only_when_asked() throws Exception {
        Snapshot sound = snapshot();
        Letter ofDecision = refused(Topics.SNAPSHOTS, sound, without(sound, "quality"), "decision");
        Letter ofRisk = letterOfTheSameRecord(ofDecision, "risk");
        Repair repaired = payload(EventCodec.payload(sound));

        assertThat(replay.replay(ofDecision, repaired, new Manner(true, false)).result())
                .isEqualTo(Result.WOULD_BE_SENT);
        assertThat(sent(sound)).isEmpty();
        assertThat(replay.replay(ofDecision, repaired, ONCE).result()).isEqualTo(Result.SENT);
        assertThat(replay.replay(ofDecision, repaired, ONCE).detail()).startsWith("it was sent back at ");
        assertThat(replay.replay(ofRisk, repaired, ONCE).result()).isEqualTo(Result.REFUSED);
        assertThat(sent(sound)).hasSize(1);

        assertThat(replay.replay(ofRisk, repaired, new Manner(false, true)).result())
                .isEqualTo(Result.SENT);
        assertThat(sent(sound)).hasSize(2);
        assertThat(new ReplayedLetters(new RunFolder(folder.resolve(runId)))
                        .all()
                        .byOrigin())
                .containsOnlyKeys(ofDecision.origin());
    }

    @Test
    void a_repair_does_not_make_another_event_of_it_nor_brings_one_of_another_run() throws Exception {
        Snapshot sound = snapshot();
        Snapshot another = at(sound, sound.asOf().plusSeconds(900));
        Snapshot foreign = with(sound, "runId", "another-run");
        Letter letter = refused(Topics.SNAPSHOTS, sound, without(sound, "quality"), "risk");
        Letter ofAnotherRun = refused(Topics.SNAPSHOTS, foreign, EventCodec.payload(foreign), "risk");

        assertThat(replay.replay(letter, payload(EventCodec.payload(another)), ONCE)
                        .detail())
                .contains("event " + another.eventId(), "ce_id says " + sound.eventId());
        assertThat(replay.replay(ofAnotherRun, Repair.NONE, ONCE).detail())
                .startsWith("runId is another-run, expected " + runId);
        assertThat(sent(another)).isEmpty();
        assertThat(sent(foreign)).isEmpty();
    }

    @Test
    void a_missing_header_and_a_wrong_key_can_be_repaired_too() throws Exception {
        Snapshot sound = snapshot();
        Map<String, String> headers = headers(sound);
        headers.remove("ce_type");
        Letter letter = refused(Topics.SNAPSHOTS, "wrong", headers, EventCodec.payload(sound), "risk");

        Outcome outcome =
                replay.replay(letter, new Repair(null, sound.key(), Map.of("ce_type", "io.ffe.snapshot.v1")), ONCE);

        assertThat(outcome.result()).isEqualTo(Result.SENT);
        assertThat(TopicReader.event(sent(sound).getFirst(), Snapshot.class)).contains(sound);
    }

    @Test
    void a_verdict_that_was_denied_when_it_was_refused_is_not_sent_back() throws Exception {
        Verdict verdict = sample("verdict.full", Verdict.class);
        Letter letter = refused(Topics.VERDICTS, verdict, without(verdict, "equity", "gates"), "execution");
        publish(denial(verdict));

        Outcome outcome = replay.replay(letter, payload(EventCodec.payload(verdict)), ONCE);

        assertThat(outcome.result()).isEqualTo(Result.REFUSED);
        assertThat(outcome.detail()).contains("verdict " + verdict.verdictId(), "says DENIED", "no order may follow");
        assertThat(sent(verdict)).isEmpty();
    }

    @Test
    void a_place_without_a_letter_is_said_to_be_none() {
        assertThatThrownBy(() -> LetterPlace.ofLetter("decisions")).hasMessageContaining("TOPIC:PARTITION:OFFSET");
        assertThatThrownBy(() -> Letter.at(LetterPlace.ofLetter("ffe.control.v1:0:4711"), reader))
                .hasMessageContaining("no record at ffe.control.v1.dlq:0:4711");
        assertThatThrownBy(() -> Letter.at(LetterPlace.ofLetter("nowhere:0:0"), reader))
                .hasMessageContaining("no topic nowhere.dlq");
    }

    private Snapshot snapshot() throws Exception {
        return with(sample("snapshot.full", Snapshot.class), "runId", runId);
    }

    private Execution denial(Verdict verdict) throws Exception {
        ObjectNode json = tree(sample("execution.order", Execution.class));
        json.put("runId", runId);
        ((ObjectNode) json.get("order")).put("verdictId", verdict.verdictId()).put("state", "DENIED");
        return Json.mapper().treeToValue(json, Execution.class);
    }

    private <E extends Event> E sample(String name, Class<E> type) throws Exception {
        try (InputStream json = Event.class.getResourceAsStream("/samples/" + name + ".json")) {
            ObjectNode sample = (ObjectNode) Json.mapper().readTree(json);
            return Json.mapper().treeToValue(sample.put("runId", runId), type);
        }
    }

    private static Snapshot at(Snapshot snapshot, Instant asOf) throws Exception {
        return with(snapshot, "asOf", asOf.toString());
    }

    private static Snapshot with(Snapshot snapshot, String field, String value) throws Exception {
        return Json.mapper().treeToValue(tree(snapshot).put(field, value), Snapshot.class);
    }

    private static byte[] without(Event event, String... fields) throws Exception {
        return Json.mapper().writeValueAsBytes(tree(event).without(List.of(fields)));
    }

    private static ObjectNode tree(Event event) {
        return Json.mapper().valueToTree(event);
    }

    private static Repair payload(byte[] payload) {
        return new Repair(payload, null, Map.of());
    }

    private static Map<String, String> headers(Event event) {
        return new LinkedHashMap<>(EventCodec.headers(event, "ffe/test", null, event.time()));
    }

    private Letter refused(Topics topic, Event event, byte[] payload, String by) throws Exception {
        return refused(topic, event.key(), headers(event), payload, by);
    }

    /** As a reader dead-letters it: original key, bytes and headers, and its own headers beside them. */
    private Letter refused(Topics topic, String key, Map<String, String> headers, byte[] payload, String by)
            throws Exception {
        refusals++;
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("ffe-dlq-topic", topic.topicName());
        all.put("ffe-dlq-partition", "0");
        all.put("ffe-dlq-offset", String.valueOf(refusals));
        all.put("ffe-dlq-reason", "MISSING_FIELD");
        all.put("ffe-dlq-consumer", by);
        RecordMetadata written = send(topic.dlqName(), key, all, payload);
        return Letter.at(new LetterPlace(written.topic(), written.partition(), written.offset()), reader);
    }

    private Letter letterOfTheSameRecord(Letter letter, String by) throws Exception {
        Map<String, String> headers = TopicReader.headers(letter.record());
        headers.put("ffe-dlq-consumer", by);
        RecordMetadata written = send(
                letter.record().topic(), letter.key(), headers, letter.record().value());
        return Letter.at(new LetterPlace(written.topic(), written.partition(), written.offset()), reader);
    }

    private void publish(Event event) throws Exception {
        send(Topics.EXECUTIONS.topicName(), event.key(), headers(event), EventCodec.payload(event));
    }

    private RecordMetadata send(String topic, String key, Map<String, String> headers, byte[] payload)
            throws Exception {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, payload);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return producer.send(record).get();
    }

    /** Records of the event on the topic that carries it. */
    private List<ConsumerRecord<byte[], byte[]>> sent(Event event) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        Topics topic = event instanceof Verdict ? Topics.VERDICTS : Topics.SNAPSHOTS;
        reader.all(topic.topicName(), record -> {
            // Other tests' runs send the same samples.
            if (event.eventId().equals(TopicReader.headers(record).get("ce_id"))
                    && new String(record.value(), StandardCharsets.UTF_8).contains(runId)) {
                found.add(record);
            }
        });
        return found;
    }
}
