package io.ffe.marketdata.feed;

import io.ffe.marketdata.feed.FeedFileException.Problem;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Lines of a plain or gzipped file, one at a time. What is wrong with the file as such becomes a {@link Problem}. */
final class LineReader implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;
    private static final int LONGEST_ROW = 4096;
    /** A message with a whole order book has some 64 KB. */
    private static final int LONGEST_MESSAGE = 256 * 1024;

    private static final int GZIP_MAGIC = 0x1f8b;

    private final Path file;
    private final InputStream in;
    private @Nullable GzipMembers members;
    private byte[] line = new byte[LONGEST_ROW];
    private long number;
    private boolean ended;

    LineReader(Path file) {
        this.file = file;
        if (!Files.exists(file)) {
            throw wrong("there is no such file", "a CSV file, plain or gzipped", "check the path");
        }
        if (Files.isDirectory(file)) {
            throw wrong("it is a directory", "a CSV file, plain or gzipped", "name the file in it");
        }
        if (!Files.isRegularFile(file)) {
            throw wrong("it is a pipe or a device", "a file, which is read more than once", "write its rows to a file");
        }
        this.in = open();
    }

    /** Number of the line last read, from 1. */
    long number() {
        return number;
    }

    /** Whether the line last read has an end: without one, the file may have been cut in the middle of it. */
    boolean ended() {
        return ended;
    }

    /** The next line without its end, or null after the last one. */
    @Nullable
    String next() {
        number++;
        try {
            int length = 0;
            int read;
            while ((read = in.read()) != '\n') {
                if (read < 0) {
                    checkEnd();
                    ended = length > 0 && line[length - 1] == '\r';
                    return length == 0 ? null : text(length);
                }
                if (length == line.length) {
                    throw wrong(
                            "the line has more than " + line.length + " characters: '" + text(40) + "...'",
                            "a row of comma-separated values",
                            "check that the file is text");
                }
                line[length++] = (byte) read;
            }
            ended = true;
            return text(length);
        } catch (EOFException truncated) {
            throw wrong("the gzip data ends too early", "a complete gzip file", "fetch the file again");
        } catch (ZipException damaged) {
            throw wrong("the gzip data is damaged", "a sound gzip file", "fetch the file again");
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        }
    }

    /** From the next line on: those of a capture are messages and no rows. */
    void expectMessages() {
        line = new byte[LONGEST_MESSAGE];
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        }
    }

    private InputStream open() {
        InputStream raw = null;
        try {
            raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
            raw.mark(2);
            int magic = raw.read() << 8 | raw.read();
            raw.reset();
            if (magic == GZIP_MAGIC) {
                members = new GzipMembers(raw, BUFFER);
                return new BufferedInputStream(members, BUFFER);
            }
            if (magic >= 0 && file.toString().endsWith(".gz")) {
                raw.close();
                throw wrong(
                        "it is named .gz and is not gzip",
                        "gzip data, or a name without .gz",
                        "rename it, or fetch it again");
            }
            return raw;
        } catch (EOFException truncated) {
            closeQuietly(raw);
            throw wrong("the gzip data ends too early", "a complete gzip file", "fetch the file again");
        } catch (IOException unreadable) {
            closeQuietly(raw);
            throw unreadable(unreadable);
        }
    }

    /** Java's reader of gzip takes whatever follows that is none for the end: rows behind it would be lost without a word. */
    private void checkEnd() throws IOException {
        long behind = members == null ? 0 : members.bytesBehind();
        if (behind > 0) {
            throw wrong(
                    "after the gzip data come " + behind + " bytes that are none",
                    "gzip data to the end of the file",
                    "fetch the file again");
        }
    }

    /** The failure that is being reported matters more than one of closing. */
    private static void closeQuietly(@Nullable InputStream stream) {
        if (stream == null) {
            return;
        }
        try {
            stream.close();
        } catch (IOException alreadyFailing) {
            return;
        }
    }

    private String text(int length) {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }

    private FeedFileException unreadable(IOException cause) {
        String why = cause instanceof AccessDeniedException ? "permission denied" : String.valueOf(cause.getMessage());
        return wrong("it cannot be read: " + why, "a readable file", "check its permissions and the disk");
    }

    private FeedFileException wrong(String found, String expected, String remedy) {
        return new FeedFileException(List.of(new Problem(file, number, found, expected, remedy)));
    }
}
