package io.ffe.bench;

import io.ffe.stack.process.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that is gone after {@link #close}. */
record BenchFolder(Path path) implements AutoCloseable {

    static BenchFolder make() throws IOException {
        return new BenchFolder(Files.createTempDirectory("ffe-bench-"));
    }

    @Override
    public void close() throws IOException {
        FileTree.delete(path);
    }
}
