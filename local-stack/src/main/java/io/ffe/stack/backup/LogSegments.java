package io.ffe.stack.backup;

import io.ffe.stack.broker.BrokerMain;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A partition's log in the folder of a broker that is not running: segments, each named by its first offset. The broker reads them at
 * its start to make their indexes, and dies when one has more entries than an index has room for.
 */
final class LogSegments implements AutoCloseable {

    private static final int TIME_INDEX_ENTRY_BYTES = 12;

    /** A batch has at most one entry in an index, however small or large it is: half of what the larger one has room for. */
    static final Limit USUAL = new Limit(64L * 1024 * 1024, BrokerMain.INDEX_BYTES / TIME_INDEX_ENTRY_BYTES / 2);

    private final Path log;
    private final Limit limit;
    private OutputStream out;
    private long base;
    private long bytes;
    private int batches;
    private long end;

    /**
     * What one segment holds at most.
     *
     * @param bytes of its batches; a batch larger than this has a segment for itself
     * @param batches of any size
     */
    record Limit(long bytes, int batches) {}

    private LogSegments(Path log, long begin, Limit limit) throws IOException {
        this.log = log;
        this.limit = limit;
        this.base = begin;
        this.end = begin;
        this.out = create(begin);
    }

    /**
     * Makes the first segment.
     *
     * @param log the partition's folder, without segments
     * @param begin where the partition begins, however far behind it the first batch is
     * @throws java.nio.file.FileAlreadyExistsException when there is a segment of this name
     */
    static LogSegments begin(Path log, long begin, Limit limit) throws IOException {
        return new LogSegments(log, begin, limit);
    }

    /** Adds the next batch; offsets rise. */
    void append(ByteBuffer batch, long firstOffset, long lastOffset) throws IOException {
        boolean full = batches > 0 && (batches >= limit.batches() || bytes + batch.remaining() > limit.bytes());
        // Within a segment offsets are counted from its first one, by an int.
        if (full || lastOffset - base > Integer.MAX_VALUE) {
            out.close();
            out = create(firstOffset);
            base = firstOffset;
            bytes = 0;
            batches = 0;
        }
        byte[] content = new byte[batch.remaining()];
        batch.get(content);
        out.write(content);
        bytes += content.length;
        batches++;
        end = lastOffset + 1;
    }

    /** Offset after the last record, or where the partition begins when there is none. */
    long end() {
        return end;
    }

    private OutputStream create(long firstOffset) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(
                log.resolve(String.format("%020d.log", firstOffset)),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
