package io.ffe.stack.backup;

import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.process.WritableFolder;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Packaged programs that have run, so that there is a way back: {@code .ffe/builds}. Files are kept once, by their hash: builds share
 * all but a few of them.
 */
public final class Builds {

    /** This one and those before it. */
    private static final int MOST_KEPT = 3;

    private static final String FILES = "files";

    /** Names the build that is being put into its place. Until that is done, what is packaged may be of two builds. */
    private static final String ROLLING_BACK = "rolling-back";

    private final Home home;
    private final Clock clock;
    private final Path folder;

    public Builds(Home home, Clock clock) {
        this.home = home;
        this.clock = clock;
        this.folder = home.state().resolve("builds");
    }

    /**
     * One that is kept.
     *
     * @param ranAt when it last came up whole
     * @param schemas highest migration by database that it brings
     * @param files SHA-256 by path below the project's folder
     */
    public record Kept(String build, Instant ranAt, Map<String, String> schemas, Map<String, String> files) {

        public Kept {
            schemas = new TreeMap<>(schemas);
            files = new TreeMap<>(files);
        }
    }

    /** Keeps the program as it is packaged now; to be called when all of it has come up. */
    public void keep() {
        try {
            String build = BuildId.of(home);
            Map<String, String> files = new TreeMap<>();
            Files.createDirectories(folder.resolve(FILES));
            Kept known = read(folder.resolve(build + ".json"));
            if (known != null) {
                files.putAll(known.files());
            } else {
                for (Path file : BuildId.files(home)) {
                    String hash = Digested.of(file).sha256();
                    files.put(home.root().relativize(file).toString(), hash);
                    place(file, folder.resolve(FILES).resolve(hash));
                }
            }
            write(new Kept(build, clock.instant(), Schemas.packaged(BuildId.applications(home)), files));
            prune();
        } catch (IOException refused) {
            throw Problem.failure(
                    "build is not kept, there is no way back to it: " + folder + ": " + WritableFolder.reason(refused),
                    refused);
        }
    }

    /** Those that are kept, the one that ran last first. */
    public List<Kept> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.toString().endsWith(".json"))
                    .map(Builds::read)
                    .filter(Objects::nonNull)
                    .sorted(Comparator.comparing(Kept::ranAt).reversed())
                    .toList();
        } catch (IOException unreadable) {
            throw Problem.failure(folder + " cannot be read: " + WritableFolder.reason(unreadable), unreadable);
        }
    }

    /** @throws Problem when a rollback was interrupted, so that what is packaged may be of two builds */
    public void checkWhole() {
        interrupted().ifPresent(build -> {
            throw Problem.failure("a rollback to build " + build
                    + " was interrupted, what is packaged may be of two builds: run ./ffe rollback again. "
                    + orSources());
        });
    }

    /**
     * Puts the build that ran before the packaged one into its place, or goes on with a rollback that was interrupted.
     *
     * @throws Problem when there is none, or a run that would be continued has a schema that it does not know; nothing is changed then
     */
    public Kept rollBack() {
        Optional<String> interrupted = interrupted();
        Kept before = interrupted.map(this::kept).orElseGet(this::before);
        checkRuns(before);
        if (interrupted.isEmpty()) {
            // What is packaged is whole still.
            keep();
        }
        try {
            replace(marker(), before.build().getBytes(StandardCharsets.UTF_8));
            put(before);
            Path stamp = home.stackJar().resolveSibling("ffe-build.stamp");
            if (!Files.exists(stamp)) {
                Files.createFile(stamp);
            }
            // Newer than the sources, so that the next start does not build them again.
            Files.setLastModifiedTime(stamp, FileTime.from(clock.instant()));
            Files.delete(marker());
            return before;
        } catch (IOException refused) {
            throw Problem.failure(
                    "build " + before.build() + " is not whole in its place: " + WritableFolder.reason(refused)
                            + ". Run ./ffe rollback again. " + orSources(),
                    refused);
        }
    }

    private Kept before() {
        String now = BuildId.of(home);
        return all().stream()
                .filter(kept -> !kept.build().equals(now))
                .findFirst()
                .orElseThrow(() -> Problem.failure("no other build than " + now + " is kept in " + folder
                        + ": a build is kept when ./ffe up has started all of it. Check out the sources of the one you want and"
                        + " build them with ./ffe up"));
    }

    private Kept kept(String build) {
        return all().stream()
                .filter(kept -> kept.build().equals(build))
                .findFirst()
                .orElseThrow(() -> Problem.failure("a rollback to build " + build
                        + " was interrupted, and that build is not kept in " + folder + " any more. " + orSources()));
    }

    private Optional<String> interrupted() {
        try {
            return Files.exists(marker())
                    ? Optional.of(Files.readString(marker()).strip())
                    : Optional.empty();
        } catch (IOException unreadable) {
            throw Problem.failure(marker() + " cannot be read: " + WritableFolder.reason(unreadable), unreadable);
        }
    }

    private Path marker() {
        return folder.resolve(ROLLING_BACK);
    }

    private String orSources() {
        return "To have the build of the sources instead: ./mvnw -DskipTests package, then remove " + marker();
    }

    private void checkRuns(Kept before) {
        List<String> tooNew = new ArrayList<>();
        for (RunFolder run : RunFolder.all(home.runs())) {
            RunRecord record = run.record().orElseThrow();
            boolean goesOn =
                    record.feed().kind() != FeedOptions.Kind.REPLAY && record.state() != RunRecord.State.FINISHED;
            Map<String, String> applied = run.read(Upgrade.FILE, Upgrade.Applied.class)
                    .map(Upgrade.Applied::schemas)
                    .orElse(Map.of());
            List<String> newer = Schemas.newer(applied, before.schemas());
            if (goesOn && !newer.isEmpty()) {
                tooNew.add("run " + run.id() + ": " + String.join(", ", newer));
            }
        }
        if (!tooNew.isEmpty()) {
            throw Problem.failure("build " + before.build() + " does not know the schema of "
                    + String.join("; ", tooNew)
                    + ". Migrations go forward only, nothing was changed. Go back with the data too, and remove nothing before it is"
                    + " there: ./ffe backup --verify BACKUP, of the one that ./ffe up took before the upgrade (./ffe backup --list);"
                    + " mv " + home.runs().resolve("RUN") + " ELSEWHERE; ./ffe rollback; ./ffe restore BACKUP --venue"
                    + " ELSEWHERE/venue/journal.jsonl; see docs/disaster-recovery.md");
        }
    }

    private void put(Kept build) throws IOException {
        for (Map.Entry<String, String> file : build.files().entrySet()) {
            Path target = home.root().resolve(file.getKey());
            if (!Files.isRegularFile(target) || !Digested.of(target).sha256().equals(file.getValue())) {
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                place(folder.resolve(FILES).resolve(file.getValue()), target);
            }
        }
        for (Path file : BuildId.files(home)) {
            if (!build.files().containsKey(home.root().relativize(file).toString())) {
                Files.delete(file);
            }
        }
    }

    /** Whole or not at all; whoever has the old one open keeps it. */
    private static void place(Path from, Path to) throws IOException {
        if (Files.exists(to) && Files.isSameFile(from, to)) {
            return;
        }
        Path fresh = to.resolveSibling(to.getFileName() + ".new");
        Files.copy(from, fresh, StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void prune() throws IOException {
        Set<String> used = new HashSet<>();
        List<Kept> all = all();
        for (Kept kept : all) {
            if (all.indexOf(kept) < MOST_KEPT) {
                used.addAll(kept.files().values());
            } else {
                Files.delete(folder.resolve(kept.build() + ".json"));
            }
        }
        try (Stream<Path> files = Files.list(folder.resolve(FILES))) {
            for (Path file : files.toList()) {
                if (!used.contains(String.valueOf(file.getFileName()))) {
                    Files.delete(file);
                }
            }
        }
    }

    private void write(Kept kept) throws IOException {
        replace(
                folder.resolve(kept.build() + ".json"),
                Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(kept));
    }

    private static void replace(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static @Nullable Kept read(Path file) {
        try {
            return Files.isRegularFile(file) ? Json.mapper().readValue(file.toFile(), Kept.class) : null;
        } catch (IOException torn) {
            return null;
        }
    }
}
