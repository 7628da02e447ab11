package io.ffe.stack.run;

import io.ffe.stack.Problem;
import io.ffe.stack.process.Leftovers;
import io.ffe.stack.process.WritableFolder;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Removes runs from the disk. */
public final class Removal {

    private Removal() {}

    /**
     * What became of each run.
     *
     * @param removed by run, the bytes that it took
     * @param left by run, what is still there and why
     */
    public record Result(Map<String, Long> removed, Map<String, String> left) {}

    /**
     * Removes all of them, or none when one of the names is wrong.
     *
     * @param up the run that is up
     * @throws Problem naming each run that is up or that there is not
     */
    public static Result of(Home home, List<String> runs, Optional<String> up) throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        for (String run : runs) {
            if (up.filter(run::equals).isPresent()) {
                wrong.add("run " + run + " is up: stop it with ./ffe down");
            } else if (!isRun(home, run)) {
                wrong.add("no run '" + run + "' in " + home.runs() + ": see ./ffe runs");
            }
        }
        if (!wrong.isEmpty()) {
            throw Problem.usage("nothing was removed: " + String.join("; ", wrong));
        }
        Map<String, Long> removed = new LinkedHashMap<>();
        Map<String, String> left = new LinkedHashMap<>();
        for (String run : runs) {
            Path folder = home.runs().resolve(run);
            try {
                // A broker that was started to read this run and was left behind when its reader was killed.
                Leftovers.stop(folder.resolve("pids"), List.of(), event -> {});
            } catch (Problem unclear) {
                left.put(run, String.valueOf(unclear.getMessage()));
                continue;
            }
            Remover remover = new Remover();
            remover.remove(folder);
            if (remover.refused.isEmpty()) {
                removed.put(run, remover.bytes);
            } else {
                left.put(run, String.join("; ", remover.refused));
            }
        }
        return new Result(removed, left);
    }

    /** A name and not a path that leads elsewhere. */
    private static boolean isRun(Home home, String run) {
        Path folder = home.runs().resolve(run).normalize();
        return home.runs().normalize().equals(folder.getParent()) && Files.isDirectory(folder);
    }

    /** Goes on past what cannot be removed, so that as little as possible is left. Follows no links. */
    private static final class Remover extends SimpleFileVisitor<Path> {

        private static final int MOST_NAMED = 5;

        private final List<String> refused = new ArrayList<>();
        private long bytes;

        void remove(Path folder) {
            try {
                Files.walkFileTree(folder, this);
            } catch (IOException unreadable) {
                refuse(folder, unreadable);
            }
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            delete(file, attributes.size());
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) {
            refuse(file, why);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) {
            // A folder of something that stays is not the reason.
            if (refused.isEmpty()) {
                delete(folder, 0);
            }
            return FileVisitResult.CONTINUE;
        }

        private void delete(Path path, long size) {
            try {
                Files.delete(path);
                bytes += size;
            } catch (IOException why) {
                refuse(path, why);
            }
        }

        private void refuse(Path path, IOException why) {
            if (refused.size() < MOST_NAMED) {
                refused.add(path + " (" + WritableFolder.reason(why) + ")");
            }
        }
    }
}
