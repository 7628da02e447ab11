package io.ffe.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedProcessTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final List<ProcessEvent> events = new CopyOnWriteArrayList<>();

    @Test
    void a_process_that_is_killed_is_started_again() throws Exception {
        SupervisedProcess process = supervised("exec sleep 600");
        process.start();
        long first = process.handle().orElseThrow().pid();

        process.handle().orElseThrow().destroyForcibly();

        // A new process runs before it is recorded, and is recorded before it is told.
        assertThat(Deadline.in(SOON).await(() -> events.size() == 3))
                .as(() -> events.toString())
                .isTrue();
        assertThat(process.alive()).isTrue();
        assertThat(process.handle().orElseThrow().pid()).isNotEqualTo(first);
        assertThat(events.get(1)).isInstanceOfSatisfying(ProcessEvent.Died.class, died -> {
            assertThat(died.exitCode()).isEqualTo(137);
            assertThat(died.next()).isZero();
            assertThat(died.crashLoop()).isFalse();
        });
        assertThat(PidFile.read(folder.resolve("pids/x.json")).orElseThrow().pid())
                .isEqualTo(process.handle().orElseThrow().pid());
        process.stop(SOON);
    }

    @Test
    void a_process_that_dies_at_once_is_started_ever_more_slowly() throws Exception {
        SupervisedProcess process = supervised("echo broken; exit 3");
        process.start();

        // A death is counted before it is told.
        assertThat(Deadline.in(SOON).await(() -> pauses().size() >= 3)).isTrue();
        process.stop(SOON);

        assertThat(pauses()).startsWith(0L, 500L, 1000L);
        assertThat(process.lastExit()).hasValue(3);
        assertThat(LogTail.raw(folder.resolve("logs/x.log"), 10)).startsWith("broken", "broken");
    }

    /** After each death, in milliseconds. */
    private List<Long> pauses() {
        return events.stream()
                .filter(ProcessEvent.Died.class::isInstance)
                .map(event -> ((ProcessEvent.Died) event).next().toMillis())
                .toList();
    }

    @Test
    void a_process_that_is_held_stays_dead_until_it_is_let_go() throws Exception {
        SupervisedProcess process = supervised("exec sleep 600");
        process.start();

        process.hold();
        process.handle().orElseThrow().destroyForcibly();

        assertThat(Deadline.in(SOON).await(() -> process.deaths() == 1)).isTrue();
        assertThat(Deadline.in(Backoff.FIRST.multipliedBy(3)).await(process::alive))
                .isFalse();
        process.letGo();
        assertThat(Deadline.in(SOON).await(process::alive)).isTrue();
        process.stop(SOON);
    }

    @Test
    void a_process_that_is_held_can_be_stopped() throws Exception {
        SupervisedProcess process = supervised("exec sleep 600");
        process.start();
        process.hold();
        process.handle().orElseThrow().destroyForcibly();
        assertThat(Deadline.in(SOON).await(() -> process.deaths() == 1)).isTrue();

        process.stop(SOON);
        process.letGo();

        assertThat(process.alive()).isFalse();
    }

    @Test
    void a_process_that_is_stopped_stays_stopped_and_leaves_no_pid_file() throws Exception {
        SupervisedProcess process = supervised("exec sleep 600");
        process.start();

        process.stop(SOON);

        assertThat(process.alive()).isFalse();
        assertThat(folder.resolve("pids/x.json")).doesNotExist();
        assertThat(events.getLast())
                .isInstanceOfSatisfying(
                        ProcessEvent.Stopped.class,
                        stopped -> assertThat(stopped.killed()).isFalse());
        assertThatThrownBy(process::start).isInstanceOf(Problem.class).hasMessageContaining("was stopped");
    }

    @Test
    void a_process_that_does_not_listen_is_killed_and_that_is_said() throws Exception {
        SupervisedProcess process = supervised("trap '' TERM; touch ready; while :; do sleep 0.1; done");
        process.start();
        assertThat(Deadline.in(SOON).await(() -> Files.exists(folder.resolve("ready"))))
                .isTrue();

        process.stop(Duration.ofMillis(300));

        assertThat(process.alive()).isFalse();
        assertThat(events.getLast())
                .isInstanceOfSatisfying(
                        ProcessEvent.Stopped.class,
                        stopped -> assertThat(stopped.killed()).isTrue());
    }

    @Test
    void a_program_that_does_not_exist_is_named() {
        SupervisedProcess process = new SupervisedProcess(plan(List.of("/no/such/program")), events::add);

        assertThatThrownBy(process::start)
                .isInstanceOf(Problem.class)
                .hasMessageContaining("x could not be started")
                .hasMessageContaining("/no/such/program");
    }

    private SupervisedProcess supervised(String script) {
        return new SupervisedProcess(plan(List.of("sh", "-c", script)), events::add);
    }

    private SupervisedProcess.Plan plan(List<String> command) {
        return new SupervisedProcess.Plan(
                "x",
                () -> command,
                Map.of(),
                folder,
                folder.resolve("logs/x.log"),
                folder.resolve("pids/x.json"),
                "sleep",
                StopSignal.TERM,
                () -> {});
    }
}
