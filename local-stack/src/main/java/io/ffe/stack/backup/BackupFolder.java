package io.ffe.stack.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.backup.Manifest.Content;
import io.ffe.stack.process.FileTree;
import io.ffe.stack.process.WritableFolder;
import io.ffe.stack.run.Home;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A backup on the disk. It is written under another name and gets its own when all of it is there, so that half of one is never
 * taken for a whole one. Readable for its owner alone: the databases' passwords are in it.
 */
public final class BackupFolder {

    /** What a folder is called while it is written. A leftover of a killed backup has it for ever and is nobody's. */
    static final String UNFINISHED = ".unfinished-";

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Path path;

    private BackupFolder(Path path) {
        this.path = path;
    }

    /** A whole backup. @throws Problem when there is none at this path */
    public static BackupFolder at(Path named) {
        // Files of it are told from what leads out of it by their beginning, which ./ and ../ would hide.
        Path path = named.toAbsolutePath().normalize();
        if (!Files.isDirectory(path)) {
            throw Problem.usage("no backup at " + path + ": ./ffe backup --list shows what there is");
        }
        if (!Files.isRegularFile(path.resolve(Manifest.NAME))) {
            throw Problem.usage(path + " is no whole backup, it has no " + Manifest.NAME
                    + (String.valueOf(path.getFileName()).startsWith(UNFINISHED)
                            ? ": its writing did not come to an end, remove it"
                            : ""));
        }
        return new BackupFolder(path);
    }

    /** Where backups are that nobody has named a place for. */
    public static Path folderIn(Home home) {
        return home.state().resolve("backups");
    }

    /** What a backup is called that nobody has named, as in {@code RUN-20260304-050607}: in UTC, to the second. */
    public static String nameOf(String runId, Instant at) {
        return runId + "-" + STAMP.format(at);
    }

    /**
     * Those that go when only so many stay. Of the run of the one just taken, which stays itself even when the clock once ran ahead, and
     * called by {@link #nameOf}: what was taken before an upgrade is the only way back from it.
     *
     * @param newest how many stay, with the one just taken; at least 1
     */
    public static List<BackupFolder> beyond(Path folder, BackupFolder taken, int newest) {
        String runId = taken.manifest().run().runId();
        Pattern unnamed = Pattern.compile(Pattern.quote(runId) + "-[0-9]{8}-[0-9]{6}");
        return all(folder).stream()
                .filter(backup -> unnamed.matcher(backup.name()).matches())
                .filter(backup -> backup.manifest().run().runId().equals(runId))
                .sorted(Comparator.comparing(backup -> !backup.path().equals(taken.path())))
                .skip(newest)
                .toList();
    }

    /** Whole ones below a folder, newest first; others are left out. */
    public static List<BackupFolder> all(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !String.valueOf(entry.getFileName()).startsWith(UNFINISHED))
                    .filter(entry -> Files.isRegularFile(entry.resolve(Manifest.NAME)))
                    .map(BackupFolder::new)
                    .filter(backup -> backup.readable().isPresent())
                    .sorted(Comparator.comparing((BackupFolder backup) ->
                                    backup.readable().orElseThrow().cutAt())
                            .reversed())
                    .toList();
        } catch (IOException unreadable) {
            throw Problem.failure(folder + " cannot be read: " + WritableFolder.reason(unreadable), unreadable);
        }
    }

    public Path path() {
        return path;
    }

    public String name() {
        return String.valueOf(path.getFileName());
    }

    private Optional<Manifest> readable() {
        try {
            return Optional.of(manifest());
        } catch (Problem unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Its manifest, which is what was written when the backup was made.
     *
     * @throws Problem when it was changed, is of a newer format, or cannot be read
     */
    public Manifest manifest() {
        Path file = path.resolve(Manifest.NAME);
        try {
            String hash = Files.readString(path.resolve(Manifest.HASH_NAME)).split(" ", 2)[0];
            if (!Digested.of(file).sha256().equals(hash)) {
                throw Problem.failure(file + " is not what was written: its SHA-256 is "
                        + Digested.of(file).sha256() + ", " + Manifest.HASH_NAME + " says " + hash
                        + ". Nothing was changed; take another backup");
            }
            JsonNode json = Json.mapper().readTree(file.toFile());
            int format = json.path("format").asInt();
            if (format < 1 || format > Manifest.FORMAT) {
                throw Problem.failure("backup " + path + " has format " + format + ", this program reads 1 to "
                        + Manifest.FORMAT + ": restore it with the version that made it, "
                        + json.path("version").asText("unknown"));
            }
            return Json.mapper().treeToValue(json, Manifest.class);
        } catch (IOException unreadable) {
            throw Problem.failure(file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /**
     * Compares every file with the manifest, and finds those that are not in it.
     *
     * @throws Problem naming what differs
     */
    public void verify(Manifest manifest, Progress progress) {
        List<String> wrong = new ArrayList<>();
        long done = 0;
        for (Map.Entry<String, Content> entry : manifest.files().entrySet()) {
            Path file = path.resolve(entry.getKey()).normalize();
            Content expected = entry.getValue();
            try {
                if (!file.startsWith(path)) {
                    wrong.add(entry.getKey() + " leads out of the backup");
                } else if (!Files.isRegularFile(file)) {
                    wrong.add(entry.getKey() + " is missing");
                } else if (Files.size(file) != expected.bytes()) {
                    wrong.add(entry.getKey() + " has " + Files.size(file) + " bytes, expected " + expected.bytes());
                } else if (!Digested.of(file).equals(expected)) {
                    wrong.add(entry.getKey() + " has another SHA-256 than in the manifest");
                }
            } catch (IOException unreadable) {
                wrong.add(entry.getKey() + " cannot be read: " + WritableFolder.reason(unreadable));
            }
            done += expected.bytes();
            progress.at("verifying", done, manifest.bytes());
        }
        Set<String> strangers = new TreeSet<>(filesBelow());
        strangers.removeAll(manifest.files().keySet());
        strangers.removeAll(Set.of(Manifest.NAME, Manifest.HASH_NAME));
        strangers.forEach(stranger -> wrong.add(stranger + " is not in the manifest"));
        if (!wrong.isEmpty()) {
            throw Problem.failure("backup " + path + " does not verify, nothing was changed: "
                    + wrong.stream().limit(5).collect(Collectors.joining("; "))
                    + (wrong.size() > 5 ? "; and " + (wrong.size() - 5) + " more" : "") + ". Take another backup");
        }
    }

    private Set<String> filesBelow() {
        try (Stream<Path> entries = Files.walk(path)) {
            return entries.filter(Files::isRegularFile)
                    .map(file -> path.relativize(file).toString())
                    .collect(Collectors.toSet());
        } catch (IOException unreadable) {
            throw Problem.failure(path + " cannot be read: " + WritableFolder.reason(unreadable), unreadable);
        }
    }

    /** Removes it: first its name, then its files. */
    public void remove() {
        try {
            Path leaving = path.resolveSibling(UNFINISHED + path.getFileName());
            Files.move(path, leaving);
            FileTree.delete(leaving);
        } catch (IOException refused) {
            throw Problem.failure(path + " cannot be removed: " + WritableFolder.reason(refused), refused);
        }
    }

    /** Where files of a backup are put until it is whole. Closing one that is not finished removes it. */
    static final class Unfinished implements AutoCloseable {

        private final Path target;
        private final Path path;
        private final NameLock lock;
        private final Map<String, Content> files = new TreeMap<>();
        private boolean finished;

        private Unfinished(Path target, Path path, NameLock lock) {
            this.target = target;
            this.path = path;
            this.lock = lock;
        }

        /** @throws Problem when the name is taken, another backup is being written under it, or nothing can be written there */
        static Unfinished begin(Path target) {
            Path absolute = target.toAbsolutePath().normalize();
            Path parent = Objects.requireNonNull(absolute.getParent());
            checkFree(absolute);
            new WritableFolder(parent, "backups", 0, "name another folder with --to").check();
            NameLock lock = NameLock.take(absolute);
            boolean begun = false;
            try {
                // Whoever held the name until now may have come to its end.
                checkFree(absolute);
                Path path = parent.resolve(UNFINISHED + absolute.getFileName());
                makeAnew(path);
                begun = true;
                return new Unfinished(absolute, path, lock);
            } finally {
                if (!begun) {
                    lock.close();
                }
            }
        }

        private static void checkFree(Path target) {
            if (Files.exists(target)) {
                throw Problem.usage(target + " is there already: a backup gets a folder of its own, name another");
            }
        }

        /** What is there was left by a backup that was killed: the name is ours. */
        private static void makeAnew(Path path) {
            try {
                FileTree.delete(path);
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (IOException refused) {
                throw Problem.failure(path + " cannot be made: " + WritableFolder.reason(refused), refused);
            }
        }

        /** @throws Problem when the disk has less than this left */
        void needs(long bytes) throws IOException {
            new WritableFolder(path, "backups", bytes, "name another folder with --to").check();
        }

        /** The place of a new file, its folder made. */
        Path file(String name) throws IOException {
            Path file = path.resolve(name);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            return file;
        }

        /** A file that was written at {@link #file}. */
        void wrote(String name, Content content) {
            files.put(name, content);
        }

        void copy(Path from, String name) throws IOException {
            wrote(name, Digested.copy(from, file(name)));
        }

        void write(String name, byte[] bytes) throws IOException {
            try (Digested out = Digested.create(file(name))) {
                out.write(bytes);
                wrote(name, out.content());
            }
        }

        Map<String, Content> files() {
            return Map.copyOf(files);
        }

        /** Writes the manifest, then gives the backup its name. */
        BackupFolder finish(Manifest manifest) throws IOException {
            byte[] text = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
            try (Digested out = Digested.create(path.resolve(Manifest.NAME))) {
                out.write(text);
                try (Digested hash = Digested.create(path.resolve(Manifest.HASH_NAME))) {
                    hash.write((out.content().sha256() + "  " + Manifest.NAME + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
            force(path);
            Files.move(path, target);
            force(Objects.requireNonNull(target.getParent()));
            finished = true;
            return new BackupFolder(target);
        }

        /** Names are on the disk with their folder only. */
        private static void force(Path folder) throws IOException {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }

        @Override
        public void close() {
            try (lock) {
                if (!finished) {
                    FileTree.delete(path);
                }
            } catch (IOException refused) {
                throw Problem.failure(
                        path + " is half a backup and cannot be removed: " + WritableFolder.reason(refused), refused);
            }
        }
    }
}
