package io.ffe.stack.backup;

import io.ffe.stack.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.Records;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * The records of a partition in Kafka's own form on the disk: batches one after another, which carry offsets, append times, keys,
 * values and headers. {@code kafka-dump-log} reads such a file, of any size; a broker's log is made of it by {@link LogSegments}.
 */
final class RecordFile {

    private static final int MOST_RECORDS = 500;
    private static final int MOST_BYTES = 512 * 1024;

    /** What a record takes besides its own bytes, at most. */
    private static final int OVERHEAD_BYTES = 64;

    private final OutputStream out;
    private final List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
    private int batchBytes;
    private long records;

    RecordFile(OutputStream out) {
        this.out = out;
    }

    /** Adds the next record; offsets rise. */
    void add(ConsumerRecord<byte[], byte[]> record) throws IOException {
        int bytes = bytes(record);
        // A batch has one append time.
        if (!batch.isEmpty()
                && (batch.size() >= MOST_RECORDS
                        || batchBytes + bytes > MOST_BYTES
                        || batch.getFirst().timestamp() != record.timestamp())) {
            flush();
        }
        batch.add(record);
        batchBytes += bytes;
        records++;
    }

    /** Writes what is held back. */
    void flush() throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        ConsumerRecord<byte[], byte[]> first = batch.getFirst();
        MemoryRecordsBuilder builder = builder(batchBytes, first.offset(), first.timestampType(), first.timestamp());
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            builder.appendWithOffset(
                    record.offset(),
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    record.headers().toArray());
        }
        write(builder.build(), out);
        batch.clear();
        batchBytes = 0;
    }

    long records() {
        return records;
    }

    /**
     * Copies a file of any size, without the records that are not wanted; the others keep everything, their offsets too. One batch
     * is in memory at a time.
     *
     * @throws Problem when the file ends in the middle of a batch
     */
    static void copy(Path from, Predicate<Record> wanted, LogSegments to) throws IOException {
        // Not FileRecords, which refuses 2 GiB and more.
        try (InputStream in = new BufferedInputStream(Files.newInputStream(from))) {
            for (RecordBatch batch = next(in, from); batch != null; batch = next(in, from)) {
                batch.ensureValid();
                List<Record> kept = new ArrayList<>();
                int bytes = 0;
                for (Record record : batch) {
                    if (wanted.test(record)) {
                        kept.add(record);
                        bytes += record.sizeInBytes() + OVERHEAD_BYTES;
                    }
                }
                if (kept.isEmpty()) {
                    continue;
                }
                MemoryRecordsBuilder builder =
                        builder(bytes, kept.getFirst().offset(), batch.timestampType(), batch.maxTimestamp());
                for (Record record : kept) {
                    builder.appendWithOffset(record.offset(), record);
                }
                to.append(
                        builder.build().buffer(),
                        kept.getFirst().offset(),
                        kept.getLast().offset());
            }
        }
    }

    /** Null at the end of the file. */
    private static @Nullable RecordBatch next(InputStream in, Path from) throws IOException {
        byte[] head = in.readNBytes(Records.LOG_OVERHEAD);
        if (head.length == 0) {
            return null;
        }
        int length =
                head.length < Records.LOG_OVERHEAD ? 0 : ByteBuffer.wrap(head).getInt(Records.SIZE_OFFSET);
        byte[] rest = in.readNBytes(Math.max(0, length));
        if (length <= 0 || rest.length < length) {
            throw Problem.failure(from + " ends in the middle of a batch: restore another backup");
        }
        ByteBuffer whole =
                ByteBuffer.allocate(head.length + length).put(head).put(rest).flip();
        return MemoryRecords.readableRecords(whole).batches().iterator().next();
    }

    private static MemoryRecordsBuilder builder(int bytes, long offset, TimestampType type, long appendedAt) {
        return MemoryRecords.builder(
                ByteBuffer.allocate(bytes + 1024),
                RecordBatch.CURRENT_MAGIC_VALUE,
                Compression.gzip().build(),
                type,
                offset,
                type == TimestampType.LOG_APPEND_TIME ? appendedAt : RecordBatch.NO_TIMESTAMP,
                RecordBatch.NO_PRODUCER_ID,
                RecordBatch.NO_PRODUCER_EPOCH,
                RecordBatch.NO_SEQUENCE,
                false,
                // The first leader that a new partition has.
                0);
    }

    private static void write(MemoryRecords records, OutputStream to) throws IOException {
        ByteBuffer buffer = records.buffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        to.write(bytes);
    }

    private static int bytes(ConsumerRecord<byte[], byte[]> record) {
        int bytes =
                OVERHEAD_BYTES + Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        for (Header header : record.headers()) {
            bytes += header.key().length() * 3 + (header.value() == null ? 0 : header.value().length) + 16;
        }
        return bytes;
    }
}
