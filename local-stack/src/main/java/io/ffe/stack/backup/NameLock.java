package io.ffe.stack.backup;

import io.ffe.stack.Problem;
import io.ffe.stack.process.WritableFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps others away from the name of a backup while it is written. The lock is the system's: it goes with the process, however that
 * ends. The file's text only says who holds it.
 */
final class NameLock implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;

    private NameLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws Problem naming who writes a backup of this name */
    static NameLock take(Path target) {
        Path file = target.resolveSibling("." + target.getFileName() + ".lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isOurs(channel, file)) {
                channel.close();
                throw Problem.failure(
                        target + " is being written by another backup, process " + holder(file) + ", which holds "
                                + file + ": nothing was changed. Wait for it, or name another folder with --to");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new NameLock(file, channel);
        } catch (IOException refused) {
            throw Problem.failure(file + " cannot be made: " + WritableFolder.reason(refused), refused);
        }
    }

    /** Whoever held it before has removed the file: what we have locked may be at no path any more, and another's at this one. */
    private static boolean isOurs(FileChannel channel, Path file) throws IOException {
        Object opened = key(file);
        return tryLock(channel) != null && opened != null && opened.equals(key(file));
    }

    /** Not by opening it: a handle on a locked file gives the lock up when it is closed. */
    private static @Nullable Object key(Path file) throws IOException {
        try {
            return Objects.requireNonNull(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey(), "files have keys");
        } catch (NoSuchFileException removed) {
            return null;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByUs) {
            return null;
        }
    }

    private static String holder(Path file) throws IOException {
        try {
            String pid = Files.readString(file).strip();
            return pid.isEmpty() ? "unknown" : pid;
        } catch (NoSuchFileException ended) {
            return "unknown";
        }
    }

    @Override
    public void close() {
        try {
            // While it is held: afterwards it may be another's.
            Files.deleteIfExists(file);
            channel.close();
        } catch (IOException refused) {
            throw Problem.failure(file + " cannot be removed: " + WritableFolder.reason(refused), refused);
        }
    }
}
