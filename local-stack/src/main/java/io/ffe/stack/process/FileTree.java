package io.ffe.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders with everything in them. */
public final class FileTree {

    private FileTree() {}

    /**
     * Removes a folder and all that is in it; what is not there needs no removing.
     *
     * @throws IOException when something cannot be removed, or is added meanwhile; what was removed before stays so
     */
    public static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(root)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        } catch (UncheckedIOException whileWalking) {
            throw whileWalking.getCause();
        }
    }
}
