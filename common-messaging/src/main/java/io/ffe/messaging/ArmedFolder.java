package io.ffe.messaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Failpoints that are armed while processes run: a file named as the point, with {@code halt}, {@code stop} or {@code throw}
 * and perhaps {@code @n} in it. The process that gets there renames it to {@code <point>.claimed-by-<pid>} and then does what it
 * says. Renaming is atomic, so one process acts, once, and its successor does not die of the same entry. A hit that is not armed
 * costs one look at the folder.
 */
final class ArmedFolder {

    private final Path folder;

    /** Hits since the point was armed, as this process counts them. */
    private final Map<String, Long> hits = new ConcurrentHashMap<>();

    ArmedFolder(Path folder) {
        this.folder = folder;
    }

    void hit(String name) {
        Path entry = folder.resolve(name);
        if (!Files.exists(entry)) {
            return;
        }
        try {
            FailPoints.Point point =
                    FailPoints.Point.parse(Files.readString(entry).strip(), entry.toString());
            if (hits.merge(name, 1L, Long::sum) >= point.onHit) {
                hits.remove(name);
                long pid = ProcessHandle.current().pid();
                Files.move(entry, folder.resolve(name + ".claimed-by-" + pid), StandardCopyOption.ATOMIC_MOVE);
                point.act.at(name);
            }
        } catch (NoSuchFileException another) {
            // Another thread or process was first.
            hits.remove(name);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("failpoint " + entry, unreadable);
        }
    }
}
