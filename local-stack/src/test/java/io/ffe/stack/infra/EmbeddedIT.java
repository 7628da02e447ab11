package io.ffe.stack.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.doctor.BrokerTime;
import io.ffe.stack.doctor.ClockCheck;
import io.ffe.stack.doctor.DatabaseCheck;
import io.ffe.stack.doctor.DatabaseTime;
import io.ffe.stack.doctor.Finding;
import io.ffe.stack.doctor.Finding.Level;
import io.ffe.stack.doctor.GroupCheck;
import io.ffe.stack.doctor.TopicCheck;
import io.ffe.stack.infra.Infrastructure.Endpoints;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.postgres.DurableSettings;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.SupervisedProcess;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.Home;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
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
            theDoctorNamesWhatIsWrongWithTopicsAndGroups(endpoints);
            theDoctorNamesWhatIsWrongWithADatabase(endpoints);
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

    private void theDoctorNamesWhatIsWrongWithTopicsAndGroups(Endpoints endpoints) throws Exception {
        try (Admin admin = TopicCreation.admin(endpoints.bootstrapServers())) {
            TopicCheck topics = new TopicCheck(admin, endpoints.bootstrapServers());
            assertThat(topics.look()).extracting(Finding::level).containsExactly(Level.OK);

            admin.createPartitions(Map.of("ffe.bars.v1.dlq", NewPartitions.increaseTo(3)))
                    .all()
                    .get();
            admin.deleteTopics(List.of("ffe.outcomes.v1.dlq")).all().get();
            set(admin, "ffe.verdicts.v1", "retention.ms", "60000");
            set(admin, "ffe.control.v1", "cleanup.policy", "delete");
            set(admin, "ffe.ticks.v1", "min.insync.replicas", "2");
            assertThat(Deadline.in(SOON).await(() -> findings(topics).size() == 5))
                    .as(() -> findings(topics).toString())
                    .isTrue();
            assertThat(findings(topics))
                    .allMatch(finding -> finding.level() == Level.FAILURE
                            && !finding.remedy().isEmpty())
                    .extracting(finding -> finding.subject() + ": " + finding.value() + ", " + finding.expected())
                    .containsExactlyInAnyOrder(
                            "ffe.bars.v1.dlq: 3 partitions, 1, as in docs/topics.md",
                            "ffe.outcomes.v1.dlq: is not there, a topic of 1 partitions",
                            "ffe.verdicts.v1: retention.ms=60000, retention.ms=31536000000",
                            "ffe.control.v1: cleanup.policy=delete, cleanup.policy=compact",
                            "ffe.ticks.v1: min.insync.replicas=2 with 1 replica, from 1 to 1");

            assertThat(new GroupCheck(admin).look())
                    .hasSize(6)
                    .allSatisfy(finding -> assertThat(finding.value()).isEqualTo("has no members"));
            try (BrokerTime broker = new BrokerTime(admin, endpoints.bootstrapServers())) {
                assertThat(new ClockCheck(broker, Clock.systemUTC()).look())
                        .extracting(Finding::level)
                        .containsExactly(Level.OK);
                assertThat(new ClockCheck(broker, Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-60))).look())
                        .singleElement()
                        .satisfies(finding -> {
                            Matcher said = Pattern.compile("this clock is ([0-9.]+) s behind \\(to ([0-9.]+) s\\)")
                                    .matcher(finding.value());
                            assertThat(said.matches()).as(finding.value()).isTrue();
                            double uncertain = Double.parseDouble(said.group(2));
                            assertThat(uncertain).isLessThan(5);
                            // Both are rounded to a tenth.
                            assertThat(Double.parseDouble(said.group(1))).isCloseTo(60, within(uncertain + 0.1));
                        });
            }
        }
    }

    private static List<Finding> findings(TopicCheck topics) {
        try {
            return topics.look();
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    private static void set(Admin admin, String topic, String key, String value) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    private void theDoctorNamesWhatIsWrongWithADatabase(Endpoints endpoints) throws Exception {
        Databases.Access access = Databases.provide(endpoints.postgres(), "ffe_risk", "another");
        DatabaseCheck check = new DatabaseCheck("risk-service", access, Set.of("1", "2"));
        assertThat(check.look())
                .singleElement()
                .satisfies(finding -> assertThat(finding.value()).contains("flyway_schema_history"));

        execute(access, "CREATE TABLE flyway_schema_history (installed_rank int, version text, success boolean)");
        execute(access, "INSERT INTO flyway_schema_history VALUES (1, '0.1', true), (2, '1', true), (3, '2', true)");
        assertThat(check.look()).extracting(Finding::level).containsExactly(Level.OK);

        execute(access, "INSERT INTO flyway_schema_history VALUES (4, '3', true), (5, '4', false)");
        execute(access, "DELETE FROM flyway_schema_history WHERE version = '2'");
        execute(access, "ALTER ROLE ffe_risk SET synchronous_commit = off");
        assertThat(check.look())
                .extracting(Finding::value)
                .containsExactly(
                        "synchronous_commit is off",
                        "migration V4 was begun and has failed",
                        "without migration V2",
                        "has migration V3, of a newer build");
        assertThat(new ClockCheck(new DatabaseTime(access), Clock.offset(Clock.systemUTC(), Duration.ofSeconds(61)))
                        .look())
                .singleElement()
                .satisfies(finding -> assertThat(finding.value()).contains(" s ahead"));
        assertThat(new DatabaseCheck(
                                "risk-service",
                                new Databases.Access(access.jdbcUrl(), access.username(), "wrong"),
                                Set.of())
                        .look())
                .singleElement()
                .satisfies(finding -> assertThat(finding.value()).contains("password authentication failed"));
    }

    private Embedded embedded() {
        Home home = Home.locate();
        return new Embedded(Embedded.Settings.in(folder, home, "rootsecret"), event -> {});
    }

    private static void assertAppendTime(Admin admin) throws Exception {
        ConfigResource ticks = new ConfigResource(ConfigResource.Type.TOPIC, Topics.TICKS.topicName());
        assertThat(admin.describeConfigs(List.of(ticks))
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
