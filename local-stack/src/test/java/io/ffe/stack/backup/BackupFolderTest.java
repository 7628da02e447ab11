package io.ffe.stack.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupFolderTest {

    private static final Instant AT = Instant.parse("2026-03-04T05:06:07Z");

    @TempDir
    Path folder;

    @Test
    void a_whole_one_verifies_and_says_what_it_is() throws IOException {
        BackupFolder backup = backup("monday");

        Manifest manifest = backup.manifest();
        backup.verify(manifest, Progress.SILENT);

        assertThat(manifest.run().runId()).isEqualTo("synthetic-1");
        assertThat(manifest.files()).containsOnlyKeys("run/a", "run/b");
        assertThat(BackupFolder.all(folder)).extracting(BackupFolder::name).containsExactly("monday");
    }

    @Test
    void one_that_is_named_by_way_of_other_folders_verifies_too() throws IOException {
        backup("monday");
        Files.createDirectory(folder.resolve("tuesday"));

        for (String name : List.of("./monday", "tuesday/../monday")) {
            BackupFolder named = BackupFolder.at(folder.resolve(name));

            named.verify(named.manifest(), Progress.SILENT);
            assertThat(named.path()).isEqualTo(folder.resolve("monday"));
        }
    }

    @Test
    void a_byte_that_was_changed_a_file_that_is_missing_and_one_too_many_are_named() throws IOException {
        BackupFolder backup = backup("monday");
        Files.writeString(backup.path().resolve("run/a"), "wordz");
        Files.delete(backup.path().resolve("run/b"));
        Files.writeString(backup.path().resolve("run/c"), "new");

        assertThatThrownBy(() -> backup.verify(backup.manifest(), Progress.SILENT))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("nothing was changed")
                .hasMessageContaining("run/a has another SHA-256")
                .hasMessageContaining("run/b is missing")
                .hasMessageContaining("run/c is not in the manifest");
    }

    @Test
    void a_manifest_that_was_changed_is_refused() throws IOException {
        BackupFolder backup = backup("monday");
        Path file = backup.path().resolve(Manifest.NAME);
        Files.writeString(file, Files.readString(file).replace("synthetic-1", "synthetic-2"));

        assertThatThrownBy(backup::manifest)
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is not what was written");
        assertThat(BackupFolder.all(folder)).isEmpty();
    }

    @Test
    void a_newer_format_is_refused_by_its_number() throws IOException {
        BackupFolder backup = backup("monday", Manifest.FORMAT + 1);

        assertThatThrownBy(backup::manifest)
                .isInstanceOf(Problem.class)
                .hasMessageContaining("has format " + (Manifest.FORMAT + 1))
                .hasMessageContaining("restore it with the version that made it");
    }

    @Test
    void half_of_one_is_removed_and_one_that_was_killed_is_never_taken_for_whole() throws IOException {
        try (BackupFolder.Unfinished cut = BackupFolder.Unfinished.begin(folder.resolve("tuesday"))) {
            cut.write("run/a", new byte[] {1});
        }
        assertThat(folder).isEmptyDirectory();

        // As the system leaves it when a process is killed: the files, and nobody who holds the lock.
        Path left = Files.createDirectory(folder.resolve(BackupFolder.UNFINISHED + "tuesday"));
        Files.write(Files.createDirectory(left.resolve("run")).resolve("a"), new byte[] {1});
        Path lock = Files.writeString(folder.resolve(".tuesday.lock"), "4711");
        assertThat(BackupFolder.all(folder)).isEmpty();
        assertThatThrownBy(() -> BackupFolder.at(left))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("its writing did not come to an end");
        assertThat(backup("tuesday").path()).isDirectory();
        assertThat(left).doesNotExist();
        assertThat(lock).doesNotExist();
    }

    @Test
    void a_name_under_which_another_backup_is_being_written_is_refused_and_that_one_goes_on() throws IOException {
        BackupFolder whole;
        try (BackupFolder.Unfinished first = BackupFolder.Unfinished.begin(folder.resolve("tuesday"))) {
            first.write("run/a", new byte[] {1});

            assertThatThrownBy(() -> BackupFolder.Unfinished.begin(folder.resolve("tuesday")))
                    .isInstanceOf(Problem.class)
                    .hasMessageContainingAll(
                            "tuesday is being written by another backup",
                            "process " + ProcessHandle.current().pid(),
                            folder.resolve(".tuesday.lock").toString(),
                            "--to");
            assertThat(backup("wednesday").path()).as("another name").isDirectory();

            whole = first.finish(manifest(Manifest.FORMAT, first.files()));
        }
        whole.verify(whole.manifest(), Progress.SILENT);
        assertThat(folder.resolve(".tuesday.lock")).doesNotExist();
    }

    @Test
    void a_name_that_is_taken_and_a_folder_that_is_none_are_refused() throws IOException {
        backup("monday");
        Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> backup("monday")).isInstanceOf(Problem.class).hasMessageContaining("is there already");
        assertThatThrownBy(() -> BackupFolder.Unfinished.begin(folder.resolve("file/monday")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is a file, expected a folder for backups")
                .hasMessageContaining("--to");
    }

    @Test
    void a_disk_without_room_is_said_before_anything_is_copied() throws IOException {
        try (BackupFolder.Unfinished into = BackupFolder.Unfinished.begin(folder.resolve("monday"))) {
            assertThatThrownBy(() -> into.needs(Long.MAX_VALUE))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("MB left")
                    .hasMessageContaining("name another folder with --to");
        }
    }

    @Test
    void what_is_removed_is_gone_with_its_files() throws IOException {
        backup("monday").remove();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void one_just_taken_those_before_an_upgrade_and_those_with_a_name_of_their_own_are_never_too_many()
            throws IOException {
        backup("synthetic-1-before-0123456789ab-1772600767", Manifest.FORMAT, AT.minusSeconds(9_000));
        backup("monday", Manifest.FORMAT, AT.minusSeconds(9_000));
        backup("synthetic-1-20260304-040000", Manifest.FORMAT, AT.minusSeconds(4_000));
        // The clock has run ahead, and was set right before the last one.
        backup("synthetic-1-20260305-050000", Manifest.FORMAT, AT.plusSeconds(85_000));
        backup("synthetic-1-20260305-060000", Manifest.FORMAT, AT.plusSeconds(89_000));
        BackupFolder taken = backup(BackupFolder.nameOf("synthetic-1", AT), Manifest.FORMAT, AT);
        assertThat(taken.name()).isEqualTo("synthetic-1-20260304-050607");

        assertThat(BackupFolder.beyond(folder, taken, 2))
                .extracting(BackupFolder::name)
                .containsExactly("synthetic-1-20260305-050000", "synthetic-1-20260304-040000");
        assertThat(BackupFolder.beyond(folder, taken, 1)).hasSize(3);
        assertThat(BackupFolder.beyond(folder, taken, 4)).isEmpty();
    }

    private BackupFolder backup(String name) throws IOException {
        return backup(name, Manifest.FORMAT);
    }

    private BackupFolder backup(String name, int format) throws IOException {
        return backup(name, format, AT);
    }

    private BackupFolder backup(String name, int format, Instant cutAt) throws IOException {
        try (BackupFolder.Unfinished into = BackupFolder.Unfinished.begin(folder.resolve(name))) {
            into.write("run/a", "words".getBytes(StandardCharsets.UTF_8));
            into.write("run/b", new byte[] {1, 2, 3});
            return into.finish(manifest(format, cutAt, into.files()));
        }
    }

    static Manifest manifest(int format, Map<String, Manifest.Content> files) {
        return manifest(format, AT, files);
    }

    private static Manifest manifest(int format, Instant cutAt, Map<String, Manifest.Content> files) {
        FeedOptions feed = new FeedOptions(
                FeedOptions.Kind.SYNTHETIC, List.of(), List.of(), List.of(), null, null, null, null, null);
        return new Manifest(
                format,
                "1",
                "0123456789ab",
                RunRecord.starting("synthetic-1", feed, "embedded (test)", AT),
                AT,
                cutAt,
                "18",
                new Manifest.Database("0/1", "0/2"),
                Map.of(),
                Map.of(),
                List.of(),
                files);
    }
}
