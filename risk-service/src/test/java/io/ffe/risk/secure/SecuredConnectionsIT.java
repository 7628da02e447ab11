package io.ffe.risk.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ffe.schema.topic.KafkaSecurity;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.fact.Subscription;
import io.ffe.stack.audit.read.Groups;
import io.ffe.stack.broker.BrokerAccess;
import io.ffe.stack.process.JavaCommand;
import io.ffe.stack.process.Ports;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.Home;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What docs/security.md says of TLS and of rights on topics, tried: each attempt is made, and what is forbidden fails. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(
        named = "ffe.test.full",
        matches = "true",
        disabledReason = "a broker and a database of its own: ./ffe test --full")
class SecuredConnectionsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Path folder;
    private TestAuthority authority;
    private TestAuthority stranger;
    private SecuredBroker broker;
    private SecuredDatabase database;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        authority = new TestAuthority(temporary, "ffe");
        stranger = new TestAuthority(temporary, "stranger");
        broker = new SecuredBroker(authority, temporary.resolve("kafka"));
        database = new SecuredDatabase(authority, temporary.resolve("postgres"));
    }

    @AfterAll
    void stop() throws InterruptedException {
        if (database != null) {
            database.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    /** Sixty attempts: every service at every topic of the catalogue. */
    @Test
    void a_service_writes_its_own_topics_and_no_other() {
        Map<String, Set<String>> written = new TreeMap<>();
        Map<String, Set<String>> own = new TreeMap<>();
        for (Stage stage : Stage.values()) {
            written.put(principal(stage), topicsThatTake(principal(stage)));
            own.put(
                    principal(stage),
                    Arrays.stream(Topics.values())
                            .filter(topic -> topic.writers().contains(stage))
                            .map(Topics::topicName)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }

        assertThat(written).isEqualTo(own).hasSize(5);
        assertThat(written.get("risk-service")).contains("ffe.verdicts.v1").doesNotContain("ffe.executions.v1");
        assertThat(written.get("execution-service"))
                .contains("ffe.executions.v1")
                .doesNotContain("ffe.verdicts.v1");
    }

    @Test
    void a_service_reads_with_its_own_groups_and_what_it_has_a_right_to() {
        try (KafkaConsumer<String, byte[]> risk = consumer("risk-service", "ffe-risk-decisions")) {
            risk.subscribe(List.of("ffe.decisions.v1"));
            await().atMost(PATIENCE).until(() -> {
                risk.poll(Duration.ofMillis(100));
                return !risk.assignment().isEmpty();
            });
        }
        try (KafkaConsumer<String, byte[]> risk = consumer("risk-service", "ffe-execution-verdicts")) {
            risk.subscribe(List.of("ffe.decisions.v1"));
            assertThatThrownBy(() -> risk.poll(Duration.ofSeconds(10))).isInstanceOf(GroupAuthorizationException.class);
        }
        try (KafkaConsumer<String, byte[]> risk = consumer("risk-service", "ffe-risk-decisions")) {
            risk.assign(List.of(new TopicPartition("ffe.portfolio.v1", 0)));
            risk.seekToBeginning(risk.assignment());
            assertThatThrownBy(() -> risk.poll(Duration.ofSeconds(10))).isInstanceOf(TopicAuthorizationException.class);
        }
    }

    /** By the variables that a cluster gives it. */
    @Test
    void the_auditor_reads_every_topic_and_what_groups_have_committed_and_writes_nowhere() throws InterruptedException {
        Map<String, String> environment = new HashMap<>();
        authority
                .kafkaSettings("auditor")
                .forEach((key, value) ->
                        environment.put(KafkaSecurity.variable(key.substring("kafka.".length())), value));
        BrokerAccess access = BrokerAccess.in(environment, broker.bootstrapServers());
        try (KafkaConsumer<String, byte[]> risk = consumer("risk-service", "ffe-risk-decisions")) {
            risk.assign(List.of(new TopicPartition("ffe.decisions.v1", 0)));
            risk.commitSync(Map.of(new TopicPartition("ffe.decisions.v1", 0), new OffsetAndMetadata(0)));
        }

        assertThat(new Groups(access).committed().get(Subscription.RISK_DECISIONS))
                .containsEntry(0, 0L);
        try (TopicReader reader = new TopicReader(access)) {
            for (Topics topic : Topics.values()) {
                reader.all(topic.topicName(), each -> {});
                reader.all(topic.dlqName(), each -> {});
            }
        }
        assertThat(topicsThatTake("auditor")).isEmpty();
    }

    @Test
    void no_service_makes_or_removes_a_topic_or_gives_itself_a_right() {
        try (Admin risk = broker.admin("risk-service")) {
            assertThatThrownBy(() ->
                            risk.deleteTopics(List.of("ffe.verdicts.v1")).all().get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(AuthorizationException.class);
            assertThatThrownBy(() -> risk.createTopics(List.of(new NewTopic("ffe.own.v1", 1, (short) 1)))
                            .all()
                            .get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(AuthorizationException.class);
            AclBinding everything = new AclBinding(
                    new ResourcePattern(ResourceType.TOPIC, "*", PatternType.LITERAL),
                    new AccessControlEntry("User:CN=risk-service", "*", AclOperation.ALL, AclPermissionType.ALLOW));
            assertThatThrownBy(() -> risk.createAcls(List.of(everything)).all().get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(AuthorizationException.class);
        }
    }

    @Test
    void nobody_talks_to_the_broker_without_a_certificate_of_the_authority() {
        Map<String, Object> without = broker.clientSettings(authority, "risk-service");
        without.keySet().removeIf(key -> key.startsWith("ssl.keystore"));
        Map<String, Object> foreign = broker.clientSettings(stranger, "risk-service");
        foreign.put("ssl.truststore.location", authority.trustStore().toString());
        Map<String, Object> plain = Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "default.api.timeout.ms", "3000",
                "request.timeout.ms", "2000");
        // And a client does not talk to a broker that another authority vouches for.
        Map<String, Object> deceived = broker.clientSettings(authority, "risk-service");
        deceived.put("ssl.truststore.location", stranger.trustStore().toString());

        for (Map<String, Object> settings : List.of(without, foreign, plain, deceived)) {
            settings = new HashMap<>(settings);
            settings.put("default.api.timeout.ms", "3000");
            settings.put("request.timeout.ms", "2000");
            try (Admin admin = Admin.create(settings)) {
                assertThatThrownBy(() -> admin.describeCluster().nodes().get(10, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class);
            }
        }
    }

    @Test
    void the_database_is_reached_over_tls_and_by_its_own_name_only() throws SQLException {
        try (Connection connection = database.connect("sslmode=verify-full&sslrootcert=" + authority.trustFile());
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getBoolean(1)).isTrue();
            assertThat(row.getString(2)).isIn("TLSv1.2", "TLSv1.3");
        }
        assertThatThrownBy(() -> database.connect("sslmode=disable"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("no encryption");
        assertThatThrownBy(() -> database.connect("sslmode=verify-full&sslrootcert=" + stranger.trustFile()))
                .isInstanceOf(SQLException.class);
    }

    /** The whole service, with the settings of docs/security.md and no other connection open to it. */
    @Test
    void the_service_works_with_all_three_over_tls() throws Exception {
        int port = Ports.anyFree();
        SigningKeys keys = SigningKeys.in(folder.resolve("keys"));
        List<Path> identity = authority.pemFiles("risk-rest", folder);
        Map<String, String> settings = new TreeMap<>(authority.kafkaSettings("risk-service"));
        settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
        settings.put("quarkus.datasource.jdbc.url", database.verified().jdbcUrl());
        settings.put("quarkus.datasource.username", database.verified().username());
        settings.put("quarkus.datasource.password", database.verified().password());
        settings.put("quarkus.http.insecure-requests", "disabled");
        settings.put("quarkus.http.ssl-port", String.valueOf(port));
        settings.put("quarkus.tls.key-store.pem.0.cert", identity.getFirst().toString());
        settings.put("quarkus.tls.key-store.pem.0.key", identity.getLast().toString());
        settings.put(
                "mp.jwt.verify.publickey.location", keys.publicKeyFile().toUri().toString());
        settings.put("ffe.run.id", "secured");
        settings.put("ffe.run.origin", "synthetic");
        Path log = Path.of("target", "it-logs", "secured.log").toAbsolutePath();
        Files.createDirectories(log.getParent());
        List<String> properties = new ArrayList<>();
        settings.forEach((key, value) -> properties.add("-D" + key + "=" + value));
        Process process = new ProcessBuilder(JavaCommand.ofJar(
                        Home.locate().serviceJar("risk-service"), "risk-secured", "160m", properties, List.of()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (HttpClient https =
                HttpClient.newBuilder().sslContext(trusting(authority)).build()) {
            await("risk is ready, see " + log)
                    .atMost(PATIENCE)
                    .until(() -> !process.isAlive() || status(https, port, "/q/health/ready", "") == 200);
            assertThat(process.isAlive()).isTrue();

            String token = new Tokens(keys.privateKey(), Clock.systemUTC())
                    .issue(Role.VIEWER, "tester", Duration.ofMinutes(5));
            assertThat(status(https, port, "/api/v1/trading-state", token)).isEqualTo(200);
            assertThat(status(https, port, "/api/v1/trading-state", "")).isEqualTo(401);

            // What it said at its start went through outbox and broker: it writes as itself.
            try (KafkaConsumer<String, byte[]> execution = consumer("execution-service", "ffe-execution-verdicts")) {
                List<TopicPartition> partitions = execution.partitionsFor("ffe.control.v1").stream()
                        .map(each -> new TopicPartition(each.topic(), each.partition()))
                        .toList();
                execution.assign(partitions);
                execution.seekToBeginning(partitions);
                await().atMost(PATIENCE)
                        .until(() -> !execution.poll(Duration.ofMillis(200)).isEmpty());
            }
            assertThat(Files.readString(log)).doesNotContain(TestAuthority.PASSWORD, "forthistestonly");
        } finally {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static String principal(Stage stage) {
        return stage == Stage.PAPER_VENUE ? stage.label() : stage.label() + "-service";
    }

    private Set<String> topicsThatTake(String principal) {
        Map<String, Object> settings = broker.clientSettings(authority, principal);
        settings.put("max.block.ms", "10000");
        settings.put("delivery.timeout.ms", "10000");
        settings.put("linger.ms", "0");
        settings.put("enable.idempotence", "false");
        Map<String, Future<RecordMetadata>> sent = new TreeMap<>();
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            for (Topics topic : Topics.values()) {
                sent.put(
                        topic.topicName(),
                        producer.send(new ProducerRecord<>(
                                topic.topicName(), "secured", "{}".getBytes(StandardCharsets.UTF_8))));
            }
            Set<String> taken = new TreeSet<>();
            sent.forEach((topic, answer) -> {
                try {
                    answer.get(20, TimeUnit.SECONDS);
                    taken.add(topic);
                } catch (ExecutionException refused) {
                    assertThat(refused.getCause())
                            .as("%s at %s", principal, topic)
                            .isInstanceOf(TopicAuthorizationException.class);
                } catch (InterruptedException | TimeoutException silent) {
                    throw new AssertionError(principal + " has no answer at " + topic, silent);
                }
            });
            return taken;
        }
    }

    private KafkaConsumer<String, byte[]> consumer(String principal, String group) {
        Map<String, Object> settings = broker.clientSettings(authority, principal);
        settings.put("group.id", group);
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private static int status(HttpClient https, int port, String path, String token) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return https.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private static SSLContext trusting(TestAuthority authority) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(authority.trustStore())) {
            trust.load(file, TestAuthority.PASSWORD.toCharArray());
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
