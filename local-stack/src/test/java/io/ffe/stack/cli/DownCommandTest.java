package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.run.UpLock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DownCommandTest {

    @TempDir
    Path project;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Process worker;

    @BeforeEach
    void somebodyWorks() throws Exception {
        worker = new ProcessBuilder("sleep", "605").start();
        System.setProperty("ffe.home", project.toString());
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
    }

    @AfterEach
    void nobodyWorks() {
        System.setOut(out);
        System.setErr(err);
        System.clearProperty("ffe.home");
        worker.destroyForcibly();
    }

    @ParameterizedTest
    @EnumSource(value = UpLock.Work.class, mode = EnumSource.Mode.EXCLUDE, names = "UP")
    void work_that_is_no_up_goes_on_and_is_told(UpLock.Work work) throws Exception {
        Path state = Files.createDirectories(project.resolve(".ffe"));
        try (UpLock lock = UpLock.take(state.resolve("up.lock"))) {
            lock.say(new UpLock.Holder(worker.pid(), "synthetic-1", Instant.EPOCH, work));

            int exit = Commands.execute(new String[] {"down"});

            assertThat(exit).isEqualTo(1);
            assertThat(said.toString(StandardCharsets.UTF_8))
                    .contains("nothing was stopped", "process " + worker.pid(), "synthetic-1", "Wait for it", "Ctrl-C")
                    .doesNotContain("Stopped");
            assertThat(worker.isAlive()).isTrue();
        }
    }
}
