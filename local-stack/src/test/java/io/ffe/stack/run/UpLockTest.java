package io.ffe.stack.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpLockTest {

    @TempDir
    Path folder;

    @Test
    void a_second_up_is_refused_with_the_run_and_process_of_the_first() {
        Path file = folder.resolve("up.lock");
        try (UpLock lock = UpLock.take(file)) {
            lock.say(new UpLock.Holder(4711, "synthetic-20260101-000000-abcd", Instant.EPOCH, UpLock.Work.UP));

            assertThatThrownBy(() -> UpLock.take(file))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("synthetic-20260101-000000-abcd")
                    .hasMessageContaining("4711")
                    .hasMessageContaining("./ffe down");
        }
    }

    @Test
    void whoever_comes_while_a_run_is_restored_hears_of_the_restore() {
        Path file = folder.resolve("up.lock");
        try (UpLock lock = UpLock.take(file)) {
            lock.say(new UpLock.Holder(4711, "synthetic-1", Instant.EPOCH, UpLock.Work.RESTORE));

            assertThatThrownBy(() -> UpLock.take(file))
                    .isInstanceOf(Problem.class)
                    .hasMessage(
                            "process 4711 restores synthetic-1 since 1970-01-01T00:00:00Z. Wait for it, or end it with"
                                    + " Ctrl-C where it was started");
        }
    }

    @Test
    void a_holder_of_an_earlier_version_that_says_no_work_is_up() throws Exception {
        Path file = folder.resolve("up.lock");
        try (UpLock lock = UpLock.take(file)) {
            Files.writeString(file, "{\"pid\":4711,\"runId\":\"r\",\"since\":\"1970-01-01T00:00:00Z\"}");

            assertThat(UpLock.current(file)).get().matches(UpLock.Holder::isUp);
        }
    }

    @Test
    void what_a_dead_holder_wrote_is_not_taken_for_the_new_one_s() throws Exception {
        Path file = folder.resolve("up.lock");
        Files.writeString(file, "{\"pid\":4711,\"runId\":\"r\",\"since\":\"1970-01-01T00:00:00Z\"}");

        try (UpLock lock = UpLock.take(file)) {
            assertThat(UpLock.current(file)).isEmpty();
        }
    }

    @Test
    void the_text_of_a_dead_runner_holds_nobody_back() throws Exception {
        Path file = folder.resolve("up.lock");
        Files.writeString(file, "{\"pid\":4711,\"runId\":\"r\",\"since\":\"1970-01-01T00:00:00Z\"}");

        assertThat(UpLock.current(file)).isEmpty();
        UpLock.take(file).close();
    }

    @Test
    void a_released_folder_can_be_taken_again() {
        Path file = folder.resolve("up.lock");
        UpLock lock = UpLock.take(file);
        lock.close();
        lock.close();

        UpLock.take(file).close();
        assertThat(UpLock.current(file)).isEmpty();
    }
}
