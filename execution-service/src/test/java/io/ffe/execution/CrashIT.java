package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.process.Ports;
import io.ffe.stack.testing.LongVersions;
import io.ffe.stack.testing.MachineShare;
import io.ffe.stack.testing.TestInfrastructure;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.Tokens;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged service as a process of its own, ended at the worst moments as SIGKILL would end it, and started again. */
class CrashIT {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Duration START = Duration.ofSeconds(90);
    private static final String SYMBOL = "BTCUSDT";

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final StubVenue venue = new StubVenue();
    private int port = Ports.anyFree();
    private TestInfrastructure infrastructure;
    private Databases.Access database;
    private SigningKeys keys;
    private Tokens tokens;
    private String run;
    private Process process;
    private @Nullable Process predecessor;
    private KafkaProducer<String, byte[]> producer;

    @BeforeEach
    void open() throws IOException {
        assertThat(JAR).as("the packaged service; run mvnw package first").exists();
        infrastructure = TestInfrastructure.shared();
        database = infrastructure.freshDatabase("execution");
        keys = SigningKeys.in(folder);
        tokens = new Tokens(keys.privateKey(), Clock.systemUTC());
        Files.writeString(folder.resolve("venue.token"), tokens.issue(Role.SERVICE, "execution", Duration.ofHours(1)));
        run = "crash-" + port + "-" + System.nanoTime();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", infrastructure.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void close() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        if (predecessor != null) {
            predecessor.destroyForcibly().waitFor();
        }
        producer.close();
        venue.close();
    }

    static Stream<String> worstMoments() {
        return LongVersions.allOrFirst("execution.after-send", "execution.before-send", "execution.before-booking");
    }

    static Stream<String> losses() {
        return LongVersions.allOrFirst("KILL", "STOP");
    }

    @ParameterizedTest
    @MethodSource("worstMoments")
    void a_death_at_the_worst_moment_makes_neither_a_second_order_nor_loses_the_first(String failpoint)
            throws Exception {
        quote();
        start("");
        Verdict first = send("first");
        awaitState(first, "ACCEPTED");
        end();

        // the first booking after this start is that of the second order's events
        start(failpoint + "=halt");
        Verdict second = send("second");
        await().alias("death at " + failpoint).atMost(Market.PATIENCE).until(() -> !process.isAlive());
        assertThat(process.exitValue()).isEqualTo(137);

        start("");
        awaitState(second, "ACCEPTED");
        venue.fill(Market.orderIdOf(second), "100");
        awaitState(second, "FILLED");
        assertThat(venue.ordersOf(run, SYMBOL))
                .containsExactly(Market.orderIdOf(first), Market.orderIdOf(second), Market.protectionIdOf(second));
        assertThat(get("ledger").path("imbalance").path("USD").asText()).matches("0(\\.0+)?");
        assertThat(new BigDecimal(get("portfolios/" + run).path("cash").asText()))
                .isEqualByComparingTo(venue.cash(run));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void of_two_processes_one_orders_and_the_other_does_within_ten_seconds_of_its_loss(String signal) throws Exception {
        quote();
        start("1", "");
        Verdict first = send("first");
        awaitState(first, "ACCEPTED");
        predecessor = process;
        port = Ports.anyFree();
        start("2", "");
        Verdict second = send("second");
        awaitState(second, "ACCEPTED");

        signal(signal);
        MachineShare machine = new MachineShare();
        Verdict third = send("third");
        await().alias("the third order").atMost(Market.PATIENCE).until(() -> venue.has(Market.orderIdOf(third)));
        Duration took = machine.elapsed();

        System.out.printf(
                "takeover of execution after SIG%s: %d ms, %.0f %% of the machine was ours%n",
                signal, took.toMillis(), 100 * machine.share());
        assertThat(took).isLessThanOrEqualTo(machine.stretched(Duration.ofSeconds(10)));
        awaitState(third, "ACCEPTED");
        if (signal.equals("STOP")) {
            signal("CONT");
        }
        Verdict fourth = send("fourth");
        awaitState(fourth, "ACCEPTED");
        for (Verdict verdict : List.of(first, second, third, fourth)) {
            assertThat(venue.requests("POST " + Market.orderIdOf(verdict))).isEqualTo(1);
        }
    }

    /** To the first of two. */
    private void signal(String name) throws Exception {
        int status = new ProcessBuilder("kill", "-" + name, String.valueOf(predecessor.pid()))
                .start()
                .waitFor();
        assertThat(status).isZero();
    }

    private void start(String failpoints) throws Exception {
        start("1", failpoints);
    }

    private void start(String instance, String failpoints) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString());
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("KAFKA_BOOTSTRAP_SERVERS", infrastructure.bootstrapServers()),
                        Map.entry("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl()),
                        Map.entry("QUARKUS_DATASOURCE_USERNAME", database.username()),
                        Map.entry("QUARKUS_DATASOURCE_PASSWORD", database.password()),
                        Map.entry("QUARKUS_HTTP_PORT", String.valueOf(port)),
                        Map.entry(
                                "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
                                keys.publicKeyFile().toUri().toString()),
                        Map.entry("FFE_RUN_ID", run),
                        Map.entry("FFE_RUN_ORIGIN", "live"),
                        Map.entry("FFE_RUN_INSTANCE", instance),
                        Map.entry("FFE_EXECUTION_PORTFOLIOS", run),
                        Map.entry("FFE_EXECUTION_VENUE_URL", venue.url()),
                        Map.entry(
                                "FFE_EXECUTION_VENUE_TOKEN_FILE",
                                folder.resolve("venue.token").toString()),
                        Map.entry("FFE_EXECUTION_MAX_QUOTE_AGE", "PT10M"),
                        Map.entry("FFE_EXECUTION_VENUE_REQUEST_TIMEOUT", "PT1S"),
                        Map.entry("FFE_EXECUTION_VENUE_IN_FLIGHT_WINDOW", "PT2S"),
                        Map.entry("MP_MESSAGING_INCOMING_VERDICTS_GROUP_ID", run),
                        Map.entry("FFE_FAILPOINTS", failpoints)));
        process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("service.log").toFile()))
                .start();
        await().alias("execution is ready, see its log").atMost(START).until(this::readyOrDead);
    }

    /** One that dies while it starts is for the test to judge. */
    private boolean readyOrDead() {
        if (!process.isAlive()) {
            return true;
        }
        try {
            return http.send(request("/q/health/ready"), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    private void end() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private void quote() throws Exception {
        Instant now = Instant.now();
        publish(
                Topics.TICKS,
                new Tick(
                        SYMBOL,
                        "test",
                        System.nanoTime(),
                        Tick.Kind.QUOTE,
                        now,
                        now,
                        new BigDecimal("99.9"),
                        new BigDecimal("100.1"),
                        null,
                        null,
                        null,
                        null,
                        Origin.LIVE,
                        false));
    }

    private Verdict send(String name) throws Exception {
        Instant now = Instant.now();
        String decisionId = Ids.of("test-decision", run, name).toString();
        Verdict verdict = new Verdict(
                run,
                decisionId,
                "hash",
                run,
                "snapshot-" + name,
                SYMBOL,
                Origin.LIVE,
                Verdict.Result.APPROVED,
                List.of(),
                new OrderIntent(
                        Verdict.idOf(decisionId),
                        Purpose.ENTRY,
                        Side.BUY,
                        new BigDecimal("2"),
                        new BigDecimal("100"),
                        new BigDecimal("95"),
                        new BigDecimal("110")),
                new BigDecimal("200"),
                new BigDecimal("100000"),
                0,
                now,
                now.plusSeconds(300));
        publish(Topics.VERDICTS, verdict);
        return verdict;
    }

    private void publish(Topics topic, Event event) throws Exception {
        producer.send(Records.record(
                        topic.topicName(),
                        event.key(),
                        EventCodec.payload(event),
                        EventCodec.headers(event, "ffe/test", null, null)))
                .get();
    }

    private void awaitState(Verdict verdict, String state) {
        String id = Market.orderIdOf(verdict);
        await().alias(id + " becomes " + state).atMost(Market.PATIENCE).until(() -> {
            for (JsonNode order : get("orders")) {
                if (order.path("clientOrderId").asText().equals(id)
                        && order.path("state").asText().equals(state)) {
                    return true;
                }
            }
            return false;
        });
    }

    private JsonNode get(String path) throws Exception {
        return Json.mapper()
                .readTree(http.send(request("/api/v1/" + path), HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + tokens.issue(Role.VIEWER, "crash test", Duration.ofMinutes(1)))
                .timeout(Duration.ofSeconds(5))
                .build();
    }
}
