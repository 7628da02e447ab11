package io.ffe.stack.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.FileRecords;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {

    @TempDir
    Path folder;

    @Test
    void offsets_with_gaps_append_times_keys_headers_and_bytes_come_back_as_they_were() throws IOException {
        Path file = folder.resolve("topic-0.log");
        write(file, record(7, 1_000, "k", "one"), record(8, 1_000, null, null), record(1_000_000, 2_000, "k", "three"));

        assertThat(read(file))
                .containsExactly("7@1000 k=one h=7", "8@1000 null=null h=8", "1000000@2000 k=three h=1000000");
    }

    @Test
    void what_is_not_wanted_leaves_a_gap_and_the_others_keep_their_offsets() throws IOException {
        Path file = folder.resolve("topic-0.log");
        write(file, record(0, 1, "k", "a"), record(1, 1, "k", "b"), record(2, 1, "k", "c"), record(3, 2, "k", "d"));

        Path copy = folder.resolve("copy.log");
        assertThat(copy(file, copy, 1)).isEqualTo(4);
        assertThat(read(copy)).containsExactly("0@1 k=a h=0", "2@1 k=c h=2", "3@2 k=d h=3");
        // The next record is appended right behind the last one that was wanted.
        assertThat(copy(file, folder.resolve("cut.log"), 3)).isEqualTo(3);
        assertThat(copy(Files.createFile(folder.resolve("empty.log")), folder.resolve("none.log"), -1))
                .isZero();
    }

    @Test
    void many_records_are_many_batches() throws IOException {
        Path file = folder.resolve("topic-0.log");
        List<ConsumerRecord<byte[], byte[]>> many = new ArrayList<>();
        for (int offset = 0; offset < 2_000; offset++) {
            many.add(record(offset, offset / 1_100, "k", "x".repeat(offset % 3_000)));
        }
        try (Digested out = Digested.create(file)) {
            RecordFile records = new RecordFile(out);
            for (ConsumerRecord<byte[], byte[]> record : many) {
                records.add(record);
            }
            records.flush();
            assertThat(records.records()).isEqualTo(2_000);
        }
        assertThat(read(file)).hasSize(2_000).last().asString().startsWith("1999@1 k=xxx");
    }

    private static long copy(Path from, Path to, long unwanted) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long end = RecordFile.copy(from, out, 0, record -> record.offset() != unwanted);
        Files.write(to, out.toByteArray());
        return end;
    }

    @SafeVarargs
    private static void write(Path file, ConsumerRecord<byte[], byte[]>... all) throws IOException {
        try (Digested out = Digested.create(file)) {
            RecordFile records = new RecordFile(out);
            for (ConsumerRecord<byte[], byte[]> record : all) {
                records.add(record);
            }
            records.flush();
        }
    }

    private static List<String> read(Path file) throws IOException {
        List<String> found = new ArrayList<>();
        try (FileRecords records = FileRecords.open(file.toFile(), false)) {
            for (Record record : records.records()) {
                found.add(record.offset() + "@" + record.timestamp() + " " + text(Utils.toNullableArray(record.key()))
                        + "=" + text(Utils.toNullableArray(record.value())) + " h="
                        + text(record.headers()[0].value()));
            }
        }
        return found;
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, long appendedAt, String key, String value) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        byte[] valueBytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        RecordHeaders headers = new RecordHeaders();
        headers.add("h", String.valueOf(offset).getBytes(StandardCharsets.UTF_8));
        return new ConsumerRecord<>(
                "topic",
                0,
                offset,
                appendedAt,
                TimestampType.LOG_APPEND_TIME,
                keyBytes == null ? -1 : keyBytes.length,
                valueBytes == null ? -1 : valueBytes.length,
                keyBytes,
                valueBytes,
                headers,
                Optional.empty());
    }
}
