package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.backup.Backup;
import io.ffe.stack.backup.BackupFolder;
import io.ffe.stack.backup.Manifest;
import io.ffe.stack.backup.Progress;
import io.ffe.stack.infra.Infrastructure.Endpoints;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.UpLock;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Terminal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        description = "Take a backup of the run that is up, while it works, or of one that is kept.",
        footer = {
            "",
            "A backup is a folder of its own in .ffe/backups: databases with their log, topics, what the run is; each file with its",
            "SHA-256 in manifest.json. It has the databases' passwords in it. What is not whole is called .unfinished-*.",
            "",
            "Examples:",
            "  ./ffe backup                                  of the run that is up",
            "  ./ffe backup --every 15m --keep 8             again and again, eight of them stay",
            "  ./ffe backup --to /mnt/other-disk/monday",
            "  ./ffe backup --list",
            "  ./ffe backup --verify .ffe/backups/NAME       compare every file with the manifest"
        })
final class BackupCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN",
            description = "A run that is over; the one that is up, or the newest, when left out.")
    @Nullable
    String run;

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            description = "The backup's own folder, which must not be there yet.")
    @Nullable
    Path to;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            description =
                    "Take one each time this has passed, as 15m, until Ctrl-C or the run ends. One that fails is told, and the"
                            + " next is tried; the exit status is that of the last.")
    @Nullable
    String every;

    @Option(
            names = "--keep",
            paramLabel = "N",
            description =
                    "Afterwards remove all but this backup and the N-1 newest others of this run that are in .ffe/backups and"
                            + " were named by this command, as RUN-20260304-050607. Those that ./ffe up took before an upgrade stay.")
    @Nullable
    Integer keep;

    @Option(names = "--list", description = "Show the backups in .ffe/backups.")
    boolean list;

    @Option(names = "--verify", paramLabel = "BACKUP", description = "Compare a backup's files with its manifest.")
    @Nullable
    Path verify;

    private final Home home = Home.locate();
    private final Clock clock = Clock.systemUTC();
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws InterruptedException {
        if (list) {
            terminal.lines(lines(BackupFolder.all(BackupFolder.folderIn(home))));
            return 0;
        }
        if (verify != null) {
            BackupFolder backup = BackupFolder.at(verify.toAbsolutePath());
            Manifest manifest = backup.manifest();
            backup.verify(manifest, progress(terminal));
            terminal.line(
                    terminal.good("whole") + ": " + manifest.files().size() + " files are what the manifest says");
            return 0;
        }
        if (keep != null && keep < 1) {
            throw Problem.usage("--keep is " + keep + ", expected at least 1: this backup");
        }
        if (every == null) {
            takeOne();
            return 0;
        }
        if (to != null || run != null) {
            throw Problem.usage("--every is for the run that is up and for .ffe/backups: leave out RUN and --to");
        }
        return repeat(turns(pause(every), CurrentRun.read(home).isPresent()));
    }

    /** Backups one after another. */
    interface Turns {

        void take() throws InterruptedException;

        /** Waits for the next turn; false when there is none. */
        boolean another() throws InterruptedException;

        void failed(Problem problem);
    }

    /** Goes on after one that failed: what was in its way may be gone. Returns the exit status of the last one. */
    static int repeat(Turns turns) throws InterruptedException {
        int status;
        do {
            try {
                turns.take();
                status = 0;
            } catch (Problem problem) {
                turns.failed(problem);
                status = Problem.Kind.FAILURE.exitCode();
            }
        } while (turns.another());
        return status;
    }

    private Turns turns(Duration pause, boolean wasUp) {
        return new Turns() {
            @Override
            public void take() throws InterruptedException {
                takeOne();
            }

            @Override
            public boolean another() throws InterruptedException {
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
                return CurrentRun.read(home).isPresent();
            }

            @Override
            public void failed(Problem problem) {
                if (!wasUp) {
                    // Nothing was up when the command was given: there is nothing to wait for.
                    throw problem;
                }
                terminal.line(clock.instant() + " " + terminal.bad("not backed up") + ": " + problem.getMessage());
            }
        };
    }

    /** As {@code 90s}, {@code 15m} or {@code 2h}. */
    static Duration pause(String text) {
        try {
            Duration pause = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
            if (pause.compareTo(Duration.ofSeconds(10)) >= 0) {
                return pause;
            }
        } catch (DateTimeParseException unreadable) {
            // Told below, as what is too short is.
        }
        throw Problem.usage("--every is '" + text + "', expected 10s or longer, as 90s, 15m or 2h");
    }

    private void takeOne() throws InterruptedException {
        Optional<CurrentRun> current = CurrentRun.read(home);
        boolean isUp =
                current.isPresent() && (run == null || run.equals(current.get().runId()));
        BackupFolder taken;
        RunFolder folder;
        if (isUp) {
            CurrentRun up = current.get();
            folder = new RunFolder(up.folder());
            taken = take(folder, new Endpoints(up.bootstrapServers(), folder.administrator(up.postgresAddress())));
        } else {
            folder = RunningStack.kept(home, run);
            RunFolder kept = folder;
            taken = RunningStack.withStored(
                    home, kept, clock, UpLock.Work.BACKUP, stored -> take(kept, stored.endpoints()));
        }
        Manifest manifest = taken.manifest();
        terminal.line(terminal.good("backed up") + " run " + folder.id() + " as of " + manifest.cutAt() + " into "
                + taken.path() + ", " + size(manifest));
        if (keep != null) {
            retain(taken, keep);
        }
    }

    private BackupFolder take(RunFolder folder, Endpoints endpoints) throws InterruptedException {
        Path target = to != null
                ? to.toAbsolutePath()
                : BackupFolder.folderIn(home).resolve(BackupFolder.nameOf(folder.id(), clock.instant()));
        return new Backup(home, clock, System.getenv()).take(folder, endpoints, target, progress(terminal));
    }

    private void retain(BackupFolder taken, int newest) {
        BackupFolder.beyond(BackupFolder.folderIn(home), taken, newest).forEach(old -> {
            old.remove();
            terminal.line("removed " + old.path());
        });
    }

    static Progress progress(Terminal terminal) {
        return (what, done, of) -> terminal.progress(
                "  " + what + "  " + (of > 0 ? 100 * done / of + " %" : done > 0 ? done / 1_000_000 + " MB" : ""));
    }

    private List<String> lines(List<BackupFolder> backups) {
        return backups.isEmpty()
                ? List.of("No backup in " + BackupFolder.folderIn(home) + ": take one with ./ffe backup")
                : backups.stream().map(this::line).toList();
    }

    private String line(BackupFolder backup) {
        Manifest manifest = backup.manifest();
        return backup.name() + "  as of " + manifest.cutAt() + ", "
                + Figures.duration(Duration.between(manifest.cutAt(), now())) + " ago, " + size(manifest) + ", build "
                + manifest.build();
    }

    private Instant now() {
        return clock.instant();
    }

    private static String size(Manifest manifest) {
        return manifest.bytes() / 1_000_000 + " MB";
    }
}
