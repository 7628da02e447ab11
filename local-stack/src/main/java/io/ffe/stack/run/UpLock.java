package io.ffe.stack.run;

import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Holds a {@code .ffe} folder for one runner. The lock is the system's: it goes with the process, however that ends. The
 * file's text only says who holds it.
 */
public final class UpLock implements AutoCloseable {

    private static final int ATTEMPTS = 5;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

    private final FileChannel channel;
    private final Path file;

    /** What a holder does. */
    public enum Work {
        UP("runs"),
        RESTORE("restores"),
        ROLLBACK("puts an earlier build into the place of"),
        BACKUP("backs up"),
        AUDIT("audits"),
        READ("reads the books of"),
        REMOVE("removes");

        private final String verb;

        Work(String verb) {
            this.verb = verb;
        }
    }

    /**
     * Who holds the folder.
     *
     * @param runId of a rollback the build that it replaces, of a removal all runs that are named
     * @param work absent in what an {@code up} of an earlier version wrote
     */
    public record Holder(
            long pid, String runId, Instant since, @Nullable Work work) {

        public boolean isUp() {
            return work == null || work == Work.UP;
        }

        /** What goes on and what to do about it, of one that is no {@code up}. */
        public String told() {
            return "process " + pid + " " + (work == null ? Work.UP : work).verb + " " + runId + " since " + since
                    + ". Wait for it, or end it with Ctrl-C where it was started";
        }
    }

    private UpLock(FileChannel channel, Path file) {
        this.channel = channel;
        this.file = file;
    }

    /** @throws Problem naming the run that is up and its process */
    public static UpLock take(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lockSoon(channel)) {
                channel.close();
                throw Problem.failure(holder(file)
                        .map(holder -> holder.isUp()
                                ? "FFE is up already: run " + holder.runId() + ", process " + holder.pid() + ", since "
                                        + holder.since() + ". Look at it with ./ffe status, stop it with ./ffe down"
                                : holder.told())
                        .orElse("FFE is starting already in " + file.getParent()
                                + ". Wait for it, or stop it with Ctrl-C where it was started"));
            }
            // What a killed holder wrote would be taken for the new one's until that says something.
            channel.truncate(0);
            return new UpLock(channel, file);
        } catch (IOException refused) {
            throw Problem.failure(file + " cannot be opened: " + refused.getMessage(), refused);
        }
    }

    /** Writes down who holds the lock. */
    public void say(Holder holder) {
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(Json.mapper().writeValueAsBytes(holder)), 0);
        } catch (IOException refused) {
            throw Problem.failure(file + " cannot be written: " + refused.getMessage(), refused);
        }
    }

    /** Who holds the lock now; empty when nobody does. */
    public static Optional<Holder> current(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return tryLock(channel) == null ? holder(file) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** A second call does nothing. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.truncate(0);
            channel.close();
        } catch (IOException gone) {
            throw Problem.failure(file + " cannot be released: " + gone.getMessage(), gone);
        }
    }

    /** A command that looks who is up holds the lock for an instant. */
    private static boolean lockSoon(FileChannel channel) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (tryLock(channel) != null) {
                return true;
            }
            LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
        }
        return false;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByUs) {
            return null;
        }
    }

    private static Optional<Holder> holder(Path file) {
        try {
            return Optional.of(Json.mapper().readValue(file.toFile(), Holder.class));
        } catch (IOException notYetWritten) {
            return Optional.empty();
        }
    }
}
