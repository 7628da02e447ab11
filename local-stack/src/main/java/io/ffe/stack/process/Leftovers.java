package io.ffe.stack.process;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Processes that a killed runner could not stop. They hold ports, data directories and memory of the next run. */
public final class Leftovers {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private Leftovers() {}

    /**
     * Stops what the pid files of a folder name and still runs, services before what they stand on, and removes the files.
     *
     * @param last components to stop after all others, in this order
     */
    public static void stop(Path pids, List<String> last, ProcessEvent.Listener listener) throws InterruptedException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(pids)) {
            try (Stream<Path> entries = Files.list(pids)) {
                entries.filter(entry -> entry.toString().endsWith(".json")).forEach(files::add);
            } catch (IOException unreadable) {
                throw Problem.failure(pids + " cannot be read: " + unreadable.getMessage(), unreadable);
            }
        }
        files.sort(Comparator.comparingInt(file -> last.indexOf(componentOf(file))));
        for (Path file : files) {
            stop(file, listener);
        }
    }

    private static void stop(Path file, ProcessEvent.Listener listener) throws InterruptedException {
        PidFile found = PidFile.read(file).orElse(null);
        ProcessHandle process = found == null ? null : found.running().orElse(null);
        if (found != null && process != null) {
            found.stopSignal().stop(process, GRACE);
            listener.on(new ProcessEvent.LeftoverStopped(found.component(), found.pid()));
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException refused) {
            throw Problem.failure(file + " cannot be removed: " + refused.getMessage(), refused);
        }
    }

    private static String componentOf(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".json".length());
    }
}
