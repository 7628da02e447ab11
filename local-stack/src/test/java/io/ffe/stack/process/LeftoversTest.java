package io.ffe.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ffe.stack.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {

    @TempDir
    Path pids;

    private final List<ProcessEvent> events = new ArrayList<>();
    private Process sleeper;

    @BeforeEach
    void somebodySleeps() throws Exception {
        sleeper = new ProcessBuilder("sleep", "600").start();
        awaitCommandOf(sleeper);
    }

    @AfterEach
    void nobodySleeps() {
        sleeper.destroyForcibly();
    }

    @Test
    void a_process_that_a_killed_runner_left_behind_is_stopped() throws Exception {
        PidFile.of("risk-service", sleeper.toHandle(), "sleep 600", StopSignal.TERM)
                .write(pids.resolve("risk-service.json"));

        Leftovers.stop(pids, List.of(), events::add);

        assertThat(sleeper.isAlive()).isFalse();
        assertThat(events).containsExactly(new ProcessEvent.LeftoverStopped("risk-service", sleeper.pid()));
        assertThat(pids).isEmptyDirectory();
    }

    @Test
    void another_program_that_got_the_same_id_is_left_alone() throws Exception {
        PidFile.of("risk-service", sleeper.toHandle(), "quarkus-run.jar", StopSignal.TERM)
                .write(pids.resolve("risk-service.json"));

        Leftovers.stop(pids, List.of(), events::add);

        assertThat(sleeper.isAlive()).isTrue();
        assertThat(events).isEmpty();
        assertThat(pids).isEmptyDirectory();
    }

    @Test
    void a_process_is_known_again_after_the_clock_was_set() throws Exception {
        assumeThat(ProcStat.bootId()).isPresent();
        PidFile real = PidFile.of("risk-service", sleeper.toHandle(), "sleep 600", StopSignal.TERM);
        startedAt(real, real.startedAt().minusSeconds(3_600), real.sinceBoot())
                .write(pids.resolve("risk-service.json"));

        Leftovers.stop(pids, List.of(), events::add);

        assertThat(sleeper.isAlive()).isFalse();
        assertThat(pids).isEmptyDirectory();
    }

    @Test
    void a_later_process_with_the_same_id_and_program_is_left_alone() throws Exception {
        assumeThat(ProcStat.bootId()).isPresent();
        PidFile real = PidFile.of("risk-service", sleeper.toHandle(), "sleep 600", StopSignal.TERM);
        PidFile.SinceBoot since = real.sinceBoot();
        PidFile earlier = startedAt(real, real.startedAt(), new PidFile.SinceBoot(since.bootId(), since.ticks() - 1));
        PidFile beforeTheBoot = startedAt(real, real.startedAt(), new PidFile.SinceBoot("another", since.ticks()));
        earlier.write(pids.resolve("risk-service.json"));
        beforeTheBoot.write(pids.resolve("decision-service.json"));

        Leftovers.stop(pids, List.of(), events::add);

        assertThat(sleeper.isAlive()).isTrue();
        assertThat(events).isEmpty();
        assertThat(pids).isEmptyDirectory();
    }

    @Test
    void a_file_of_an_older_version_is_read_and_goes_by_the_clock() throws Exception {
        Instant started = sleeper.toHandle().info().startInstant().orElseThrow();
        writeOld("risk-service", started.plusSeconds(1));

        Leftovers.stop(pids, List.of(), events::add);

        assertThat(sleeper.isAlive()).isFalse();
        assertThat(events).containsExactly(new ProcessEvent.LeftoverStopped("risk-service", sleeper.pid()));
        assertThat(pids).isEmptyDirectory();
    }

    @Test
    void of_a_process_that_may_be_meant_the_file_stays_and_both_are_named_when_the_others_are_stopped()
            throws Exception {
        Instant started = sleeper.toHandle().info().startInstant().orElseThrow();
        writeOld("kafka", started.minusSeconds(60));
        Process known = new ProcessBuilder("sleep", "600").start();
        try {
            awaitCommandOf(known);
            PidFile.of("postgres", known.toHandle(), "sleep 600", StopSignal.TERM)
                    .write(pids.resolve("postgres.json"));

            assertThatThrownBy(() -> Leftovers.stop(pids, List.of("kafka", "postgres"), events::add))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("process " + sleeper.pid() + " may be the kafka")
                    .hasMessageContaining("was the clock set?")
                    .hasMessageContaining(pids.resolve("kafka.json").toString());
            assertThat(known.isAlive()).isFalse();
        } finally {
            known.destroyForcibly();
        }

        assertThat(sleeper.isAlive()).isTrue();
        assertThat(pids.resolve("kafka.json")).exists();
        assertThat(pids.resolve("postgres.json")).doesNotExist();
    }

    /** As versions wrote it that knew only the clock. */
    private void writeOld(String component, Instant startedAt) throws Exception {
        Files.writeString(
                pids.resolve(component + ".json"),
                "{\"component\":\"" + component + "\",\"pid\":" + sleeper.pid() + ",\"startedAt\":\"" + startedAt
                        + "\",\"mark\":\"sleep 600\",\"stopSignal\":\"TERM\"}");
    }

    private static PidFile startedAt(PidFile real, Instant at, PidFile.SinceBoot sinceBoot) {
        return new PidFile(
                real.component(), real.pid(), at, real.mark(), real.stopSignal(), sinceBoot, real.startedBy());
    }

    private static void awaitCommandOf(Process process) throws InterruptedException {
        assertThat(Deadline.in(Duration.ofSeconds(5))
                        .await(() -> CommandLine.of(process.pid()).contains("sleep")))
                .isTrue();
    }

    @Test
    void a_torn_pid_file_is_removed() throws Exception {
        Files.writeString(pids.resolve("risk-service.json"), "{\"component\":\"risk-");

        Leftovers.stop(pids, List.of(), events::add);

        assertThat(pids).isEmptyDirectory();
    }

    @Test
    void what_others_stand_on_is_stopped_last() throws Exception {
        for (String name : List.of("kafka", "postgres", "market-data-service")) {
            Process process = new ProcessBuilder("sleep", "600").start();
            awaitCommandOf(process);
            PidFile.of(name, process.toHandle(), "sleep 600", StopSignal.TERM).write(pids.resolve(name + ".json"));
        }

        Leftovers.stop(pids, List.of("kafka", "postgres"), events::add);

        assertThat(events)
                .extracting(ProcessEvent::component)
                .containsExactly("market-data-service", "kafka", "postgres");
    }
}
