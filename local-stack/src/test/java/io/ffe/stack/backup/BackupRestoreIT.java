package io.ffe.stack.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.infra.Infrastructure.Endpoints;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.postgres.PostgresBinaries;
import io.ffe.stack.process.FileTree;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.RunRecord;
import io.ffe.stack.run.Service;
import io.ffe.stack.run.StoredRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Broker and database as they are, without services: what is in a backup comes back, and what is not does not. */
class BackupRestoreIT {

    private static final String DECISIONS = Topics.DECISIONS.topicName();
    private static final String BARS = Topics.BARS.topicName();
    private static final TopicPartition FIRST = new TopicPartition(DECISIONS, 0);
    private static final String GROUP = "ffe-risk-decisions";

    private Home home;
    private RunFolder folder;

    /** Not in a @TempDir: JUnit warns of each link in one that leads out of it. */
    @BeforeEach
    void aRunOfAProject() throws Exception {
        Path target = Home.locate().root().resolve("local-stack/target");
        Path root = Files.createTempDirectory(target, "backup-it-");
        home = new Home(root, root.resolve(".ffe"));
        Files.createDirectories(root.resolve("local-stack/target"));
        // A link to nowhere could not be unpacked into.
        Files.createDirectories(target.resolve("binaries"));
        for (String part : List.of("local-stack.jar", "lib", "binaries")) {
            Files.createSymbolicLink(root.resolve("local-stack/target").resolve(part), target.resolve(part));
        }
        packaged(1);
        folder = new RunFolder(home.runs().resolve("synthetic-1"));
        Files.createDirectories(folder.path());
        folder.write(RunRecord.starting(
                folder.id(),
                new FeedOptions(
                        FeedOptions.Kind.SYNTHETIC, List.of(), List.of(), List.of(), null, null, null, null, null),
                "embedded (test)",
                Instant.now()));
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        FileTree.delete(home.root());
    }

    /** Services that bring their schemas to this version. */
    private void packaged(int migrations) throws Exception {
        for (Service service : Service.values()) {
            Path application = BuildId.applicationOf(home.root(), service).resolve("app");
            Files.createDirectories(application);
            BuildsTest.jar(application.resolve("app.jar"), migrations);
        }
    }

    @Test
    void records_keep_their_places_and_the_database_is_the_truth_about_what_was_published() throws Exception {
        List<String> before = new ArrayList<>();
        BackupFolder backup;
        try (Embedded embedded = StoredRun.embedded(home, folder, folder.path().resolve("pids"), event -> {})) {
            Endpoints endpoints = embedded.start();
            prepare(endpoints);
            send(endpoints, "d0", "ffe/decision");
            send(endpoints, "outside", "somebody/else");
            before.addAll(records(endpoints.bootstrapServers(), 2));
            backup = takeWhileOthersWrite(home, folder, endpoints);
            execute(endpoints, "INSERT INTO kept VALUES ('after')");
        }
        Manifest manifest = backup.manifest();
        assertThat(manifest.files()).containsKeys(DatabaseCopy.BASE, DatabaseCopy.LABEL);
        assertThat(manifest.files().keySet()).anyMatch(name -> name.startsWith(DatabaseCopy.LOG));
        assertThat(manifest.postgresMajor())
                .isEqualTo(PostgresBinaries.unpackedIn(home.binariesCache()).major());
        FileTree.delete(folder.path());

        Restored restored = new Restore(home, Clock.systemUTC())
                .run(backup, new Restore.Venue.InPlace(), Progress.SILENT, event -> {});

        assertThat(restored.lost())
                .as("published after the cut, known to no database")
                .isPositive();
        assertThat(restored.sentAgain()).isEqualTo(1);
        assertThat(folder.path().resolve("run.json")).exists();
        assertThat(folder.path().resolve("restore-unfinished")).doesNotExist();
        assertThat(schemas()).as("for a rollback that comes next").isEqualTo(Map.of("ffe_decision", "1"));
        assertThat(Files.readString(folder.tradingStateFile())).contains("HALTED", "\"epoch\" : " + restored.epoch());
        try (StoredRun run = StoredRun.open(home, folder, event -> {})) {
            assertThat(records(run.bootstrapServers(), 2)).isEqualTo(before);
            assertThat(records(run.bootstrapServers(), Integer.MAX_VALUE))
                    .allMatch(record -> !record.contains("unknown") || offset(record) < published(manifest));
            assertThat(committed(run.bootstrapServers())).isEqualTo(1);
            assertThat(text(run.endpoints(), "SELECT string_agg(word, ',') FROM kept"))
                    .isEqualTo("before");
            assertThat(text(run.endpoints(), "SELECT string_agg(id, ',') FROM outbox WHERE published_at IS NULL"))
                    .isEqualTo("d1");
            // The broker goes on behind the last record that came back.
            send(run.endpoints(), "next", "ffe/decision");
            assertThat(records(run.bootstrapServers(), Integer.MAX_VALUE).getLast())
                    .contains("next");
        }
        assertThatThrownBy(() -> new Restore(home, Clock.systemUTC())
                        .run(backup, new Restore.Venue.InPlace(), Progress.SILENT, event -> {}))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is in use")
                .hasMessageContaining("nothing was changed");
    }

    @Test
    void a_partition_with_more_batches_than_an_index_has_room_for_comes_back_from_beginning_to_end() throws Exception {
        try (Embedded first = StoredRun.embedded(home, folder, folder.path().resolve("pids"), event -> {});
                Admin admin = TopicCreation.admin(first.startKafka())) {
            TopicCreation.createMissing(admin);
            // Nine entries of a time index: full after what takes 360 MB with an index of the usual size.
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, BARS),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("segment.index.bytes", "120"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        Path backup = home.state().resolve("backup");
        List<String> written = writeBars(backup.resolve(TopicCopy.fileOf(BARS, 0)));
        Path broker = folder.path().resolve(Embedded.KAFKA);
        RestoredTopics topics = new RestoredTopics(backup, broker, Map.of(), new LogSegments.Limit(Long.MAX_VALUE, 8));

        topics.write(
                manifest(BARS, new Manifest.Partition(0, 5, 0, Instant.now(), 200, written.size())), Progress.SILENT);

        try (Stream<Path> files = Files.list(broker.resolve(BARS + "-0"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())).filter(name -> name.endsWith(".log")))
                    .hasSize(5)
                    .contains("00000000000000000005.log");
        }
        try (Embedded second = StoredRun.embedded(home, folder, folder.path().resolve("pids"), event -> {})) {
            String bootstrapServers = second.startKafka();
            topics.commit(bootstrapServers, List.of());
            List<String> read = new ArrayList<>();
            try (TopicReader reader = new TopicReader(bootstrapServers)) {
                assertThat(reader.begins(BARS).get(0)).isEqualTo(5);
                reader.all(BARS, record -> read.add(described(record)));
            }
            assertThat(read).isEqualTo(written);
        }
    }

    @Test
    void what_an_upgrade_may_have_come_to_is_known_before_a_service_starts_and_corrected_when_all_are_up()
            throws Exception {
        try (Embedded embedded = StoredRun.embedded(home, folder, folder.path().resolve("pids"), event -> {})) {
            Endpoints endpoints = embedded.start();
            prepare(endpoints);
            assertThat(Upgrade.before(home, folder, endpoints, Clock.systemUTC(), Progress.SILENT))
                    .as("nothing to migrate")
                    .isEmpty();
            packaged(2);

            assertThat(Upgrade.before(home, folder, endpoints, Clock.systemUTC(), Progress.SILENT))
                    .isPresent();

            assertThat(schemas()).containsEntry("ffe_decision", "2").containsEntry("ffe_risk", "2");
            Upgrade.note(home, folder, endpoints);
            assertThat(schemas()).isEqualTo(Map.of("ffe_decision", "1"));
        }
    }

    private Map<String, String> schemas() {
        return folder.read(Upgrade.FILE, Upgrade.Applied.class).orElseThrow().schemas();
    }

    /** Forty batches with gaps between them, each longer than what an index passes over. */
    private static List<String> writeBars(Path file) throws Exception {
        Files.createDirectories(file.getParent());
        Random random = new Random(7);
        long start = Instant.now().minusSeconds(60).toEpochMilli();
        List<String> written = new ArrayList<>();
        try (Digested out = Digested.create(file)) {
            RecordFile records = new RecordFile(out);
            for (int number = 0; number < 40; number++) {
                byte[] value = new byte[5_000];
                random.nextBytes(value);
                ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                        BARS,
                        0,
                        7 + 3L * number,
                        start + number,
                        TimestampType.LOG_APPEND_TIME,
                        3,
                        value.length,
                        bytes("key"),
                        value,
                        new RecordHeaders(),
                        Optional.empty());
                records.add(record);
                written.add(described(record));
            }
            records.flush();
        }
        return written;
    }

    private static String described(ConsumerRecord<byte[], byte[]> record) {
        return record.offset() + " " + record.timestamp() + " " + Arrays.hashCode(record.value());
    }

    private static Manifest manifest(String topic, Manifest.Partition partition) {
        Manifest empty = BackupFolderTest.manifest(Manifest.FORMAT, Map.of());
        return new Manifest(
                empty.format(),
                empty.version(),
                empty.build(),
                empty.run(),
                empty.startedAt(),
                empty.cutAt(),
                empty.postgresMajor(),
                empty.database(),
                empty.schemas(),
                Map.of(topic, List.of(partition)),
                empty.groups(),
                empty.files());
    }

    /** The outbox as services have it: one event that is on its topic, and one that only the database calls published. */
    private static void prepare(Endpoints endpoints) throws Exception {
        try (Admin admin = TopicCreation.admin(endpoints.bootstrapServers())) {
            TopicCreation.createMissing(admin);
            admin.alterConsumerGroupOffsets(GROUP, Map.of(FIRST, new OffsetAndMetadata(1)))
                    .all()
                    .get();
        }
        for (String database : List.of("ffe_decision", "ffe_risk", "ffe_execution")) {
            Databases.provide(endpoints.postgres(), database, "secret");
        }
        execute(endpoints, "CREATE TABLE flyway_schema_history (version text, success boolean)");
        execute(endpoints, "INSERT INTO flyway_schema_history VALUES ('1', true)");
        execute(endpoints, "CREATE TABLE kept (word text)");
        execute(endpoints, "INSERT INTO kept VALUES ('before')");
        execute(endpoints, "CREATE TABLE outbox (topic text, id text, published_at timestamptz)");
        execute(endpoints, "CREATE TABLE outbox_latest (topic text, headers text)");
        execute(
                endpoints,
                "INSERT INTO outbox VALUES ('" + DECISIONS + "', 'd0', now() - interval '1 minute'), ('" + DECISIONS
                        + "', 'd1', now() + interval '1 hour')");
    }

    private static BackupFolder takeWhileOthersWrite(Home home, RunFolder folder, Endpoints endpoints)
            throws Exception {
        AtomicBoolean going = new AtomicBoolean(true);
        Thread writer = Thread.ofPlatform().start(() -> {
            try (KafkaProducer<byte[], byte[]> producer = producer(endpoints)) {
                for (int number = 0; going.get(); number++) {
                    send(producer, "unknown-" + number, "ffe/decision");
                }
            }
        });
        try {
            return new Backup(home, Clock.systemUTC(), Map.of())
                    .take(folder, endpoints, home.state().resolve("backups").resolve("one"), Progress.SILENT);
        } finally {
            going.set(false);
            writer.join();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Endpoints endpoints) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", endpoints.bootstrapServers(), "acks", "all", "linger.ms", "0"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void send(Endpoints endpoints, String id, String source) {
        try (KafkaProducer<byte[], byte[]> producer = producer(endpoints)) {
            send(producer, id, source);
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String id, String source) {
        try {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(DECISIONS, 0, "key".getBytes(StandardCharsets.UTF_8), bytes("value of " + id));
            record.headers().add(HeaderNames.ID, bytes(id)).add(HeaderNames.SOURCE, bytes(source));
            producer.send(record).get();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> records(String bootstrapServers, int most) {
        List<String> records = new ArrayList<>();
        try (TopicReader reader = new TopicReader(bootstrapServers)) {
            reader.all(
                    DECISIONS,
                    record -> records.add(record.offset() + " " + record.timestampType() + " " + record.timestamp()
                            + " "
                            + TopicReader.key(record) + " " + new String(record.value(), StandardCharsets.UTF_8) + " "
                            + TopicReader.headers(record)));
        }
        return records.subList(0, Math.min(most, records.size()));
    }

    private static long offset(String record) {
        return Long.parseLong(record.split(" ", 2)[0]);
    }

    private static long published(Manifest manifest) {
        return manifest.topics().get(DECISIONS).getFirst().published();
    }

    private static long committed(String bootstrapServers) throws Exception {
        try (Admin admin = TopicCreation.admin(bootstrapServers)) {
            return admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(FIRST)
                    .offset();
        }
    }

    private static void execute(Endpoints endpoints, String statement) throws Exception {
        try (Connection connection = endpoints.postgres().connect("ffe_decision");
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static String text(Endpoints endpoints, String query) throws Exception {
        try (Connection connection = endpoints.postgres().connect("ffe_decision");
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
