package io.ffe.stack.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.infra.Infrastructure.Endpoints;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.postgres.DurableSettings;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.Ports;
import io.ffe.stack.process.SupervisedProcess;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.Home;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void what_was_committed_is_there_after_a_kill_and_after_a_restart() throws Exception {
        Embedded first = embedded();
        try (first) {
            Endpoints endpoints = first.start();
            try (Admin admin = TopicCreation.admin(endpoints.bootstrapServers())) {
                assertThat(TopicCreation.createMissing(admin)).isEqualTo(2 * Topics.values().length);
                assertThat(TopicCreation.createMissing(admin)).isZero();
                assertAppendTime(admin);
            }
            send(endpoints, "before");
            Databases.Access access = Databases.provide(endpoints.postgres(), "ffe_risk", "secret");
            execute(access, "CREATE TABLE kept (word text)");
            execute(access, "INSERT INTO kept VALUES ('before')");

            for (SupervisedProcess process : first.processes()) {
                long killed = process.handle().orElseThrow().pid();
                process.handle().orElseThrow().destroyForcibly();
                assertThat(Deadline.in(SOON)
                                .await(() -> process.alive()
                                        && process.handle().orElseThrow().pid() != killed))
                        .isTrue();
            }
            assertThat(Deadline.in(SOON).await(() -> words(access) == 1)).isTrue();
            send(endpoints, "after");
            assertThat(records(endpoints)).isEqualTo(2);
        }
        assertThat(first.processes()).noneMatch(SupervisedProcess::alive);

        try (Embedded second = embedded()) {
            Endpoints endpoints = second.start();
            assertThat(records(endpoints)).isEqualTo(2);
            assertThat(words(Databases.provide(endpoints.postgres(), "ffe_risk", "another")))
                    .isEqualTo(1);
            aRecordCountsAsItUnpacks(endpoints);
            aServerThatWouldLoseCommitsIsRefused(endpoints);
        }
    }

    /** Four megabytes of nothing are a few hundred bytes on the wire, and four megabytes for every reader. */
    private void aRecordCountsAsItUnpacks(Endpoints endpoints) throws Exception {
        for (String packing : new String[] {"gzip", "snappy", "lz4", "zstd"}) {
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    Map.of(
                            "bootstrap.servers",
                            endpoints.bootstrapServers(),
                            "compression.type",
                            packing,
                            "max.request.size",
                            16 * 1024 * 1024),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                String ticks = Topics.TICKS.topicName();
                producer.send(new ProducerRecord<>(ticks, new byte[Topics.MAX_PAYLOAD_BYTES]))
                        .get();
                assertThatThrownBy(() -> producer.send(new ProducerRecord<>(ticks, new byte[4 * 1024 * 1024]))
                                .get())
                        .as(packing)
                        .hasCauseInstanceOf(RecordTooLargeException.class);
            }
        }
        assertThat(records(endpoints)).isEqualTo(2 + 4);
    }

    private void aServerThatWouldLoseCommitsIsRefused(Endpoints endpoints) throws Exception {
        try (Connection connection = endpoints.postgres().connect();
                Statement sql = connection.createStatement()) {
            sql.execute("ALTER ROLE postgres SET synchronous_commit = off");
        }
        assertThatThrownBy(() -> DurableSettings.confirm(endpoints.postgres()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("synchronous_commit is off, expected on");
    }

    private Embedded embedded() {
        Home home = Home.locate();
        return new Embedded(
                new Embedded.Settings(
                        home.stackJar(),
                        home.binariesCache(),
                        folder,
                        folder.resolve("logs"),
                        folder.resolve("pids"),
                        Ports.anyFree(),
                        Ports.anyFree(),
                        "rootsecret"),
                event -> {});
    }

    private static void assertAppendTime(Admin admin) throws Exception {
        ConfigResource ticks = new ConfigResource(ConfigResource.Type.TOPIC, Topics.TICKS.topicName());
        assertThat(admin.describeConfigs(java.util.List.of(ticks))
                        .all()
                        .get()
                        .get(ticks)
                        .get("message.timestamp.type")
                        .value())
                .isEqualTo("LogAppendTime");
    }

    private static void send(Endpoints endpoints, String word) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", endpoints.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.TICKS.topicName(), word.getBytes("UTF-8")))
                    .get();
        }
    }

    private static int records(Endpoints endpoints) {
        int[] seen = {0};
        try (TopicReader reader = new TopicReader(endpoints.bootstrapServers())) {
            reader.all(Topics.TICKS.topicName(), record -> seen[0]++);
        }
        return seen[0];
    }

    private static void execute(Databases.Access access, String statement) throws SQLException {
        try (Connection connection = connect(access);
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static int words(Databases.Access access) {
        try (Connection connection = connect(access);
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT count(*) FROM kept")) {
            row.next();
            return row.getInt(1);
        } catch (SQLException recovering) {
            return -1;
        }
    }

    private static Connection connect(Databases.Access access) throws SQLException {
        return DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
    }
}
