package io.ffe.stack.backup;

import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import io.ffe.stack.backup.Manifest.Committed;
import io.ffe.stack.backup.Manifest.Partition;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.read.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.common.TopicPartition;

/** Topics and committed offsets into a backup. Reads like any consumer: whoever writes and reads meanwhile is not held up. */
final class TopicCopy {

    static final String FOLDER = "topics/";

    private static final long WAIT_SECONDS = 30;

    /**
     * Whoever is caused before what causes it: ends that are asked for in this order name no record whose cause is missing. What
     * beats name has to be on the tick topic.
     */
    private static final List<Topics> EFFECTS_FIRST = List.of(
            Topics.ACKS,
            Topics.CLOCK,
            Topics.OUTCOMES,
            Topics.PORTFOLIO,
            Topics.EXECUTIONS,
            Topics.VERDICTS,
            Topics.CONTROL,
            Topics.DECISIONS,
            Topics.SNAPSHOTS,
            Topics.BARS,
            Topics.TICKS);

    private final String bootstrapServers;
    private final TopicReader reader;

    TopicCopy(String bootstrapServers, TopicReader reader) {
        this.bootstrapServers = bootstrapServers;
        this.reader = reader;
    }

    /** The file of a partition in a backup. */
    static String fileOf(String topic, int partition) {
        return FOLDER + topic + "-" + partition + ".log";
    }

    /** Names of all topics, dead letters last. */
    static List<String> names() {
        List<String> names =
                new ArrayList<>(EFFECTS_FIRST.stream().map(Topics::topicName).toList());
        EFFECTS_FIRST.stream().map(Topics::dlqName).forEach(names::add);
        return names;
    }

    /** Where each partition ends now. */
    Map<TopicPartition, Long> ends() {
        Map<TopicPartition, Long> ends = new LinkedHashMap<>();
        for (String topic : names()) {
            reader.ends(topic).forEach((partition, end) -> ends.put(new TopicPartition(topic, partition), end));
        }
        return ends;
    }

    /** What every group has committed on the topics of the catalogue. */
    List<Committed> committed() throws InterruptedException {
        List<Committed> all = new ArrayList<>();
        List<String> names = names();
        try (Admin admin = TopicCreation.admin(bootstrapServers)) {
            for (GroupListing listing : admin.listGroups().all().get(WAIT_SECONDS, TimeUnit.SECONDS)) {
                String group = listing.groupId();
                admin.listConsumerGroupOffsets(Map.of(group, new ListConsumerGroupOffsetsSpec()))
                        .partitionsToOffsetAndMetadata(group)
                        .get(WAIT_SECONDS, TimeUnit.SECONDS)
                        .forEach((partition, offset) -> {
                            if (offset != null && names.contains(partition.topic())) {
                                all.add(new Committed(
                                        group,
                                        partition.topic(),
                                        partition.partition(),
                                        offset.offset(),
                                        offset.metadata()));
                            }
                        });
            }
        } catch (ExecutionException | TimeoutException failed) {
            throw Problem.failure(
                    "Kafka at " + bootstrapServers + " does not tell what its readers have committed: "
                            + failed.getMessage(),
                    failed);
        }
        all.sort(Comparator.comparing(Committed::group)
                .thenComparing(Committed::topic)
                .thenComparingInt(Committed::partition));
        return all;
    }

    /**
     * Copies every record before the ends.
     *
     * @param published where partitions ended before the databases' cut, and when that was
     */
    Map<String, List<Partition>> copy(
            BackupFolder.Unfinished into,
            Map<TopicPartition, Long> published,
            Instant publishedAt,
            Map<TopicPartition, Long> ends,
            Progress progress)
            throws IOException {
        Map<String, List<Partition>> copied = new TreeMap<>();
        long[] bytes = {0};
        for (String topic : names()) {
            Map<Integer, Long> begins = reader.begins(topic);
            List<Partition> partitions = new ArrayList<>();
            for (int number = 0; number < begins.size(); number++) {
                TopicPartition partition = new TopicPartition(topic, number);
                long begin = begins.getOrDefault(number, 0L);
                long end = Math.max(begin, ends.getOrDefault(partition, 0L));
                long records = begin == end ? 0 : copy(into, partition, begin, end, bytes, progress);
                partitions.add(
                        new Partition(number, begin, published.getOrDefault(partition, 0L), publishedAt, end, records));
            }
            copied.put(topic, partitions);
        }
        return copied;
    }

    private long copy(
            BackupFolder.Unfinished into,
            TopicPartition partition,
            long begin,
            long end,
            long[] bytes,
            Progress progress)
            throws IOException {
        String name = fileOf(partition.topic(), partition.partition());
        try (Digested out = Digested.create(into.file(name))) {
            RecordFile file = new RecordFile(out);
            long before = bytes[0];
            reader.between(Map.of(partition, begin), Map.of(partition, end), record -> {
                try {
                    file.add(record);
                    bytes[0] = before + out.bytes();
                    progress.at("topics", bytes[0], 0);
                } catch (IOException full) {
                    throw new UncheckedIOException(full);
                }
            });
            file.flush();
            bytes[0] = before + out.bytes();
            into.wrote(name, out.content());
            return file.records();
        } catch (UncheckedIOException full) {
            throw full.getCause();
        }
    }
}
