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
import java.util.Map;
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

    @Test
    void a_journal_that_the_venue_would_not_start_with_is_refused_before_anything_is_there() throws Exception {
        Home home = new Home(project, project.resolve(".ffe"));
        Path another = Files.writeString(project.resolve("another.jsonl"), journalOf("synthetic-2"));

        assertThatThrownBy(() -> restore(home, backup(), another))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("belongs to run 'synthetic-2'");

        assertThat(home.runs()).doesNotExist();
    }

    @Test
    void a_retry_may_name_another_journal_than_the_restore_has_brought_and_never_replaces_the_venue_s_own()
            throws Exception {
        Home home = new Home(project, project.resolve(".ffe"));
        Path place = home.runs().resolve("synthetic-1/venue/journal.jsonl");
        Path first = Files.writeString(project.resolve("first.jsonl"), journalOf("synthetic-1"));
        Path second = Files.writeString(
                project.resolve("second.jsonl"), journalOf("synthetic-1") + VenueJournalTest.taken(1, "a"));
        BackupFolder backup = backup();

        cut(home, backup, first);
        assertThat(place).hasSameTextualContentAs(first);
        cut(home, backup, second);
        assertThat(place).hasSameTextualContentAs(second);
        cut(home, backup, place.resolveSibling("../venue/journal.jsonl"));
        assertThat(place).as("named where it lies").hasSameTextualContentAs(second);
        cut(home, backup, first);
        assertThat(place).hasSameTextualContentAs(first);

        Files.writeString(place, Files.readString(second));
        assertThatThrownBy(() -> restore(home, backup, first))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("lies in " + place + " already");
        assertThat(place).hasSameTextualContentAs(second);
    }

    @Test
    void a_restore_that_was_cut_behind_its_last_step_has_made_a_run_and_no_other_clears_it_away() throws Exception {
        Home home = new Home(project, project.resolve(".ffe"));
        Path run = Files.createDirectories(home.runs().resolve("synthetic-1"));
        Files.writeString(run.resolve("restore-unfinished"), "backup\n");
        Files.writeString(run.resolve("run.json"), "{}");

        assertThatThrownBy(() -> new Restore(home, Clock.systemUTC())
                        .run(backup(), new Restore.Venue.InPlace(), Progress.SILENT, events::add))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is in use");

        assertThat(run.resolve("run.json")).exists();
    }

    @Test
    void data_files_of_another_postgresql_are_refused_with_both_versions_and_what_to_do() {
        Manifest manifest = BackupFolderTest.manifest(Manifest.FORMAT, Map.of());
        Restore.checkServer(manifest, manifest.postgresMajor());

        assertThatThrownBy(() -> Restore.checkServer(manifest, "19"))
                .isInstanceOf(Problem.class)
                .hasMessageContainingAll(
                        "PostgreSQL 18", "PostgreSQL 19", "Nothing was changed", "build that made it, 0123456789ab");
    }

    private static String journalOf(String run) {
        return VenueJournalTest.line("{\"format\":2,\"runId\":\"" + run + "\"");
    }

    private void cut(Home home, BackupFolder backup, Path journal) {
        assertThatThrownBy(() -> restore(home, backup, journal))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("was not restored whole");
    }

    private Restored restore(Home home, BackupFolder backup, Path journal) throws InterruptedException {
        return new Restore(home, Clock.systemUTC())
                .run(backup, new Restore.Venue.File(journal), Progress.SILENT, events::add);
    }

    private BackupFolder backup() throws Exception {
        try (BackupFolder.Unfinished into = BackupFolder.Unfinished.begin(project.resolve("backup"))) {
            into.write("run/a", "words".getBytes(StandardCharsets.UTF_8));
            return into.finish(BackupFolderTest.manifest(Manifest.FORMAT, into.files()));
        }
    }
}
