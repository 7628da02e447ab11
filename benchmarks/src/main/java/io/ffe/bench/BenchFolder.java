package io.ffe.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is gone after {@link #close}. */
record BenchFolder(Path path) implements AutoCloseable {

    static BenchFolder make() throws IOException {
        return new BenchFolder(Files.createTempDirectory("ffe-bench-"));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> entries = Files.walk(path)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        }
    }
}
