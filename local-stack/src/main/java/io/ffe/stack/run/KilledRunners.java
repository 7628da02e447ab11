package io.ffe.stack.run;

import io.ffe.stack.Problem;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.process.Leftovers;
import io.ffe.stack.process.ProcessEvent;
import io.ffe.stack.process.WritableFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What runners that were killed have left running of a {@code .ffe} folder. */
public final class KilledRunners {

    private static final List<String> LAST = List.of(Embedded.KAFKA, Embedded.POSTGRES);

    private KilledRunners() {}

    /**
     * Stops all of it: what {@code up} and whoever reads a run that is over have left, and in the folder of a run what was left by a
     * restore of it and by whoever compared it. Nobody else holds the {@code .ffe} folder.
     *
     * @throws Problem when all others are stopped, naming the processes of which it cannot be said whether they are left over
     */
    public static void clearUp(Home home, ProcessEvent.Listener listener) throws InterruptedException {
        List<String> unclear = new ArrayList<>();
        try {
            clearUpRunner(home, listener);
        } catch (Problem problem) {
            unclear.add(String.valueOf(problem.getMessage()));
        }
        for (Path folder : folders(home.runs())) {
            try {
                // Runs are compared without holding the folder, also while another one is up.
                Leftovers.stopOrphans(folder.resolve("pids"), LAST, listener);
            } catch (Problem problem) {
                unclear.add(String.valueOf(problem.getMessage()));
            }
        }
        if (!unclear.isEmpty()) {
            throw Problem.failure(String.join("\n", unclear));
        }
    }

    /**
     * Stops only what {@code up} and whoever reads a run that is over have left, and forgets where that was. Nobody else holds the
     * {@code .ffe} folder.
     *
     * @throws Problem as above
     */
    public static void clearUpRunner(Home home, ProcessEvent.Listener listener) throws InterruptedException {
        Leftovers.stop(home.pids(), LAST, listener);
        try {
            Files.deleteIfExists(home.currentFile());
        } catch (IOException refused) {
            throw Problem.failure(
                    home.currentFile() + " cannot be removed: " + WritableFolder.reason(refused), refused);
        }
    }

    /** Of runs, and of those that are none yet because their restore was cut. */
    private static List<Path> folders(Path runs) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(runs)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        } catch (IOException unreadable) {
            throw Problem.failure(runs + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
