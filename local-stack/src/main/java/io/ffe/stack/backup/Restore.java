package io.ffe.stack.backup;

import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.postgres.PostgresBinaries;
import io.ffe.stack.postgres.ServerUser;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.FileTree;
import io.ffe.stack.process.Leftovers;
import io.ffe.stack.process.ProcessEvent;
import io.ffe.stack.process.WritableFolder;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.RunRecord;
import io.ffe.stack.run.StoredRun;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * Makes a run again from a backup, in a folder in which there is nothing of it but the venue's journal: the venue is not restored,
 * it has moved on. Until the very end the folder has no {@code run.json} and is no run; what is left of a restore that was cut is
 * cleared away by the next one.
 *
 * <p>The run comes back HALTED. What the venue did after the cut is found by execution when it starts: orders by clientOrderId, each
 * event by its number.
 */
public final class Restore {

    private static final String VENUE = "venue";

    /**
     * While it stands there and no {@code run.json} beside it, everything but the venue is ours to remove. It names the backup, and the
     * journal's hash when a restore has put the journal there: that copy is ours too.
     */
    private static final String UNFINISHED = "restore-unfinished";

    private static final String BROUGHT = "brought the venue's journal, SHA-256 ";

    private static final Duration FOLDERS_LIMIT = Duration.ofSeconds(60);

    private static final long ROOM_BYTES = 256L * 1024 * 1024;

    private final Home home;
    private final Clock clock;

    public Restore(Home home, Clock clock) {
        this.home = home;
        this.clock = clock;
    }

    /** Where the venue's journal comes from. */
    public sealed interface Venue {

        /** It lies in the run's folder, where the venue left it. */
        record InPlace() implements Venue {}

        /** It was saved elsewhere. */
        record File(Path journal) implements Venue {}

        /** It is lost: the venue begins with what it had at the backup. For a simulated venue, and for nothing else. */
        record FromBackup() implements Venue {}
    }

    /**
     * Makes the run. The caller holds the {@code .ffe} folder.
     *
     * @throws Problem before anything was changed: the backup does not verify, is newer than this program, the folder is in use, or
     *     there is no journal that the venue of this run would start with
     */
    public Restored run(BackupFolder backup, Venue venue, Progress progress, ProcessEvent.Listener listener)
            throws InterruptedException {
        Manifest manifest = backup.manifest();
        RunFolder folder = new RunFolder(home.runs().resolve(manifest.run().runId()));
        checkVersions(manifest);
        checkFolder(folder);
        Path file = journal(venue, folder, backup, manifest);
        backup.verify(manifest, progress);
        VenueJournal journal =
                VenueJournal.read(file, manifest.run().runId(), backup.path().resolve(Backup.JOURNAL));
        try {
            return make(backup, manifest, folder, journal, progress, listener);
        } catch (IOException refused) {
            throw Problem.failure(
                    folder.path() + " was not restored whole and is no run yet: " + WritableFolder.reason(refused)
                            + ". Make room or make it writable, then restore again",
                    refused);
        } catch (SQLException refused) {
            throw RestoredDatabases.refused(refused);
        } catch (KafkaException away) {
            throw Problem.failure("the restored broker does not work: " + away.getMessage(), away);
        }
    }

    private void checkVersions(Manifest manifest) throws InterruptedException {
        Map<String, String> packaged = Schemas.packaged(BuildId.applications(home));
        Set<String> unbuilt = new TreeSet<>(manifest.schemas().keySet());
        unbuilt.removeAll(packaged.keySet());
        if (!unbuilt.isEmpty()) {
            throw Problem.failure("the services of " + String.join(", ", unbuilt) + " are not built in " + home.root()
                    + ", so their schemas cannot be compared with the backup's. Nothing was changed; build them with"
                    + " ./mvnw -DskipTests package");
        }
        List<String> newer = Schemas.newer(manifest.schemas(), packaged);
        if (!newer.isEmpty()) {
            throw Problem.failure(
                    "the backup was made by a newer program, build " + manifest.build() + ", than this one, build "
                            + BuildId.of(home) + ": " + String.join("; ", newer)
                            + ". Nothing was changed; restore it with that build or a later one");
        }
        if (manifest.files().containsKey(DatabaseCopy.BASE)) {
            checkServer(
                    manifest, PostgresBinaries.unpackedIn(home.binariesCache()).major());
        }
    }

    /** @param ours major version of the server that would be started on the backup's data files */
    static void checkServer(Manifest manifest, String ours) {
        if (!manifest.postgresMajor().equals(ours)) {
            throw Problem.failure("the backup's databases are files of PostgreSQL " + manifest.postgresMajor()
                    + ", this program brings PostgreSQL " + ours
                    + ", which does not read them. Nothing was changed; restore it with the build that made it, "
                    + manifest.build() + ", version " + manifest.version());
        }
    }

    private static void checkFolder(RunFolder folder) {
        if (!Files.exists(folder.path()) || isUnfinished(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder.path())) {
            List<String> others = entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !name.equals(VENUE))
                    .sorted()
                    .toList();
            if (!others.isEmpty()) {
                throw Problem.usage("run folder " + folder.path() + " is in use, it has " + others
                        + ": nothing was changed. Restore where the run is not, with another FFE_DIR, or move everything"
                        + " but " + VENUE + " out of it");
            }
        } catch (IOException unreadable) {
            throw Problem.failure(folder.path() + " cannot be read: " + WritableFolder.reason(unreadable), unreadable);
        }
    }

    /** It is a run from its {@code run.json} on: that is written last, with nothing but this file left to be removed. */
    private static boolean isUnfinished(RunFolder folder) {
        return Files.exists(folder.path().resolve(UNFINISHED))
                && !Files.exists(folder.path().resolve("run.json"));
    }

    /** Whether the journal that lies in the folder is the copy that an unfinished restore has put there. */
    private static boolean isBrought(RunFolder folder) {
        Path journal = folder.venueJournal();
        try {
            return isUnfinished(folder)
                    && Files.isRegularFile(journal)
                    && Files.readAllLines(folder.path().resolve(UNFINISHED))
                            .contains(BROUGHT + Digested.of(journal).sha256());
        } catch (IOException unreadable) {
            throw Problem.failure(folder.path() + " cannot be read: " + WritableFolder.reason(unreadable), unreadable);
        }
    }

    private static Path journal(Venue venue, RunFolder folder, BackupFolder backup, Manifest manifest) {
        Path journal = switch (venue) {
            case Venue.InPlace() -> folder.venueJournal();
            case Venue.File(Path file) -> file;
            case Venue.FromBackup() -> backup.path().resolve(Backup.JOURNAL);
        };
        if (!(venue instanceof Venue.InPlace) && Files.exists(folder.venueJournal()) && !isBrought(folder)) {
            throw Problem.usage(
                    "the venue's journal lies in " + folder.venueJournal()
                            + " already, and it is the venue's truth: nothing was changed. Leave out --venue and --venue-from-backup");
        }
        boolean isLive = manifest.files().containsKey(Backup.JOURNAL) || Files.exists(journal);
        if (isLive && !Files.isRegularFile(journal)) {
            throw Problem.usage("no journal of the paper venue at " + journal
                    + ": the venue is not restored, because it has moved on since the backup. Name the journal that it left with"
                    + " --venue FILE, or say with --venue-from-backup that it is lost; nothing was changed");
        }
        return journal;
    }

    /** The broker tells of its partitions before it has made their folders, and one that is ended then makes the rest no more. */
    private static void awaitFolders(Path broker) throws InterruptedException {
        List<Path> partitions = Stream.of(Topics.values())
                .flatMap(topic -> Stream.concat(
                        folders(broker, topic.topicName(), topic.partitions()),
                        folders(broker, topic.dlqName(), Topics.DLQ_PARTITIONS)))
                .toList();
        if (!Deadline.in(FOLDERS_LIMIT).await(() -> partitions.stream().allMatch(Files::isDirectory))) {
            throw Problem.failure("the broker has not made the folders of all " + partitions.size() + " partitions in "
                    + broker + " within " + FOLDERS_LIMIT.toSeconds()
                    + " s: restore again, on a machine that is less busy");
        }
    }

    private static Stream<Path> folders(Path broker, String topic, int partitions) {
        return IntStream.range(0, partitions).mapToObj(number -> broker.resolve(topic + "-" + number));
    }

    private Restored make(
            BackupFolder backup,
            Manifest manifest,
            RunFolder folder,
            VenueJournal journal,
            Progress progress,
            ProcessEvent.Listener listener)
            throws IOException, SQLException, InterruptedException {
        Path root = folder.path();
        new WritableFolder(root, "restored data", manifest.bytes() + ROOM_BYTES, "name another folder with FFE_DIR")
                .check();
        // While their pid files are there: they write to what is cleared away.
        Leftovers.stop(root.resolve("pids"), List.of(Embedded.KAFKA, Embedded.POSTGRES), listener);
        clear(root);
        bringJournal(journal.file(), folder, backup);
        copyRun(backup, manifest, root);
        copyDatabases(backup, manifest, root.resolve(Embedded.POSTGRES), progress);

        try (Embedded first = StoredRun.embedded(home, folder, root.resolve("pids"), listener);
                Admin admin = TopicCreation.admin(first.startKafka())) {
            TopicCreation.createMissing(admin);
            awaitFolders(root.resolve(Embedded.KAFKA));
        }
        Restored restored;
        try (Embedded second = StoredRun.embedded(home, folder, root.resolve("pids"), listener)) {
            progress.at("databases replay their log", 0, 0);
            RestoredDatabases databases = new RestoredDatabases(second.startPostgres());
            RestoredTopics topics = new RestoredTopics(
                    backup.path(), root.resolve(Embedded.KAFKA), databases.published(), LogSegments.USUAL);
            topics.write(manifest, progress);
            progress.at("topics are read by the broker", 0, 0);
            topics.commit(second.startKafka(), manifest.groups());
            int again = databases.sendAgain(publishedAt(manifest), topics.tails());
            long epoch = databases.halt(
                    folder.tradingStateFile(),
                    "restored from " + backup.name() + ", which ends at " + manifest.cutAt(),
                    clock.instant());
            restored = new Restored(
                    folder.id(),
                    backup.path().toString(),
                    manifest.cutAt(),
                    clock.instant(),
                    epoch,
                    topics.records(),
                    topics.left(),
                    again,
                    unknownOrders(journal, databases.orders()),
                    warnings(manifest));
        }
        folder.write(Restored.FILE, restored);
        folder.write(Upgrade.FILE, new Upgrade.Applied(manifest.build(), manifest.schemas()));
        RunRecord was = manifest.run();
        folder.write(was.ended(
                was.state() == RunRecord.State.UP ? RunRecord.State.STOPPED : was.state(),
                "restored from " + backup.name(),
                clock.instant()));
        // Not before: with neither of the two nobody could say what the folder is.
        Files.delete(root.resolve(UNFINISHED));
        return restored;
    }

    private static Instant publishedAt(Manifest manifest) {
        return manifest.topics().values().stream()
                .flatMap(List::stream)
                .map(Manifest.Partition::publishedAt)
                .min(Comparator.naturalOrder())
                .orElse(manifest.startedAt());
    }

    /** Everything of an earlier attempt; the venue stays. */
    private static void clear(Path root) throws IOException {
        List<Path> entries;
        try (Stream<Path> found = Files.list(root)) {
            entries = found.filter(entry -> !entry.endsWith(VENUE) && !entry.endsWith(UNFINISHED))
                    .toList();
        }
        for (Path entry : entries) {
            FileTree.delete(entry);
        }
    }

    /** Marks the folder as unfinished and puts the venue's journal into its place, unless it lies there. */
    private static void bringJournal(Path journal, RunFolder folder, BackupFolder backup) throws IOException {
        Path place = folder.venueJournal();
        boolean there = Files.isRegularFile(journal);
        boolean liesThere = there && Files.exists(place) && Files.isSameFile(journal, place);
        String note = there && (!liesThere || isBrought(folder))
                ? BROUGHT + Digested.of(journal).sha256() + "\n"
                : "";
        if (!liesThere) {
            // A copy of ours. Before the note is another's: it would be taken for the venue's own.
            Files.deleteIfExists(place);
        }
        Files.writeString(folder.path().resolve(UNFINISHED), backup.path() + "\n" + note);
        Files.createDirectories(Objects.requireNonNull(place.getParent()));
        if (there && !liesThere) {
            Path fresh = place.resolveSibling(place.getFileName() + ".new");
            Files.copy(journal, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void copyRun(BackupFolder backup, Manifest manifest, Path root) throws IOException {
        for (String name : manifest.files().keySet()) {
            if (name.startsWith(Backup.RUN) && !name.equals(Backup.RUN + "run.json")) {
                Path target = root.resolve(name.substring(Backup.RUN.length()));
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                Files.copy(backup.path().resolve(name), target);
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
            }
        }
    }

    private static void copyDatabases(BackupFolder backup, Manifest manifest, Path postgres, Progress progress)
            throws IOException {
        Path data = postgres.resolve("data");
        Files.createDirectories(data);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        unpack(backup.path().resolve(DatabaseCopy.BASE), data, progress);
        Path label = data.resolve("backup_label");
        Files.copy(backup.path().resolve(DatabaseCopy.LABEL), label);
        Files.setPosixFilePermissions(label, PosixFilePermissions.fromString("rw-------"));
        for (String name : manifest.files().keySet()) {
            if (name.startsWith(DatabaseCopy.LOG)) {
                Path target = data.resolve("pg_wal").resolve(name.substring(DatabaseCopy.LOG.length()));
                Files.copy(backup.path().resolve(name), target);
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
            }
        }
        ServerUser.detect().own(postgres);
    }

    private static void unpack(Path archive, Path data, Progress progress) throws IOException {
        long of = Files.size(archive);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
                TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = data.resolve(entry.getName()).normalize();
                if (!target.startsWith(data)) {
                    throw new IOException("archive entry " + entry.getName() + " leaves the folder");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(tar, target);
                }
                Files.setPosixFilePermissions(
                        target, PosixFilePermissions.fromString(entry.isDirectory() ? "rwx------" : "rw-------"));
                progress.at("databases", tar.getBytesRead(), of);
            }
        }
    }

    /** What the venue took after the cut: nobody here has made it as far as the databases know. */
    private static List<String> unknownOrders(VenueJournal journal, Set<String> known) {
        return journal.orders().stream().filter(order -> !known.contains(order)).toList();
    }

    private List<String> warnings(Manifest manifest) {
        List<String> warnings = new ArrayList<>();
        String build = BuildId.of(home);
        if (!manifest.build().equals(build)) {
            warnings.add("the backup was made by build " + manifest.build() + ", this is " + build
                    + ": the services migrate the databases at their start");
        }
        if (manifest.run().feed().kind() == FeedOptions.Kind.REPLAY) {
            warnings.add(
                    "./ffe up does not continue a replay: this one can be read and audited, or be made again from its"
                            + " files");
        }
        return warnings;
    }
}
