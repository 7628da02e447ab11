package io.ffe.stack.backup;

import io.ffe.stack.Problem;
import io.ffe.stack.infra.Infrastructure.Endpoints;
import io.ffe.stack.process.WritableFolder;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Takes a backup of a run whose broker and database answer, whether its services run or not. */
public final class Backup {

    static final String RUN = "run/";
    static final String PROMPTS = "prompts/";

    /** The venue's own record. It is not what a restore goes on from, unless the venue is lost as well. */
    static final String JOURNAL = "venue/journal.jsonl";

    /** What is kept of the run's folder besides databases and topics: the passwords of the databases among it. */
    private static final List<String> OF_RUN =
            List.of("run.json", "passwords.json", "execution/trading-state.json", "dlq-replayed.json");

    private static final String PROMPT_FOLDER = "FFE_DECISION_LLM_PROMPT_FOLDER";

    /** Beside what is copied: the log of changes that comes meanwhile. */
    private static final long ROOM_BYTES = 64L * 1024 * 1024;

    private final Home home;
    private final Clock clock;
    private final Map<String, String> environment;

    /** @param environment of the services */
    public Backup(Home home, Clock clock, Map<String, String> environment) {
        this.home = home;
        this.clock = clock;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Takes it.
     *
     * @param target its folder, which must not be there yet
     * @throws Problem when it cannot be taken; nothing of it is left then
     */
    public BackupFolder take(RunFolder folder, Endpoints from, Path target, Progress progress)
            throws InterruptedException {
        RunRecord run = folder.record()
                .orElseThrow(() -> Problem.failure(folder.path() + " is no run: it has no run.json that can be read"));
        if (!run.infrastructure().startsWith("embedded")) {
            throw Problem.failure("run " + folder.id() + " keeps its data in " + run.infrastructure()
                    + " and not in its folder: back it up where it is, see docs/disaster-recovery.md");
        }
        Instant startedAt = clock.instant();
        try (BackupFolder.Unfinished into = BackupFolder.Unfinished.begin(target);
                TopicReader reader = new TopicReader(from.bootstrapServers());
                DatabaseCopy databases = DatabaseCopy.begin(from.postgres(), into, "ffe " + folder.id())) {
            into.needs(databases.size() + sizeOf(folder.path().resolve("kafka")) + ROOM_BYTES);
            copyOwn(folder, into);
            TopicCopy topics = new TopicCopy(from.bootstrapServers(), reader);
            databases.copyBase(progress);

            // Before the databases' cut: what was acknowledged or published until now is in them.
            List<Manifest.Committed> groups = topics.committed();
            Map<TopicPartition, Long> published = topics.ends();
            Instant publishedAt = databases.now();

            Map<String, String> schemas = Schemas.applied(from.postgres());
            Instant cutAt = databases.now();
            Manifest.Database database = databases.end();

            // After it: what they say is published is on the topics.
            Map<TopicPartition, Long> ends = topics.ends();
            Map<String, List<Manifest.Partition>> copied = topics.copy(into, published, publishedAt, ends, progress);
            Path journal = folder.venueJournal();
            if (Files.isRegularFile(journal)) {
                into.copy(journal, JOURNAL);
            }
            return into.finish(new Manifest(
                    Manifest.FORMAT,
                    version(),
                    BuildId.of(home),
                    run,
                    startedAt,
                    cutAt,
                    databases.major(),
                    database,
                    schemas,
                    copied,
                    groups,
                    into.files()));
        } catch (IOException refused) {
            throw Problem.failure(
                    "the backup was not made and nothing of it is left: " + WritableFolder.reason(refused)
                            + ". Is the disk of " + target.toAbsolutePath().getParent() + " full?",
                    refused);
        } catch (SQLException refused) {
            throw Problem.failure(
                    "the backup was not made and nothing of it is left: PostgreSQL said " + refused.getMessage(),
                    refused);
        } catch (KafkaException away) {
            throw Problem.failure(
                    "the backup was not made and nothing of it is left: Kafka said " + away.getMessage(), away);
        }
    }

    private void copyOwn(RunFolder folder, BackupFolder.Unfinished into) throws IOException {
        for (String name : OF_RUN) {
            Path file = folder.path().resolve(name);
            if (Files.isRegularFile(file)) {
                into.copy(file, RUN + name);
            }
        }
        Path prompts = Optional.ofNullable(environment.get(PROMPT_FOLDER))
                .map(Path::of)
                .orElse(null);
        if (prompts != null && Files.isDirectory(prompts)) {
            try (Stream<Path> files = Files.walk(prompts)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    into.copy(file, PROMPTS + prompts.relativize(file));
                }
            }
        }
        StringBuilder settings = new StringBuilder();
        environment.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("FFE_") && !isSecret(entry.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> settings.append(entry.getKey())
                        .append('=')
                        .append(entry.getValue())
                        .append('\n'));
        into.write("configuration.env", settings.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isSecret(String name) {
        return Stream.of("PASSWORD", "SECRET", "TOKEN", "KEY").anyMatch(name::contains);
    }

    /** Bytes of the segments in a broker's folder, which it deletes while we look. */
    static long sizeOf(Path folder) throws IOException {
        long[] size = {0};
        Files.walkFileTree(folder, new LiveFolderVisitor() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && file.toString().endsWith(".log")) {
                    size[0] += attributes.size();
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return size[0];
    }

    private static String version() {
        return Optional.ofNullable(Backup.class.getPackage().getImplementationVersion())
                .orElse("not packaged");
    }
}
