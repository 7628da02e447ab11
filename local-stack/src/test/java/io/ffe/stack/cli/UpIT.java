package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command as a person runs it, through the script, with stand-ins for the services. */
class UpIT {

    private StandInProject ffe;

    @BeforeEach
    void aProject() throws Exception {
        ffe = new StandInProject(19_200);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        ffe.close();
    }

    @Test
    void a_killed_runner_is_cleared_up_after_its_run_goes_on_and_ctrl_c_stops_in_order() throws Exception {
        ffe.up(Map.of("STAND_IN_REPLAY", "STALLED"));
        ffe.awaitText("All services are ready");
        ffe.awaitText("The replay has stalled: a stand-in");
        String run = ffe.current().path("runId").asText();
        long runner = ffe.current().path("pid").asLong();
        long kafka = ffe.pidOf("kafka");
        StandInProject.Result second = ffe.run(Map.of(), "up", "--no-build");
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.text()).contains("FFE is up already: run " + run, "process " + runner);
        ProcessHandle.of(runner).orElseThrow().destroyForcibly();

        Process up = ffe.up(Map.of(), "--instances", "decision=2,risk=2");
        ffe.awaitText("All services are ready");
        assertThat(ffe.text())
                .contains(
                        "an earlier runner was killed: stopped its kafka (process " + kafka + ")", run + ", continued");

        ProcessHandle.of(ffe.pidOf("risk-service-2")).orElseThrow().destroyForcibly();
        ffe.awaitText("risk-service-2 was started again");
        assertThat(ffe.text()).contains("risk-service-2 died", "exit status 137");
        ffe.awaitReady("risk-service-2");
        StandInProject.Result status = ffe.run(Map.of(), "status", "--json");
        assertThat(status.exit()).as(status.text()).isZero();
        JsonNode shown = Json.mapper().readTree(status.text());
        assertThat(shown.path("runId").asText()).isEqualTo(run);
        assertThat(shown.path("processes"))
                .extracting(process -> process.path("name").asText())
                .contains("decision-service", "decision-service-2", "risk-service", "risk-service-2");
        StandInProject.Result logs = ffe.run(Map.of(), "logs", "risk-2", "-n", "1");
        assertThat(logs.exit()).as(logs.text()).isZero();

        // Bash cannot take a signal that was ignored when it was started, as in a build in the background of a script.
        boolean interruptible = !StandInProject.interruptIgnored();
        new ProcessBuilder("kill", interruptible ? "-INT" : "-TERM", String.valueOf(up.pid()))
                .start()
                .waitFor();
        assertThat(up.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(up.exitValue()).isEqualTo(interruptible ? 130 : 0);
        assertThat(ffe.text()
                        .lines()
                        .filter(line -> line.startsWith("  stopped"))
                        .map(line -> line.trim().split(" +")[1]))
                .containsExactly(
                        "auditor",
                        "market-data-service",
                        "decision-service-2",
                        "decision-service",
                        "risk-service-2",
                        "risk-service",
                        "execution-service",
                        "paper-venue",
                        "kafka",
                        "postgres");
        assertThat(ffe.root().resolve(".ffe/current.json")).doesNotExist();
        JsonNode record = Json.mapper()
                .readTree(ffe.root()
                        .resolve(".ffe/runs")
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
    void a_service_that_cannot_start_is_named_with_the_reason_and_all_is_stopped() throws Exception {
        Process up = ffe.up(Map.of("STAND_IN_BROKEN", "risk-service"));

        assertThat(up.waitFor(180, TimeUnit.SECONDS)).isTrue();

        assertThat(up.exitValue()).isEqualTo(1);
        assertThat(ffe.text())
                .contains(
                        "risk-service died 3 times at its start", "configuration key ffe.unknown", "stopped  postgres");
    }

    @Test
    void nothing_is_started_on_what_an_interrupted_rollback_has_left() throws Exception {
        Path builds = Files.createDirectories(ffe.root().resolve(".ffe/builds"));
        Files.writeString(builds.resolve("rolling-back"), "0123456789ab");

        Process up = ffe.up(Map.of());

        assertThat(up.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(up.exitValue()).isEqualTo(1);
        assertThat(ffe.text()).contains("a rollback to build 0123456789ab was interrupted", "run ./ffe rollback again");
        assertThat(ffe.root().resolve(".ffe/runs")).doesNotExist();
    }

    @Test
    void a_port_that_was_asked_for_and_is_taken_fails_and_says_who_has_it() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            StandInProject.Result result =
                    ffe.run(Map.of(), "up", "--no-build", "--port", "kafka=" + taken.getLocalPort());

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.text()).contains("port " + taken.getLocalPort(), "is in use by");
        }
    }
}
