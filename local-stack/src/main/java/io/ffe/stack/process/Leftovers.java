package io.ffe.stack.process;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Processes that a killed runner could not stop. They hold ports, data directories and memory of the next run. */
public final class Leftovers {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private Leftovers() {}

    /**
     * Stops what the pid files of a folder name and still runs, services before what they stand on, and removes the files.
     *
     * @param last components to stop after all others, in this order
     * @throws Problem when all others are stopped, naming the processes of which it cannot be said whether they are left over; their
     *     files stay
     */
    public static void stop(Path pids, List<String> last, ProcessEvent.Listener listener) throws InterruptedException {
        stop(pids, last, left -> true, listener);
    }

    /** As above, where nobody keeps others out: what a runner that lives has started is left alone, and its files stay. */
    public static void stopOrphans(Path pids, List<String> last, ProcessEvent.Listener listener)
            throws InterruptedException {
        stop(pids, last, left -> !left.isSupervised(), listener);
    }

    private static void stop(Path pids, List<String> last, Predicate<PidFile> chosen, ProcessEvent.Listener listener)
            throws InterruptedException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(pids)) {
            try (Stream<Path> entries = Files.list(pids)) {
                entries.filter(entry -> entry.toString().endsWith(".json")).forEach(files::add);
            } catch (IOException unreadable) {
                throw Problem.failure(pids + " cannot be read: " + unreadable.getMessage(), unreadable);
            }
        }
        files.sort(Comparator.comparingInt(file -> last.indexOf(componentOf(file))));
        List<String> unclear = new ArrayList<>();
        for (Path file : files) {
            Optional<PidFile> found = PidFile.read(file);
            if (found.isPresent()) {
                PidFile left = found.get();
                if (!chosen.test(left)) {
                    continue;
                }
                switch (left.look()) {
                    case PidFile.Outcome.Running(ProcessHandle process) -> {
                        left.stopSignal().stop(process, GRACE);
                        listener.on(new ProcessEvent.LeftoverStopped(left.component(), left.pid()));
                    }
                    case PidFile.Outcome.Ended() -> {}
                    case PidFile.Outcome.Unclear(String why) -> {
                        unclear.add(unclear(file, left, why));
                        continue;
                    }
                }
            }
            remove(file);
        }
        if (!unclear.isEmpty()) {
            throw Problem.failure(String.join("\n", unclear));
        }
    }

    private static String unclear(Path file, PidFile left, String why) {
        return "process " + left.pid() + " may be the " + left.component()
                + " that a killed runner left, and may not: it " + why
                + ". It was not stopped. Look at it with ps -fp " + left.pid() + ", end it with kill " + left.pid()
                + " if it is FFE's, then remove " + file + " and try again";
    }

    private static void remove(Path file) {
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
