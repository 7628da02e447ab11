package io.ffe.stack.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import io.ffe.stack.process.PidFile;
import io.ffe.stack.process.ProcessEvent;
import io.ffe.stack.process.StopSignal;
import io.ffe.stack.run.Home;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore after one that was killed. The backup has no databases, so that this one ends after it has cleared up. */
class CutRestoreTest {

    @TempDir
    Path project;

    private final List<ProcessEvent> events = new ArrayList<>();
    private Process broker;

    @BeforeEach
    void aBroker() throws Exception {
        broker = new ProcessBuilder("sleep", "604").start();
    }

    @AfterEach
    void noBroker() {
        broker.destroyForcibly();
    }

    @Test
    void what_a_killed_restore_left_running_is_stopped_before_its_files_are_removed() throws Exception {
        Home home = new Home(project, project.resolve(".ffe"));
        Path run = Files.createDirectories(home.runs().resolve("synthetic-1"));
        Files.writeString(run.resolve("restore-unfinished"), "backup\n");
        PidFile.of("kafka", broker.toHandle(), "sleep 604", StopSignal.TERM).write(run.resolve("pids/kafka.json"));

        assertThatThrownBy(() -> new Restore(home, Clock.systemUTC())
                        .run(backup(), new Restore.Venue.InPlace(), Progress.SILENT, events::add))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("was not restored whole");

        assertThat(broker.isAlive()).isFalse();
        assertThat(events).containsExactly(new ProcessEvent.LeftoverStopped("kafka", broker.pid()));
        assertThat(run.resolve("pids/kafka.json")).doesNotExist();
    }

    private BackupFolder backup() throws Exception {
        try (BackupFolder.Unfinished into = BackupFolder.Unfinished.begin(project.resolve("backup"))) {
            into.write("run/a", "words".getBytes(StandardCharsets.UTF_8));
            return into.finish(BackupFolderTest.manifest(Manifest.FORMAT, into.files()));
        }
    }
}
