package io.ffe.papervenue.store;

import io.ffe.papervenue.domain.JournalLine;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The journal file, held by one process. */
public final class Journal implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Journal.class);

    /** Room for a line of the usual size. */
    private static final int PROBE_BYTES = 4096;

    private final Path file;
    /** Not a FileChannel: an interrupt of a thread inside one closes it, and a shutdown would look like a lost disk. */
    private final RandomAccessFile bytes;

    private final FileChannel lockFile;
    private final LongConsumer forceNanos;
    private final Runnable onLostDisk;

    private final Object forcing = new Object();
    private volatile long durableLine;
    private volatile long writtenLine;
    private volatile @Nullable String refusal;
    private long end;

    private Journal(
            Path file, RandomAccessFile bytes, FileChannel lockFile, LongConsumer forceNanos, Runnable onLostDisk) {
        this.file = file;
        this.bytes = bytes;
        this.lockFile = lockFile;
        this.forceNanos = forceNanos;
        this.onLostDisk = onLostDisk;
    }

    /**
     * Opens or creates a journal and replays it.
     *
     * @param fold gets each line in order
     * @param forceNanos gets the duration of each call to the disk
     * @param onLostDisk called when the disk failed to keep what it had taken; the process must not go on
     * @throws JournalDamaged when the file cannot be opened, is held by another process, belongs to another run, or is
     *     damaged before its last line
     */
    public static Journal open(
            Path file, String runId, Consumer<JournalLine> fold, LongConsumer forceNanos, Runnable onLostDisk) {
        Path absolute = file.toAbsolutePath();
        Path folder = Objects.requireNonNull(absolute.getParent(), "a file has a folder");
        FileChannel lockFile = lock(absolute, folder);
        try {
            RandomAccessFile bytes = new RandomAccessFile(absolute.toFile(), "rw");
            Journal journal = new Journal(absolute, bytes, lockFile, forceNanos, onLostDisk);
            journal.recover(runId, fold);
            force(folder);
            return journal;
        } catch (IOException cannot) {
            closeQuietly(lockFile);
            throw new JournalDamaged(
                    "journal " + absolute + " cannot be opened: " + cannot
                            + "; make room or make it writable, or name another file with ffe.paper-venue.journal",
                    cannot);
        } catch (RuntimeException broken) {
            closeQuietly(lockFile);
            throw broken;
        }
    }

    /**
     * Writes a line behind the last one. All of it or nothing: what a full disk took of it is cut off again. Where no more room is left
     * than {@link #refusal} asks for, nothing is tried: a disk that is full would take what fits into the file's last block, from a
     * venue that says that it accepts nothing.
     *
     * @throws JournalUnwritable when the disk does not take it
     */
    public void append(JournalLine line) throws JournalUnwritable {
        String noRoom = mayBeFull() ? noRoom() : null;
        if (noRoom != null) {
            refusal = noRoom;
            throw new JournalUnwritable(noRoom);
        }
        try {
            write(JournalCodec.encode(line));
            writtenLine = line.line();
            refusal = null;
        } catch (IOException full) {
            refusal = "journal " + file + " cannot be written: " + full.getMessage()
                    + "; nothing is accepted until it can, make room or the file writable";
            throw new JournalUnwritable(refusal, full);
        }
    }

    /** Returns when the disk has everything up to and including the line. */
    public void awaitDurable(long line) {
        if (durableLine >= line) {
            return;
        }
        synchronized (forcing) {
            if (durableLine >= line) {
                return;
            }
            long through = writtenLine;
            long started = System.nanoTime();
            try {
                bytes.getFD().sync();
            } catch (IOException lost) {
                // Retrying could succeed without the data being there: the system drops what it failed to write.
                lose("the disk did not keep what it had taken", lost);
            }
            forceNanos.accept(System.nanoTime() - started);
            durableLine = through;
        }
    }

    /**
     * Why nothing can be appended; null when it can. After a refusal it tries whether there is room again, and before one it looks how
     * much there is: in a quiet market nothing may be written for minutes.
     */
    public @Nullable String refusal() {
        if (refusal == null) {
            return noRoom();
        }
        try {
            write(new byte[PROBE_BYTES]);
            end -= PROBE_BYTES;
            bytes.setLength(end);
            refusal = noRoom();
        } catch (IOException still) {
            LOG.debugf(still, "journal still unwritable file=%s", file);
        }
        return refusal;
    }

    /** Cheap enough for every line; 0 also where the system does not say. */
    private boolean mayBeFull() {
        return file.toFile().getUsableSpace() < PROBE_BYTES;
    }

    private @Nullable String noRoom() {
        try {
            long left = Files.getFileStore(file).getUsableSpace();
            return left >= PROBE_BYTES
                    ? null
                    : "journal " + file + " has " + left + " bytes left on its disk, expected at least " + PROBE_BYTES
                            + "; nothing is accepted until there are, make room";
        } catch (IOException unknown) {
            LOG.debugf(unknown, "room for journal unknown file=%s", file);
            return null;
        }
    }

    @Override
    public void close() {
        closeQuietly(bytes);
        closeQuietly(lockFile);
    }

    private void write(byte[] line) throws IOException {
        if (bytes.length() != end) {
            bytes.setLength(end);
        }
        bytes.seek(end);
        try {
            bytes.write(line);
        } catch (IOException refused) {
            bytes.setLength(end);
            throw refused;
        }
        end += line.length;
    }

    private void recover(String runId, Consumer<JournalLine> fold) throws IOException {
        LineReader lines = new LineReader(new FileInputStream(bytes.getFD()));
        byte[] first = lines.next();
        if (first == null) {
            cutTornEnd(0);
            write(JournalCodec.encode(new JournalHeader(JournalHeader.FORMAT, runId)));
            bytes.getFD().sync();
            return;
        }
        check(decode(first, JournalHeader.class, 1), runId);
        long number = 0;
        byte[] next = lines.next();
        while (next != null) {
            JournalLine line = decode(next, JournalLine.class, number + 2);
            if (line.line() != number + 1) {
                throw damaged(number + 2, "it is numbered " + line.line() + ", expected " + (number + 1), null);
            }
            fold.accept(line);
            number++;
            next = lines.next();
        }
        end = lines.endOfLast();
        cutTornEnd(end);
        // A line may have been written and never forced; it is about to be shown.
        bytes.getFD().sync();
        writtenLine = number;
        durableLine = number;
        LOG.infof("journal recovered file=%s lines=%d bytes=%d", file, number, end);
    }

    private void check(JournalHeader header, String runId) {
        if (!header.readable()) {
            throw new JournalDamaged("journal " + file + " has format " + header.format() + ", expected 1 to "
                    + JournalHeader.FORMAT + "; use the version of FFE that wrote it");
        }
        if (!header.runId().equals(runId)) {
            throw new JournalDamaged("journal " + file + " belongs to run '" + header.runId() + "', this is run '"
                    + runId + "'; give each run its own ffe.paper-venue.journal");
        }
    }

    private void cutTornEnd(long keep) throws IOException {
        if (bytes.length() > keep) {
            LOG.warnf("journal torn last line cut file=%s position=%d bytes=%d", file, keep, bytes.length() - keep);
            bytes.setLength(keep);
            bytes.getFD().sync();
        }
    }

    private <T> T decode(byte[] line, Class<T> type, long lineOfFile) {
        try {
            return JournalCodec.decode(line, type);
        } catch (IOException wrong) {
            throw damaged(lineOfFile, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private JournalDamaged damaged(long lineOfFile, String what, @Nullable Throwable cause) {
        String message = "journal " + file + " is damaged in line " + lineOfFile + " of the file: " + what
                + "; restore the file from a backup, nothing after that line can be trusted";
        return cause == null ? new JournalDamaged(message) : new JournalDamaged(message, cause);
    }

    private void lose(String what, IOException cause) {
        LOG.fatalf(cause, "journal lost file=%s what=\"%s\"", file, what);
        onLostDisk.run();
        throw new IllegalStateException(what, cause);
    }

    private static FileChannel lock(Path file, Path folder) {
        // A file of its own: closing any other handle on a locked file would give its lock up.
        Path beside = folder.resolve(file.getFileName() + ".lock");
        try {
            Files.createDirectories(folder);
            FileChannel lockFile = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(lockFile);
            if (lock == null) {
                closeQuietly(lockFile);
                throw new JournalDamaged("journal " + file
                        + " is held by another process; expected one paper venue per journal, stop the other or give this"
                        + " one its own ffe.paper-venue.journal");
            }
            return lockFile;
        } catch (IOException cannot) {
            throw new JournalDamaged(
                    "journal " + file + " cannot be locked: " + cannot
                            + "; make room or make the folder writable, or name another with ffe.paper-venue.journal",
                    cannot);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock();
        } catch (OverlappingFileLockException heldHere) {
            return null;
        }
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static void closeQuietly(Closeable open) {
        try {
            open.close();
        } catch (IOException ignored) {
            LOG.debugf(ignored, "file did not close");
        }
    }
}
