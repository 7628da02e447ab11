package io.ffe.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.decision.domain.CraftedSnapshot;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.CoreHash;
import io.ffe.stack.testing.TestInfrastructure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged service as a process that dies at named places, as SIGKILL would end it, and is started again. */
class CrashIT {

    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final long PATIENCE_SECONDS = 180;

    /** Kept after the test, for whoever wants to know why. */
    private static final Path LOGS = Path.of("target/crash-it");

    private @Nullable Process process;

    @AfterEach
    void stop() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "decision.after-commit",
                "decision.before-record",
                "decision.after-record",
                "decision.relay-after-send"
            })
    void wherever_the_service_dies_the_snapshot_gets_exactly_one_decision(String place) throws Exception {
        String run = "crash-" + place;
        Map<String, String> settings = RealInfrastructure.settings(run);
        Snapshot snapshot = CraftedSnapshot.trending(-1)
                .of(run, "BTCUSDT", CraftedSnapshot.AS_OF)
                .build();
        try (Probe probe = new Probe(TestInfrastructure.shared().bootstrapServers())) {
            probe.send(snapshot);
            start(settings, run, place + "=halt");
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(137);

            start(settings, run, "");

            List<Decision> published = probe.awaitDecisions(snapshot, 1).stream()
                    .map(Probe::decision)
                    .toList();
            assertThat(published)
                    .extracting(Decision::decisionId)
                    .containsOnly(published.getFirst().decisionId());
            assertThat(published).extracting(CoreHash::of).containsOnly(CoreHash.of(published.getFirst()));
            assertThat(count(settings, "SELECT count(*) FROM decision")).isEqualTo(1);
            assertThat(count(settings, "SELECT count(*) FROM outbox WHERE topic = 'ffe.decisions.v1'"))
                    .isEqualTo(1);
            assertThat(count(settings, "SELECT count(*) FROM decision_job")).isZero();
        }
    }

    private void start(Map<String, String> settings, String run, String failpoints) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dffe.failpoints=" + failpoints));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-Dquarkus.http.port=0");
        command.add("-Dffe.decision.lease=2s");
        command.add("-Dffe.decision.llm.deadline=1s");
        // Each case reads the topic from its beginning in a group of its own, and refuses what is not of its run.
        command.add("-Dmp.messaging.incoming.snapshots.group.id=" + run);
        command.add("-jar");
        command.add(JAR.toString());
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Files.createDirectories(LOGS).resolve(run + ".log").toFile()))
                .start();
    }

    private static long count(Map<String, String> settings, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        settings.get("quarkus.datasource.jdbc.url"),
                        settings.get("quarkus.datasource.username"),
                        settings.get("quarkus.datasource.password"));
                ResultSet result = connection.createStatement().executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }
}
