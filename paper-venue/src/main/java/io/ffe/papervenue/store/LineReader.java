package io.ffe.papervenue.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Complete lines of a file, and where the last of them ends. What follows without a line feed is not one. */
final class LineReader {

    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream bytes;
    private long position;
    private long endOfLast;

    LineReader(InputStream file) {
        this.bytes = new BufferedInputStream(file, BUFFER_BYTES);
    }

    /** The next line without its line feed, or null when there is none that is complete. */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int read = bytes.read();
        while (read >= 0) {
            position++;
            if (read == '\n') {
                endOfLast = position;
                return line.toByteArray();
            }
            line.write(read);
            read = bytes.read();
        }
        return null;
    }

    /** Offset in the file after the last complete line. */
    long endOfLast() {
        return endOfLast;
    }
}
