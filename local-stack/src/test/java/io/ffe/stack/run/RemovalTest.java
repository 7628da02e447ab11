package io.ffe.stack.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovalTest {

    @TempDir
    Path project;

    @Test
    void runs_are_removed_with_all_that_is_in_them_and_it_is_said_what_that_took() throws Exception {
        Path run = run("replay-1");
        Path other = run("replay-2");

        Removal.Result result = Removal.of(home(), List.of("replay-1"), Optional.of("replay-2"));

        assertThat(result.removed()).containsOnlyKeys("replay-1").containsEntry("replay-1", 1_000L);
        assertThat(result.left()).isEmpty();
        assertThat(run).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void the_run_that_is_up_is_refused_and_then_nothing_is_removed() throws Exception {
        Path over = run("replay-1");
        run("replay-2");

        assertThatThrownBy(() -> Removal.of(home(), List.of("replay-1", "replay-2"), Optional.of("replay-2")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("run replay-2 is up: stop it with ./ffe down");
        assertThat(over.resolve("kafka/data")).exists();
    }

    @Test
    void a_name_that_is_no_run_or_leads_elsewhere_is_refused() throws Exception {
        Path keys = Files.createDirectories(home().keys());
        run("replay-1");

        assertThatThrownBy(() -> Removal.of(home(), List.of("replay-1", "replay-9", "../keys", "."), Optional.empty()))
                .hasMessageContaining("no run 'replay-9'")
                .hasMessageContaining("no run '../keys'")
                .hasMessageContaining("no run '.'");
        assertThat(keys).exists();
    }

    @Test
    void a_run_stays_in_which_a_process_may_be_left_over_and_the_others_are_removed() throws Exception {
        Path run = run("replay-1");
        Path other = run("replay-2");
        Process broker = new ProcessBuilder("sleep", "606").start();
        try {
            Files.createDirectories(run.resolve("pids"));
            Files.writeString(
                    run.resolve("pids/kafka.json"),
                    "{\"component\":\"kafka\",\"pid\":" + broker.pid()
                            + ",\"startedAt\":\"2001-01-01T00:00:00Z\",\"mark\":\"sleep 606\",\"stopSignal\":\"TERM\"}");

            Removal.Result result = Removal.of(home(), List.of("replay-1", "replay-2"), Optional.empty());

            assertThat(broker.isAlive()).isTrue();
            assertThat(result.left()).containsOnlyKeys("replay-1");
            assertThat(result.left().get("replay-1")).contains("process " + broker.pid());
        } finally {
            broker.destroyForcibly();
        }
        assertThat(run.resolve("pids/kafka.json")).exists();
        assertThat(other).doesNotExist();
    }

    @Test
    void what_cannot_be_removed_is_named_and_the_rest_is_gone() throws Exception {
        Path run = run("replay-1");
        Path stubborn = Files.createFile(
                Files.createDirectories(run.resolve("kafka/held")).resolve("file"));
        assumeThat(hold(stubborn, true)).as("chattr +i, or not being root").isTrue();
        try {
            Removal.Result result = Removal.of(home(), List.of("replay-1"), Optional.empty());

            assertThat(result.removed()).isEmpty();
            assertThat(result.left().get("replay-1")).contains(stubborn.toString());
            assertThat(stubborn).exists();
            assertThat(run.resolve("kafka/data")).doesNotExist();
        } finally {
            hold(stubborn, false);
        }
    }

    /** A folder that may not be written to holds nobody up who is root; the system's immutable flag does. */
    private static boolean hold(Path file, boolean held) throws Exception {
        boolean writable = file.getParent().toFile().setWritable(!held);
        Process chattr = new ProcessBuilder("chattr", held ? "+i" : "-i", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return chattr.waitFor() == 0 || writable && !Files.isWritable(file.getParent());
    }

    private Home home() {
        return new Home(project, project.resolve(".ffe"));
    }

    private Path run(String id) throws IOException {
        Path run = home().runs().resolve(id);
        Files.write(Files.createDirectories(run.resolve("kafka")).resolve("data"), new byte[600]);
        Files.write(run.resolve("run.json"), new byte[400]);
        return run;
    }
}
