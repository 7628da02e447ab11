package io.ffe.stack.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.FileRecords;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;

/**
 * The records of a partition in Kafka's own form on the disk: batches one after another, which carry offsets, append times, keys,
 * values and headers. A broker reads such a file as a segment of its log, and so does {@code kafka-dump-log}.
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
     * Copies a file, without the records that are not wanted; the others keep everything, their offsets too.
     *
     * @return offset after the last record that was copied, or {@code begin} when there was none
     */
    static long copy(Path from, OutputStream to, long begin, Predicate<Record> wanted) throws IOException {
        long end = begin;
        try (FileRecords file = FileRecords.open(from.toFile(), false)) {
            for (RecordBatch batch : file.batches()) {
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
                write(builder.build(), to);
                end = kept.getLast().offset() + 1;
            }
        }
        return end;
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
