package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.StandIn;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.Readiness;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.testing.CoverageAgent;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command as a person runs it, through the script, with stand-ins for the services. */
class UpIT {

    private static final Duration SOON = Duration.ofSeconds(240);

    /** Not a @TempDir: JUnit warns of each link in one that leads out of it. */
    private Path project;

    private final List<Process> started = new ArrayList<>();
    private int starts;

    @BeforeEach
    void aProjectWithStandIns() throws Exception {
        Path real = Home.locate().root();
        project = Files.createTempDirectory(real.resolve("local-stack/target"), "up-it-");
        Files.copy(real.resolve("ffe"), project.resolve("ffe"));
        Files.createFile(project.resolve("mvnw"));
        Path target = Files.createDirectories(project.resolve("local-stack/target"));
        // On a fresh clone nothing was unpacked yet; a link to nowhere could not be unpacked into.
        Files.createDirectories(real.resolve("local-stack/target/binaries"));
        for (String part : List.of("local-stack.jar", "lib", "binaries")) {
            Files.createSymbolicLink(
                    target.resolve(part), real.resolve("local-stack/target").resolve(part));
        }
        for (Service service : Service.values()) {
            StandIn.packTo(project.resolve(service.module()).resolve("target/quarkus-app/quarkus-run.jar"));
        }
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        ffe(Map.of(), "down");
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> entries = Files.walk(project)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }

    @Test
    void a_killed_runner_is_cleared_up_after_its_run_goes_on_and_ctrl_c_stops_in_order() throws Exception {
        up(Map.of("STAND_IN_REPLAY", "STALLED"));
        awaitText("All services are ready");
        awaitText("The replay has stalled: a stand-in");
        String run = current().path("runId").asText();
        long runner = current().path("pid").asLong();
        long kafka = pidOf("kafka");
        Result second = ffe(Map.of(), "up", "--no-build");
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.text()).contains("FFE is up already: run " + run, "process " + runner);
        ProcessHandle.of(runner).orElseThrow().destroyForcibly();

        Process up = up(Map.of());
        awaitText("All services are ready");
        assertThat(text())
                .contains(
                        "an earlier runner was killed: stopped its kafka (process " + kafka + ")", run + ", continued");

        ProcessHandle.of(pidOf("risk-service")).orElseThrow().destroyForcibly();
        awaitText("risk-service was started again");
        assertThat(text()).contains("risk-service died", "exit status 137");
        awaitReady("risk-service");
        Result status = ffe(Map.of(), "status", "--json");
        assertThat(status.exit()).as(status.text()).isZero();
        assertThat(Json.mapper().readTree(status.text()).path("runId").asText()).isEqualTo(run);

        // Bash cannot take a signal that was ignored when it was started, as in a build in the background of a script.
        boolean interruptible = !interruptIgnored();
        new ProcessBuilder("kill", interruptible ? "-INT" : "-TERM", String.valueOf(up.pid()))
                .start()
                .waitFor();
        assertThat(up.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(up.exitValue()).isEqualTo(interruptible ? 130 : 0);
        assertThat(text().lines()
                        .filter(line -> line.startsWith("  stopped"))
                        .map(line -> line.trim().split(" +")[1]))
                .containsExactly(
                        "auditor",
                        "market-data-service",
                        "decision-service",
                        "risk-service",
                        "execution-service",
                        "paper-venue",
                        "kafka",
                        "postgres");
        assertThat(project.resolve(".ffe/current.json")).doesNotExist();
        JsonNode record = Json.mapper()
                .readTree(project.resolve(".ffe/runs")
                        .resolve(run)
                        .resolve("run.json")
                        .toFile());
        assertThat(record.path("state").asText()).isEqualTo("STOPPED");
        assertThat(record.path("memory")
                        .path("risk-service")
                        .path("residentKib")
                        .asLong())
                .isPositive();
        assertThat(record.path("readyMillis").path("kafka").asLong()).isPositive();
    }

    @Test
    void a_replay_that_ends_is_summed_up_and_stopped() throws Exception {
        Path file = Files.writeString(project.resolve("btc.csv"), "ts,open,high,low,close,volume\n");

        Process up = up(Map.of("STAND_IN_REPLAY", "FINISHED"), "--replay", file.toString(), "--until-end");

        assertThat(up.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(up.exitValue()).as(text()).isZero();
        assertThat(text())
                .contains("The replay has ended.", "Summary of replay-", "audit: 0 violations", "stopped  postgres");
        JsonNode list = Json.mapper().readTree(ffe(Map.of(), "runs", "--json").text());
        assertThat(list).hasSize(1);
        assertThat(list.path(0).path("state").asText()).isEqualTo("FINISHED");
        assertThat(list.path(0).path("market").asText()).isEqualTo("BTC");
        assertThat(list.path(0).path("decisions").asLong(-1)).isZero();
        assertThat(project.resolve(".ffe/runs")
                        .resolve(list.path(0).path("runId").asText())
                        .resolve("events.jsonl.gz"))
                .exists();
        assertThat(ffe(Map.of(), "status").text())
                .contains("Nothing is up", "Last run: replay-", "FINISHED", "Summary of replay-");
        Result audit = ffe(Map.of(), "audit");
        assertThat(audit.exit()).as(audit.text()).isZero();
        assertThat(audit.text())
                .contains("starting Kafka and PostgreSQL of replay-", "which stands still", "0 violations");
    }

    @Test
    void letters_are_sent_back_and_a_run_that_is_over_is_listed_compared_and_removed_with_nothing_up()
            throws Exception {
        Process up = up(Map.of());
        awaitText("All services are ready");
        String run = current().path("runId").asText();
        Bar bar = bar(run);
        Map<String, String> headers = EventCodec.headers(bar, "ffe/test", null, bar.end());
        send(Topics.BARS.topicName(), bar, headers);
        Map<String, String> letter = new HashMap<>(headers);
        letter.putAll(Map.of("ffe-dlq-topic", "ffe.bars.v1", "ffe-dlq-partition", "0", "ffe-dlq-offset", "7"));
        letter.put("ffe-dlq-reason", "WRONG_KEY");
        send(Topics.BARS.dlqName(), bar, letter);

        assertThat(ffe(Map.of(), "topics").text()).contains("ffe.bars.v1.dlq", "refused records: ./ffe dlq list");
        assertThat(ffe(Map.of(), "topics", "read", "bars", "--key", "BTCUSDT").text())
                .contains(bar.eventId(), "\"close\" : \"100\"");
        assertThat(ffe(Map.of(), "topics", "read", "bats").text()).contains("no topic 'bats', expected one of");
        assertThat(ffe(Map.of(), "logs", "risk", "-n", "1").text()).contains("listening on ");
        assertThat(ffe(Map.of(), "logs", "nobody").text()).contains("no log of 'nobody', expected one of");
        assertThat(ffe(Map.of(), "status").text()).contains(run, "risk-service", "dead letters on ffe.bars.v1.dlq");
        assertThat(ffe(Map.of(), "dlq", "show", "ffe.bars.v1:0:0").text()).contains("ffe-dlq-reason: WRONG_KEY");

        assertThat(ffe(Map.of(), "dlq", "replay", "ffe.bars.v1.dlq:0:0", "--all")
                        .text())
                .contains("not both");
        assertThat(ffe(Map.of(), "dlq", "replay", "--reason", "WRONG_KEY", "--dry-run")
                        .text())
                .contains("would be sent", bar.eventId());
        Result sent = ffe(Map.of(), "dlq", "replay", "--all");
        assertThat(sent.text()).contains("sent", bar.eventId(), "now ffe.bars.v1:");
        assertThat(sent.exit()).isZero();
        Result repeated = ffe(Map.of(), "dlq", "replay", "ffe.bars.v1.dlq:0:0", "--json");
        assertThat(repeated.exit()).isEqualTo(1);
        assertThat(Json.mapper()
                        .readTree(repeated.text())
                        .path(0)
                        .path("result")
                        .asText())
                .isEqualTo("REFUSED");
        assertThat(ffe(Map.of(), "dlq", "list").text()).contains("WRONG_KEY", " as ffe.bars.v1:");
        Result refused = ffe(Map.of(), "runs", "remove", run);
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.text()).contains("run " + run + " is up");

        assertThat(ffe(Map.of(), "down").exit()).isZero();
        assertThat(up.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(text()).contains("Summary of " + run);
        Path runs = project.resolve(".ffe/runs");
        copy(runs.resolve(run), runs.resolve("replay-copy"));
        Files.delete(runs.resolve("replay-copy/events.jsonl.gz"));
        Files.writeString(
                runs.resolve("replay-copy/run.json"),
                Files.readString(runs.resolve(run).resolve("run.json")).replace(run, "replay-copy"));

        Result list = ffe(Map.of(), "runs");
        assertThat(list.text()).contains(run, "replay-copy", "STOPPED");
        Result same = ffe(Map.of(), "runs", "compare", run, "copy");
        assertThat(same.text()).contains("input: the same", "Equal.");
        assertThat(same.exit()).isZero();
        assertThat(runs.resolve("replay-copy/events.jsonl.gz")).exists();
        JsonNode compared = Json.mapper()
                .readTree(
                        ffe(Map.of(), "runs", "compare", run, "copy", "--json").text());
        assertThat(compared.path("topics").path(0).path("eventsA").asLong())
                .as("%s", compared)
                .isEqualTo(1);
        Result removed = ffe(Map.of(), "runs", "remove", "replay-copy");
        assertThat(removed.text()).contains("removed replay-copy", "freed");
        assertThat(runs.resolve("replay-copy")).doesNotExist();
    }

    private static Bar bar(String run) {
        BigDecimal price = new BigDecimal("100");
        Instant start = Instant.parse("2024-08-05T00:00:00Z");
        return new Bar(
                run,
                "BTCUSDT",
                Timeframe.M1,
                start,
                start.plusSeconds(60),
                new Ohlc(price, price, price, price),
                null,
                null,
                BigDecimal.ONE,
                1,
                Origin.SYNTHETIC,
                true);
    }

    private void send(String topic, Event event, Map<String, String> headers) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", current().path("bootstrapServers").asText()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, event.key(), EventCodec.payload(event));
            headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
            producer.send(record).get();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> entries = Files.walk(from)) {
            for (Path entry : entries.toList()) {
                Files.copy(entry, to.resolve(from.relativize(entry).toString()));
            }
        }
    }

    @Test
    void a_service_that_cannot_start_is_named_with_the_reason_and_all_is_stopped() throws Exception {
        Process up = up(Map.of("STAND_IN_BROKEN", "risk-service"));

        assertThat(up.waitFor(180, TimeUnit.SECONDS)).isTrue();

        assertThat(up.exitValue()).isEqualTo(1);
        assertThat(text())
                .contains(
                        "risk-service died 3 times at its start", "configuration key ffe.unknown", "stopped  postgres");
    }

    @Test
    void a_port_that_was_asked_for_and_is_taken_fails_and_says_who_has_it() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Result result = ffe(Map.of(), "up", "--no-build", "--port", "kafka=" + taken.getLocalPort());

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.text()).contains("port " + taken.getLocalPort(), "is in use by");
        }
    }

    private record Result(int exit, String text) {}

    private Process up(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("up", "--no-build"));
        command.addAll(Arrays.asList(arguments));
        starts++;
        Process process =
                builder(environment, command).redirectOutput(output().toFile()).start();
        started.add(process);
        return process;
    }

    private Result ffe(Map<String, String> environment, String... arguments) throws Exception {
        Process process = builder(environment, List.of(arguments)).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), text);
    }

    private ProcessBuilder builder(Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(project.resolve("ffe").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("FFE_DIR");
        builder.environment().put("FFE_INFRA", "embedded");
        builder.environment().put("FFE_START_CACHES", "off");
        builder.environment().put("FFE_JAVA_OPTIONS", String.join(" ", CoverageAgent.options()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder;
    }

    private void awaitText(String wanted) throws InterruptedException {
        assertThat(Deadline.in(SOON).await(() -> text().contains(wanted)))
                .as(() -> "'" + wanted + "' within four minutes in:\n" + text())
                .isTrue();
    }

    /** What the newest {@code up} has said. */
    private Path output() {
        return project.resolve("up-" + starts + ".out");
    }

    private String text() {
        try {
            return Files.readString(output());
        } catch (IOException notYet) {
            return "";
        }
    }

    private static boolean interruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(
                                        line.substring("SigIgn:".length()).trim(), 16)
                                & 0b10)
                        != 0);
    }

    private void awaitReady(String component) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + portOf(component) + Service.READY);
        try (Readiness readiness = new Readiness()) {
            assertThat(Deadline.in(SOON).await(() -> {
                        try {
                            return readiness.ask(address) instanceof Readiness.Answer.Ready;
                        } catch (InterruptedException stopped) {
                            throw new IllegalStateException(stopped);
                        }
                    }))
                    .isTrue();
        }
    }

    private int portOf(String component) throws IOException {
        for (JsonNode service : current().path("services")) {
            if (service.path("name").asText().equals(component)) {
                return service.path("port").asInt();
            }
        }
        throw new IllegalStateException(component + " is not in current.json");
    }

    private JsonNode current() throws IOException {
        return Json.mapper().readTree(project.resolve(".ffe/current.json").toFile());
    }

    private long pidOf(String component) throws IOException {
        return Json.mapper()
                .readTree(project.resolve(".ffe/pids")
                        .resolve(component + ".json")
                        .toFile())
                .path("pid")
                .asLong();
    }
}
