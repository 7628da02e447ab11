package io.ffe.stack.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.PidFile;
import io.ffe.stack.process.ProcessEvent;
import io.ffe.stack.process.StopSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledRunnersTest {

    /** The largest that Linux gives is 4,194,304. */
    private static final long NOBODY = 99_999_999;

    @TempDir
    Path project;

    private final List<ProcessEvent> events = new ArrayList<>();
    private Process broker;

    @BeforeEach
    void aBroker() throws Exception {
        broker = new ProcessBuilder("sleep", "603").start();
        // At its very beginning a process shows no command line, and it cannot be said whether it is the one.
        assertThat(Deadline.in(Duration.ofSeconds(5))
                        .await(() -> startedBy(NOBODY).running().isPresent()))
                .isTrue();
    }

    @AfterEach
    void noBroker() {
        broker.destroyForcibly();
    }

    @Test
    void what_a_killed_restore_left_in_a_folder_that_is_no_run_yet_is_stopped() throws Exception {
        Path file = home().runs().resolve("synthetic-1/pids/kafka.json");
        startedBy(NOBODY).write(file);

        KilledRunners.clearUp(home(), events::add);

        assertThat(broker.isAlive()).isFalse();
        assertThat(events).containsExactly(new ProcessEvent.LeftoverStopped("kafka", broker.pid()));
        assertThat(file).doesNotExist();
    }

    @Test
    void the_broker_of_a_run_that_somebody_compares_right_now_is_left_alone() throws Exception {
        Path file = home().runs().resolve("synthetic-1/pids/kafka.json");
        startedBy(ProcessHandle.current().pid()).write(file);

        KilledRunners.clearUp(home(), events::add);

        assertThat(broker.isAlive()).isTrue();
        assertThat(events).isEmpty();
        assertThat(file).exists();
    }

    @Test
    void what_a_killed_up_left_is_stopped() throws Exception {
        startedBy(ProcessHandle.current().pid()).write(home().pids().resolve("kafka.json"));

        KilledRunners.clearUp(home(), events::add);

        assertThat(broker.isAlive()).isFalse();
        assertThat(home().pids()).isEmptyDirectory();
    }

    private Home home() {
        return new Home(project, project.resolve(".ffe"));
    }

    private PidFile startedBy(long runner) {
        PidFile ours = PidFile.of("kafka", broker.toHandle(), "sleep 603", StopSignal.TERM);
        return new PidFile(
                ours.component(),
                ours.pid(),
                ours.startedAt(),
                ours.mark(),
                ours.stopSignal(),
                ours.sinceBoot(),
                runner);
    }
}
