package io.ffe.execution;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.process.Ports;
import io.ffe.stack.run.Service;
import io.ffe.stack.testing.PackagedService;
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
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The packaged service in processes of its own, with a venue, a database and a run that are the test's alone. */
final class PackagedExecution implements AutoCloseable {

    private static final PackagedService PACKAGED = new PackagedService(Service.EXECUTION);
    private static final String HEAP = "192m";
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration REQUEST = Duration.ofSeconds(5);

    final StubVenue venue = new StubVenue();
    final TestInfrastructure infrastructure = TestInfrastructure.shared();
    final Databases.Access database = infrastructure.freshDatabase("execution");
    final String run;

    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private final SigningKeys keys;
    private final Tokens tokens;
    private final KafkaProducer<String, byte[]> producer;
    private int port = Ports.anyFree();
    private Process process;

    /** @param folder of the test's own */
    PackagedExecution(Path folder) throws IOException {
        this.folder = folder;
        keys = SigningKeys.in(folder);
        tokens = new Tokens(keys.privateKey(), Clock.systemUTC());
        Files.writeString(folder.resolve("venue.token"), tokens.issue(Role.SERVICE, "execution", Duration.ofHours(1)));
        run = "packaged-" + port + "-" + System.nanoTime();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", infrastructure.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Starts it as the only one, or in the place of the one before. */
    void start(Map<String, String> settings) throws Exception {
        start("1", settings);
    }

    /** Starts one more and speaks with it from now on; returns when it is ready or dead. */
    void start(String instance, Map<String, String> settings) throws Exception {
        launch(PACKAGED.commandOfOneThatGetsReady(HEAP, List.of()), instance, settings);
        awaitReady();
        PACKAGED.isReady(process.toHandle());
    }

    void awaitReady() {
        await().alias("execution is ready, see its log").atMost(START).until(this::readyOrDead);
    }

    /** As {@link #start}, and returns at once. */
    void launch(String instance, Map<String, String> settings) throws IOException {
        launch(PACKAGED.command(HEAP, List.of()), instance, settings);
    }

    private void launch(List<String> command, String instance, Map<String, String> settings) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = new HashMap<>(Map.ofEntries(
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
                Map.entry(
                        "FFE_EXECUTION_TRADING_STATE_FILE",
                        tradingStateFile(instance).toString()),
                Map.entry("FFE_EXECUTION_MAX_QUOTE_AGE", "PT10M"),
                Map.entry("FFE_EXECUTION_VENUE_REQUEST_TIMEOUT", "PT1S"),
                Map.entry("FFE_EXECUTION_VENUE_IN_FLIGHT_WINDOW", "PT2S"),
                Map.entry("MP_MESSAGING_INCOMING_VERDICTS_GROUP_ID", run)));
        environment.putAll(settings);
        builder.environment().putAll(environment);
        process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("service.log").toFile()))
                .start();
    }

    Path tradingStateFile(String instance) {
        return folder.resolve("state").resolve("trading-state-" + instance + ".json");
    }

    /** The newest process. */
    Process process() {
        return process;
    }

    /** The next start is beside the newest process and not in its place. */
    void beside() {
        port = Ports.anyFree();
    }

    /** One that dies while it starts is for the test to judge. */
    private boolean readyOrDead() {
        if (!process.isAlive()) {
            return true;
        }
        try {
            return answer(request("/q/health/ready", Role.VIEWER).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    /** Ends the newest process as an operator would. */
    void end() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    void quote(String symbol) throws Exception {
        Instant now = Instant.now();
        publish(
                Topics.TICKS,
                new Tick(
                        symbol,
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

    /** Sends an approved entry of 2 units, valid for five minutes. */
    Verdict send(String symbol, String name) throws Exception {
        return send(
                symbol,
                name,
                new OrderIntent(
                        Verdict.idOf(decisionId(name)),
                        Purpose.ENTRY,
                        Side.BUY,
                        new BigDecimal("2"),
                        new BigDecimal("100"),
                        new BigDecimal("95"),
                        new BigDecimal("110")));
    }

    /** Sends an approved entry of 2 units at 99 at most, good till cancelled, valid for so long. */
    Verdict sendLimit(String symbol, String name, Duration validity) throws Exception {
        return send(
                symbol,
                name,
                new OrderIntent(
                        Verdict.idOf(decisionId(name)),
                        Purpose.ENTRY,
                        Side.BUY,
                        new BigDecimal("2"),
                        new BigDecimal("100"),
                        new BigDecimal("95"),
                        new BigDecimal("110"),
                        OrderType.LIMIT,
                        new BigDecimal("99"),
                        TimeInForce.GTC,
                        null),
                validity);
    }

    /** Sends an approved exit of 2 units. */
    Verdict sendExit(String symbol, String name) throws Exception {
        return send(
                symbol,
                name,
                new OrderIntent(
                        Verdict.idOf(decisionId(name)),
                        Purpose.EXIT,
                        Side.SELL,
                        new BigDecimal("2"),
                        new BigDecimal("100"),
                        null,
                        null));
    }

    private Verdict send(String symbol, String name, OrderIntent intent) throws Exception {
        return send(symbol, name, intent, Duration.ofMinutes(5));
    }

    private Verdict send(String symbol, String name, OrderIntent intent, Duration validity) throws Exception {
        Instant now = Instant.now();
        Verdict verdict = new Verdict(
                run,
                decisionId(name),
                "hash",
                run,
                "snapshot-" + name,
                symbol,
                Origin.LIVE,
                Verdict.Result.APPROVED,
                List.of(),
                intent,
                intent.purpose() == Purpose.ENTRY ? new BigDecimal("200") : null,
                new BigDecimal("100000"),
                0,
                now,
                now.plus(validity));
        publish(Topics.VERDICTS, verdict);
        return verdict;
    }

    private String decisionId(String name) {
        return Ids.of("test-decision", run, name).toString();
    }

    void publish(Topics topic, Event event) throws Exception {
        producer.send(Records.record(
                        topic.topicName(),
                        event.key(),
                        EventCodec.payload(event),
                        EventCodec.headers(event, "ffe/test", null, null)))
                .get();
    }

    void awaitState(Verdict verdict, String state) {
        awaitState(Market.orderIdOf(verdict), state);
    }

    void awaitState(String clientOrderId, String state) {
        // An answer that does not come in time says nothing about the order.
        await().alias(clientOrderId + " becomes " + state)
                .atMost(Market.PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> order(clientOrderId).path("state").asText().equals(state));
    }

    /** An order as the service shows it; a missing node when there is none. */
    JsonNode order(String clientOrderId) throws Exception {
        for (JsonNode order : get("orders")) {
            if (order.path("clientOrderId").asText().equals(clientOrderId)) {
                return order;
            }
        }
        return Json.mapper().missingNode();
    }

    JsonNode get(String path) throws Exception {
        return Json.mapper().readTree(ask(path, Role.VIEWER).body());
    }

    /** Asks in a role. */
    HttpResponse<String> ask(String path, Role role) throws Exception {
        return answer(request("/api/v1/" + path, role).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Posts JSON in a role. */
    HttpResponse<String> post(String path, Role role, String body) throws Exception {
        return answer(
                request("/api/v1/" + path, role)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    String token(Role role) {
        return tokens.issue(role, "tester", Duration.ofMinutes(1));
    }

    String metrics() throws Exception {
        return answer(request("/q/metrics", Role.VIEWER).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private HttpRequest.Builder request(String path, Role role) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token(role))
                .timeout(REQUEST);
    }

    /** The client's own timeout ends with the head: a process that freezes in the middle of its answer would be waited for forever. */
    private <T> HttpResponse<T> answer(HttpRequest request, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request, body);
        try {
            return answer.get(2 * REQUEST.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException cut) {
            answer.cancel(true);
            throw new HttpTimeoutException("the answer to " + request.uri() + " did not come to its end");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw new IllegalStateException(request.uri().toString(), failed.getCause());
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        producer.close(Duration.ofSeconds(5));
        venue.close();
    }
}
