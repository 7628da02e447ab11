package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ffe.pipeline.SwingingPrices.Market;
import io.ffe.schema.control.ControlCommand.Action;
import io.ffe.schema.control.ControlRequest;
import io.ffe.stack.Problem;
import io.ffe.stack.audit.AuditReport;
import io.ffe.stack.audit.fact.VenueEntry;
import io.ffe.stack.audit.read.JournalFile;
import io.ffe.stack.backup.Backup;
import io.ffe.stack.backup.BackupFolder;
import io.ffe.stack.backup.Manifest;
import io.ffe.stack.backup.Progress;
import io.ffe.stack.backup.Restore;
import io.ffe.stack.backup.Restored;
import io.ffe.stack.read.ControlClient;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.testing.LongVersions;
import io.ffe.stack.token.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup is taken while orders are made, the run goes on, then everything but the backup and the venue's journal is destroyed.
 * The run is made again, comes back halted, finds what the venue did meanwhile, is armed by a named person, and goes on to its end.
 */
class BackupDrillST {

    private static final String NAME = "drill";
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Of orders that others than protections are, before the backup. */
    private static final int ORDERS_BEFORE = 2;

    /** Orders that the venue takes after the backup and that the backup knows nothing of. */
    private static final int ORDERS_LOST = 2;

    private static final Clock CLOCK = Clock.systemUTC();

    @Test
    void what_a_backup_and_the_venue_know_is_enough_to_go_on(
            @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path state, @TempDir Path elsewhere) throws Exception {
        assumeThat(LongVersions.asked())
                .as("two starts of the whole stack and a replay in between: only with -Dffe.test.full=true")
                .isTrue();
        FeedOptions feed = SwingingPrices.replay(state, 40 * 60, Market.BTCUSDT);
        Path target = elsewhere.resolve("backup");

        // The run, its backup while it works, and what comes after.
        Manifest manifest;
        Instant destroyedAt;
        Instant logicalEnd;
        long destroyedNanos;
        try (Pipeline pipeline = start(state, feed)) {
            pipeline.writeUp(feed);
            pipeline.await(
                    "orders before the backup", LIMIT, () -> taken(pipeline).size() >= ORDERS_BEFORE);
            long beats = beats(pipeline);
            long began = System.nanoTime();
            BackupFolder backup = new Backup(pipeline.home(), CLOCK, Map.of())
                    .take(pipeline.folder(), pipeline.endpoints(), target, Progress.SILENT);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            manifest = backup.manifest();
            long during = beats(pipeline) - beats;
            System.out.printf(
                    "backup: %d ms, %d files, %.1f MB, cut %d ms after its beginning, %d beats meanwhile%n",
                    took.toMillis(),
                    manifest.files().size(),
                    manifest.files().values().stream()
                                    .mapToLong(Manifest.Content::bytes)
                                    .sum()
                            / 1e6,
                    Duration.between(manifest.startedAt(), manifest.cutAt()).toMillis(),
                    during);
            assertThat(during).as("beats while the backup was taken").isPositive();

            Set<String> known = taken(pipeline);
            pipeline.await(
                    "orders that the backup does not know",
                    LIMIT,
                    () -> taken(pipeline).size() >= known.size() + ORDERS_LOST);
            logicalEnd =
                    pipeline.replay().map(ServiceClient.Replay::logicalTime).orElseThrow();
            destroyedAt = CLOCK.instant();
            destroyedNanos = System.nanoTime();
            pipeline.killAll();
        }
        Path run = state.resolve("runs").resolve(NAME);
        Set<String> atVenue = taken(run.resolve("venue/journal.jsonl"));
        destroyAllBut(state, run.resolve("venue"));

        // A backup that was changed by one byte is refused before anything is made.
        refusesAChangedOne(state, target, manifest);

        Instant restoreBegan = CLOCK.instant();
        Restored restored = new Restore(home(state), CLOCK)
                .run(BackupFolder.at(target), new Restore.Venue.InPlace(), Progress.SILENT, event -> {});
        Duration restoreTook = Duration.between(restoreBegan, CLOCK.instant());
        assertThat(atVenue).containsAll(restored.unknownOrders());
        assertThat(restored.unknownOrders()).hasSizeGreaterThanOrEqualTo(ORDERS_LOST);

        try (Pipeline pipeline = start(state, feed)) {
            pipeline.await(
                    "all that the venue has is booked",
                    LIMIT,
                    () -> adopted(pipeline).containsAll(restored.unknownOrders()));
            Duration rto = Duration.ofNanos(System.nanoTime() - destroyedNanos);
            System.out.printf(
                    "drill: RPO %d ms (from the cut to the end), RTO %d ms (of it restore %d ms) to booked and halted,"
                            + " %d records restored, %d left out, %d sent again, %d orders of the venue adopted%n",
                    Duration.between(manifest.cutAt(), destroyedAt).toMillis(),
                    rto.toMillis(),
                    restoreTook.toMillis(),
                    restored.records(),
                    restored.lost(),
                    restored.sentAgain(),
                    restored.unknownOrders().size());

            pipeline.await(
                    "the time at which all was lost",
                    LIMIT,
                    replay ->
                            replay.logicalTime() != null && replay.logicalTime().isAfter(logicalEnd));
            assertThat(entriesSentWhileHalted(pipeline, restoreBegan)).isZero();

            resume(pipeline, restored.epoch());
            Set<String> before = taken(pipeline);
            pipeline.await(
                    "orders after the run was armed again",
                    LIMIT,
                    () -> taken(pipeline).size() > before.size());
            pipeline.awaitEnd(LIMIT);

            AuditReport report = pipeline.audit();
            assertThat(report.violations()).as(report.toString()).isEmpty();
            List<String> all = takenInOrder(pipeline.folder().venueJournal());
            assertThat(all).doesNotHaveDuplicates().containsAll(atVenue);
        }
    }

    private static void refusesAChangedOne(Path state, Path backup, Manifest manifest) throws IOException {
        String name = manifest.files().keySet().stream()
                .filter(file -> file.startsWith("topics/ffe.ticks.v1"))
                .findFirst()
                .orElseThrow();
        Path file = backup.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> new Restore(home(state), CLOCK)
                        .run(BackupFolder.at(backup), new Restore.Venue.InPlace(), Progress.SILENT, event -> {}))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(name)
                .hasMessageContaining("nothing was changed");
        assertThat(state.resolve("runs").resolve(NAME)).isDirectoryContaining("glob:**venue");
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private static Pipeline start(Path state, FeedOptions feed) throws InterruptedException {
        return Pipeline.startOnDisk(state, NAME, feed);
    }

    private static Home home(Path state) {
        return new Home(Home.locate().root(), state);
    }

    private static long beats(Pipeline pipeline) throws InterruptedException {
        return pipeline.replay().map(ServiceClient.Replay::beats).orElse(0L);
    }

    /** Orders in the venue's journal, protections left out: they are in their entries' lines. */
    private static Set<String> taken(Pipeline pipeline) {
        return taken(pipeline.folder().venueJournal());
    }

    private static Set<String> taken(Path journal) {
        return new TreeSet<>(takenInOrder(journal));
    }

    private static List<String> takenInOrder(Path journal) {
        List<String> taken = new ArrayList<>();
        if (Files.exists(journal)) {
            new JournalFile(journal).read(entry -> {
                if (entry instanceof VenueEntry.Taken order) {
                    taken.add(order.clientOrderId());
                }
            });
        }
        return taken;
    }

    private static Set<String> adopted(Pipeline pipeline) {
        Set<String> adopted = new TreeSet<>();
        try (Connection connection = pipeline.database("ffe_execution");
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT client_order_id FROM trade_order")) {
            while (rows.next()) {
                adopted.add(rows.getString(1));
            }
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
        return adopted;
    }

    private static long entriesSentWhileHalted(Pipeline pipeline, Instant since) throws SQLException {
        try (Connection connection = pipeline.database("ffe_execution");
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(
                        "SELECT count(*) FROM trade_order WHERE purpose = 'ENTRY' AND sent_at > '" + since + "'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void resume(Pipeline pipeline, long epoch) throws InterruptedException {
        ControlRequest request = new ControlRequest(
                Action.RESUME, null, "books agree with the venue", "Ada Lovelace", epoch, null, null);
        try (ControlClient client = new ControlClient(pipeline.token(Role.OPERATOR, Duration.ofMinutes(5)))) {
            for (Service service : List.of(Service.EXECUTION, Service.RISK)) {
                assertThat(client.ask(pipeline.url(service), request))
                        .as(service.module())
                        .isInstanceOf(ControlClient.Answer.Took.class);
            }
        }
    }

    private static void destroyAllBut(Path state, Path kept) throws IOException {
        try (Stream<Path> entries = Files.walk(state)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                boolean stays = entry.startsWith(kept)
                        || kept.startsWith(entry)
                        || entry.toString().endsWith(".csv");
                if (!stays) {
                    Files.delete(entry);
                }
            }
        }
    }
}
