package io.ffe.stack.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurrentRunTest {

    @TempDir
    Path project;

    private Home home;

    @BeforeEach
    void aRunnerHasWrittenWhereItsRunIs() throws Exception {
        home = new Home(project, project.resolve(".ffe"));
        Files.createDirectories(home.state());
        new CurrentRun(
                        "synthetic-1",
                        home.runs().resolve("synthetic-1"),
                        4711,
                        Instant.EPOCH,
                        "embedded (test)",
                        "127.0.0.1:1",
                        "postgres@127.0.0.1:1/postgres",
                        List.of())
                .write(home);
    }

    @Test
    void it_is_up_while_its_runner_holds_the_folder() {
        try (UpLock lock = UpLock.take(home.lockFile())) {
            hold(lock, "synthetic-1", UpLock.Work.UP);

            assertThat(CurrentRun.read(home)).get().returns("synthetic-1", CurrentRun::runId);
        }
        assertThat(CurrentRun.read(home)).isEmpty();
    }

    @Test
    void what_a_killed_runner_wrote_is_not_up_while_others_work_on_the_folder() {
        for (UpLock.Work work : UpLock.Work.values()) {
            try (UpLock lock = UpLock.take(home.lockFile())) {
                assertThat(CurrentRun.read(home)).as("before it says who it is").isEmpty();
                hold(lock, work == UpLock.Work.UP ? "synthetic-2" : "synthetic-1", work);

                assertThat(CurrentRun.read(home)).as(work.name()).isEmpty();
            }
        }
    }

    @Test
    void it_is_forgotten_with_what_its_killed_runner_left() throws Exception {
        KilledRunners.clearUp(home, event -> {});

        assertThat(home.currentFile()).doesNotExist();
    }

    private static void hold(UpLock lock, String run, UpLock.Work work) {
        lock.say(new UpLock.Holder(4712, run, Instant.EPOCH, work));
    }
}
