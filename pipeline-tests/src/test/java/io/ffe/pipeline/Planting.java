package io.ffe.pipeline;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.event.Event;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.AuditSources;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.read.TopicReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Does to a stored run what no service may do. */
final class Planting implements AutoCloseable {

    private final AuditSources sources;
    private final KafkaProducer<String, byte[]> producer;

    Planting(AuditSources sources) {
        this.sources = sources;
        this.producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, sources.broker().bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** What is on the topics. */
    Journal journal() {
        try (TopicReader reader = new TopicReader(sources.broker())) {
            return Journal.read(reader);
        }
    }

    /** Writes an event past every outbox, in the name of its stage. */
    void publish(Topics topic, Event event) throws Exception {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic.topicName(), event.key(), EventCodec.payload(event));
        String writer = "ffe/" + topic.writer().orElseThrow().label();
        EventCodec.headers(event, writer, null, null)
                .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        producer.send(record).get();
    }

    void sql(String database, String statement) throws SQLException {
        Databases.Access access = sources.databases().values().stream()
                .filter(each -> each.username().equals(database))
                .findFirst()
                .orElseThrow();
        try (Connection connection =
                DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password())) {
            int changed = connection.createStatement().executeUpdate(statement);
            if (changed == 0) {
                throw new AssertionError("changed nothing: " + statement);
            }
        }
    }

    /** Moves a group so far beyond what it has on the partition of portfolio main, once nobody reads for it any more. */
    void commit(String group, Topics topic, long beyond) throws Exception {
        try (ConsumerGroups groups = new ConsumerGroups(sources.broker().bootstrapServers())) {
            // A static member that has ended is a member until its session is over.
            await().atMost(Duration.ofMinutes(1)).until(() -> !groups.hasMembers(group));
        }
        try (Admin admin = TopicCreation.admin(sources.broker())) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map.Entry<TopicPartition, OffsetAndMetadata> used = committed.entrySet().stream()
                    .filter(entry -> entry.getKey().topic().equals(topic.topicName()))
                    .filter(entry ->
                            entry.getValue() != null && entry.getValue().offset() > 0)
                    .findFirst()
                    .orElseThrow();
            admin.alterConsumerGroupOffsets(
                            group,
                            Map.of(
                                    used.getKey(),
                                    new OffsetAndMetadata(used.getValue().offset() + beyond)))
                    .all()
                    .get();
        }
    }

    /** Appends a line with the first entry of this kind once more, numbered and with its checksum right. */
    void repeatInJournal(String kind) throws Exception {
        Path file = sources.venueJournal();
        List<String> lines = Files.readAllLines(file);
        ObjectNode last = (ObjectNode) Json.mapper().readTree(lines.getLast());
        for (String line : lines) {
            for (JsonNode entry : Json.mapper().readTree(line).path("entries")) {
                if (entry.path("kind").asText().equals(kind)) {
                    last.put("line", last.path("line").asLong() + 1);
                    last.putArray("entries").add(entry);
                    last.remove("crc");
                    String body = Json.mapper().writeValueAsString(last);
                    body = body.substring(0, body.length() - 1);
                    CRC32C crc = new CRC32C();
                    crc.update(body.getBytes(StandardCharsets.UTF_8));
                    String whole = body + ",\"crc\":\"" + HexFormat.of().toHexDigits((int) crc.getValue()) + "\"}\n";
                    Files.writeString(file, whole, StandardOpenOption.APPEND);
                    return;
                }
            }
        }
        throw new AssertionError("no " + kind + " among " + lines.size() + " lines");
    }

    @Override
    public void close() {
        producer.close();
    }
}
