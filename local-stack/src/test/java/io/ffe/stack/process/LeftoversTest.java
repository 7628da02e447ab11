package io.ffe.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        assertThat(Deadline.in(Duration.ofSeconds(5))
                        .await(() -> CommandLine.of(sleeper.pid()).contains("sleep")))
                .isTrue();
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
    void a_later_process_with_the_same_id_and_program_is_left_alone() throws Exception {
        PidFile real = PidFile.of("risk-service", sleeper.toHandle(), "sleep 600", StopSignal.TERM);
        new PidFile(real.component(), real.pid(), real.startedAt().minusSeconds(60), real.mark(), real.stopSignal())
                .write(pids.resolve("risk-service.json"));

        Leftovers.stop(pids, List.of(), events::add);

        assertThat(sleeper.isAlive()).isTrue();
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
            assertThat(Deadline.in(Duration.ofSeconds(5))
                            .await(() -> CommandLine.of(process.pid()).contains("sleep")))
                    .isTrue();
            PidFile.of(name, process.toHandle(), "sleep 600", StopSignal.TERM).write(pids.resolve(name + ".json"));
        }

        Leftovers.stop(pids, List.of("kafka", "postgres"), events::add);

        assertThat(events)
                .extracting(ProcessEvent::component)
                .containsExactly("market-data-service", "kafka", "postgres");
    }
}
