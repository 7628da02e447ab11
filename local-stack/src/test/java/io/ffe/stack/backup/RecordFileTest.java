package io.ffe.stack.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import io.ffe.stack.broker.BrokerMain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

        assertThat(copy(file, "copy", 0, 1, LogSegments.USUAL)).isEqualTo(4);
        assertThat(segments("copy")).containsExactly("00000000000000000000.log");
        assertThat(readAll("copy")).containsExactly("0@1 k=a h=0", "2@1 k=c h=2", "3@2 k=d h=3");
        // The next record is appended right behind the last one that was wanted.
        assertThat(copy(file, "cut", 0, 3, LogSegments.USUAL)).isEqualTo(3);
        assertThat(copy(Files.createFile(folder.resolve("empty.log")), "none", 6, -1, LogSegments.USUAL))
                .isEqualTo(6);
        assertThat(segments("none")).containsExactly("00000000000000000006.log");
    }

    @Test
    void a_segment_ends_at_so_many_batches_and_at_so_many_bytes_and_the_first_has_the_name_of_the_beginning()
            throws IOException {
        Path file = folder.resolve("topic-0.log");
        write(
                file,
                record(7, 1, "k", "a"),
                record(8, 2, "k", "b"),
                record(20, 3, "k", "c"),
                record(21, 4, "k", "d"),
                record(30, 5, "k", "e"));
        List<String> all = read(file);

        assertThat(copy(file, "by-batches", 5, -1, new LogSegments.Limit(Long.MAX_VALUE, 2)))
                .isEqualTo(31);
        assertThat(segments("by-batches"))
                .containsExactly("00000000000000000005.log", "00000000000000000020.log", "00000000000000000030.log");
        assertThat(readAll("by-batches")).isEqualTo(all);
        // A batch that is larger than a segment may be has one for itself.
        assertThat(copy(file, "by-bytes", 5, -1, new LogSegments.Limit(1, Integer.MAX_VALUE)))
                .isEqualTo(31);
        assertThat(segments("by-bytes"))
                .containsExactly(
                        "00000000000000000005.log",
                        "00000000000000000008.log",
                        "00000000000000000020.log",
                        "00000000000000000021.log",
                        "00000000000000000030.log");
        assertThat(readAll("by-bytes")).isEqualTo(all);
    }

    @Test
    void offsets_too_far_from_the_beginning_of_a_segment_begin_another() throws IOException {
        Path file = folder.resolve("topic-0.log");
        long far = Integer.MAX_VALUE + 1L;
        write(file, record(0, 1, "k", "a"), record(far, 2, "k", "b"));

        assertThat(copy(file, "far", 0, -1, LogSegments.USUAL)).isEqualTo(far + 1);
        assertThat(segments("far")).containsExactly("00000000000000000000.log", "00000000002147483648.log");
    }

    @Test
    void an_index_has_room_for_an_entry_of_each_batch_of_a_segment() {
        assertThat(LogSegments.USUAL.batches()).isPositive().isLessThan(BrokerMain.INDEX_BYTES / 12);
        assertThat(LogSegments.USUAL.bytes()).isLessThan(Integer.MAX_VALUE);
    }

    @Test
    void a_file_that_ends_in_the_middle_of_a_batch_is_refused() throws IOException {
        Path file = folder.resolve("topic-0.log");
        write(file, record(0, 1, "k", "a"), record(1, 2, "k", "b"));
        byte[] whole = Files.readAllBytes(file);
        for (int missing : new int[] {1, whole.length / 2 - 5}) {
            Files.write(file, Arrays.copyOf(whole, whole.length - missing));

            assertThatThrownBy(() -> copy(file, "torn-" + missing, 0, -1, LogSegments.USUAL))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("ends in the middle of a batch");
        }
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

    private long copy(Path from, String log, long begin, long unwanted, LogSegments.Limit limit) throws IOException {
        try (LogSegments to = LogSegments.begin(Files.createDirectory(folder.resolve(log)), begin, limit)) {
            RecordFile.copy(from, record -> record.offset() != unwanted, to);
            return to.end();
        }
    }

    private List<String> segments(String log) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(log))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private List<String> readAll(String log) throws IOException {
        List<String> found = new ArrayList<>();
        for (String segment : segments(log)) {
            found.addAll(read(folder.resolve(log).resolve(segment)));
        }
        return found;
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
