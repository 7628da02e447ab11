package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.StandIn;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.Readiness;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
        assertThat(ffe(Map.of(), "status").text())
                .contains("Nothing is up", "Last run: replay-", "FINISHED", "Summary of replay-");
        Result audit = ffe(Map.of(), "audit");
        assertThat(audit.exit()).as(audit.text()).isZero();
        assertThat(audit.text())
                .contains("starting Kafka and PostgreSQL of replay-", "which stands still", "0 violations");
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
