package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.backup.BackupFolder;
import io.ffe.stack.backup.Builds;
import io.ffe.stack.backup.Restore;
import io.ffe.stack.backup.Restored;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.KilledRunners;
import io.ffe.stack.run.StateFolder;
import io.ffe.stack.run.UpLock;
import io.ffe.stack.view.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = "Make a run again from a backup. It comes back HALTED.",
        footer = {
            "",
            "The run's folder must have nothing in it but the venue's journal: the venue is not restored, because it has moved on.",
            "What it did since is found and booked at the next ./ffe up, and nothing is sent twice. See docs/disaster-recovery.md.",
            "",
            "Examples:",
            "  ./ffe restore synthetic-20260304-050607-63f1-20260304-061500 --venue /mnt/saved/journal.jsonl",
            "  ./ffe restore .ffe/backups/NAME --venue-from-backup    the venue's journal is lost as well"
        })
final class RestoreCommand implements Callable<Integer> {

    @Parameters(paramLabel = "BACKUP", description = "A folder, or the name of one in .ffe/backups.")
    String backup = "";

    @Option(
            names = "--venue",
            paramLabel = "FILE",
            description = "The journal that the paper venue left; where it lies in the run's folder, leave this out.")
    @Nullable
    Path venue;

    @Option(
            names = "--venue-from-backup",
            description = "The paper venue's journal is lost: begin with what the venue had at the backup.")
    boolean venueFromBackup;

    private final Home home = Home.locate();
    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws InterruptedException {
        if (venue != null && venueFromBackup) {
            throw Problem.usage("--venue and --venue-from-backup: expected one of them");
        }
        Terminal terminal = Terminal.system();
        Path named = BackupFolder.folderIn(home).resolve(backup);
        BackupFolder from = BackupFolder.at(
                Files.isDirectory(named) ? named : Path.of(backup).toAbsolutePath());
        StateFolder.prepare(home.state());
        try (UpLock lock = UpLock.take(home.lockFile())) {
            new Builds(home, clock).checkWhole();
            String run = from.manifest().run().runId();
            lock.say(new UpLock.Holder(ProcessHandle.current().pid(), run, clock.instant(), UpLock.Work.RESTORE));
            // Execution and venue of a runner that was killed go on trading: the run would not come back HALTED.
            KilledRunners.clearUp(home, new UpView(terminal));
            Restore.Venue where = venueFromBackup
                    ? new Restore.Venue.FromBackup()
                    : venue == null ? new Restore.Venue.InPlace() : new Restore.Venue.File(venue.toAbsolutePath());
            Restored restored =
                    new Restore(home, clock).run(from, where, BackupCommand.progress(terminal), event -> {});
            terminal.line(terminal.good("restored") + " run " + restored.runId() + " as of " + restored.cutAt() + ": "
                    + restored.records() + " records, " + restored.lost() + " left out that no database knew, "
                    + restored.sentAgain() + " events to be sent again");
            terminal.line("  the venue has " + restored.unknownOrders().size() + " orders that are not in the backup"
                    + (restored.unknownOrders().isEmpty()
                            ? ""
                            : ": " + String.join(", ", restored.unknownOrders())
                                    + ". Execution adopts them and sends none of them again"));
            restored.warnings().forEach(warning -> terminal.line("  " + warning));
            terminal.line("  " + terminal.warning("HALTED") + " at epoch " + restored.epoch()
                    + ". ./ffe up, look at ./ffe status and ./ffe positions, then"
                    + " ./ffe resume --epoch " + restored.epoch() + " --by NAME --reason TEXT");
            return 0;
        }
    }
}
