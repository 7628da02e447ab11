package io.ffe.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ffe.decision.domain.CraftedSnapshot;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.CoreHash;
import io.ffe.stack.process.Ports;
import io.ffe.stack.run.Service;
import io.ffe.stack.testing.LongVersions;
import io.ffe.stack.testing.MachineShare;
import io.ffe.stack.testing.PackagedService;
import io.ffe.stack.testing.TestInfrastructure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged service as a process that dies at named places, as SIGKILL would end it, and is started again. */
class CrashIT {

    private static final PackagedService PACKAGED = new PackagedService(Service.DECISION);
    private static final long PATIENCE_SECONDS = 180;

    /** Kept after the test, for whoever wants to know why. */
    private static final Path LOGS = Path.of("target/crash-it");

    private @Nullable Process process;
    private @Nullable Process survivor;

    @AfterEach
    void stop() {
        if (process != null) {
            process.destroyForcibly();
        }
        if (survivor != null) {
            survivor.destroyForcibly();
        }
    }

    static Stream<String> places() {
        return LongVersions.allOrFirst(
                "decision.after-record",
                "decision.after-commit",
                "decision.before-record",
                "decision.relay-after-send");
    }

    @ParameterizedTest
    @MethodSource("places")
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

    @Test
    void what_an_instance_leaves_that_dies_and_stays_away_another_decides_within_ten_seconds() throws Exception {
        String run = "takeover";
        Map<String, String> settings = RealInfrastructure.settings(run);
        int port = Ports.anyFree();
        List<Snapshot> snapshots = new ArrayList<>();
        try (Probe probe = new Probe(TestInfrastructure.shared().bootstrapServers())) {
            survivor = launch(settings, run, List.of("-Dffe.run.instance=2", "-Dquarkus.http.port=" + port));
            await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> ready(port));
            // Dies with a job in its hands, and with partitions of its own.
            process = launch(
                    settings,
                    run,
                    List.of(
                            "-Dffe.run.instance=1",
                            "-Dquarkus.http.port=0",
                            "-Dffe.failpoints=decision.before-record=halt"));
            long began = System.nanoTime();
            do {
                Instant asOf = CraftedSnapshot.AS_OF.plusSeconds(900L * snapshots.size());
                for (String symbol : List.of("BTCUSDT", "ETHUSDT", "SOLUSDT", "EURUSD", "GBPUSD")) {
                    snapshots.add(
                            CraftedSnapshot.trending(-1).of(run, symbol, asOf).build());
                    probe.send(snapshots.getLast());
                }
                assertThat(System.nanoTime() - began)
                        .as("the first should be dead")
                        .isLessThan(PATIENCE_SECONDS * 1_000_000_000L);
            } while (!process.waitFor(1, TimeUnit.SECONDS));
            MachineShare machine = new MachineShare();
            int linesBefore = log(run).size();
            for (Snapshot snapshot : snapshots) {
                probe.awaitDecisions(snapshot, 1);
            }
            Duration took = machine.elapsed();

            System.out.printf(
                    "takeover of decision after a halt: %d ms, %.0f %% of the machine was ours%n",
                    took.toMillis(), 100 * machine.share());
            List<String> since = log(run);
            assertThat(took)
                    .as(
                            "what was logged since the death:%n%s",
                            String.join("\n", since.subList(linesBefore, since.size())))
                    .isLessThanOrEqualTo(machine.stretched(Duration.ofSeconds(10)));
            assertThat(count(settings, "SELECT count(*) FROM decision")).isEqualTo(snapshots.size());
        }
    }

    private static boolean ready(int port) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private void start(Map<String, String> settings, String run, String failpoints) throws IOException {
        process = launch(
                settings,
                run,
                List.of(
                        "-Dffe.failpoints=" + failpoints,
                        "-Dquarkus.http.port=0",
                        // Longer than anybody waits here: what a life leaves leased, the next one takes up at its
                        // start.
                        "-Dffe.decision.lease=600s",
                        "-Dffe.decision.llm.deadline=1s"));
    }

    private static Process launch(Map<String, String> settings, String run, List<String> more) throws IOException {
        List<String> properties = new ArrayList<>(more);
        settings.forEach((key, value) -> properties.add("-D" + key + "=" + value));
        // Each case reads the topic from its beginning in a group of its own, and refuses what is not of its run.
        properties.add("-Dmp.messaging.incoming.snapshots.group.id=" + run);
        // In the group of the service that other tests have in this JVM, this one would fence it by its instance's
        // name. Kafka's
        // client forgets the thread of heartbeats that was fenced, and the end of one that has forgotten some may wait
        // for ever.
        properties.add("-Dmp.messaging.incoming.executions.group.id=" + run + "-executions");
        return new ProcessBuilder(PACKAGED.command("160m", properties))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile(run).toFile()))
                .start();
    }

    private static List<String> log(String run) throws IOException {
        return Files.readAllLines(logFile(run));
    }

    private static Path logFile(String run) throws IOException {
        return Files.createDirectories(LOGS).resolve(run + ".log");
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
