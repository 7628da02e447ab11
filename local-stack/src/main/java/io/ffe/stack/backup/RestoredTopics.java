package io.ffe.stack.backup;

import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import io.ffe.stack.backup.Manifest.Committed;
import io.ffe.stack.backup.Manifest.Partition;
import io.ffe.stack.broker.TopicCreation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.Record;

/**
 * Puts records back where they were, with their offsets and append times, as segments of the broker's log: a producer can choose
 * neither. The broker that owns the folder has made its topics and is not running.
 *
 * <p>Left out are records that their writer's database does not know: they were published after the databases' cut. They can only
 * stand behind what was published before it.
 */
final class RestoredTopics {

    /** What the broker knows of its logs from an earlier life; without it every log is read and its indexes made. */
    private static final List<String> ABOUT_LOGS = List.of(
            ".kafka_cleanshutdown",
            "recovery-point-offset-checkpoint",
            "log-start-offset-checkpoint",
            "replication-offset-checkpoint",
            "cleaner-offset-checkpoint");

    private static final long WAIT_SECONDS = 30;

    private final Path backup;
    private final Path broker;
    private final Map<String, Set<String>> known;
    private final LogSegments.Limit limit;
    private final Map<String, Set<String>> tails = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private long left;
    private long records;

    /**
     * @param backup its folder
     * @param broker the broker's data folder
     * @param known by topic that has an outbox, the ids of events that are in it
     * @param limit of each segment
     */
    RestoredTopics(Path backup, Path broker, Map<String, Set<String>> known, LogSegments.Limit limit) {
        this.backup = backup;
        this.broker = broker;
        this.known = known;
        this.limit = limit;
    }

    /** Writes every partition. */
    void write(Manifest manifest, Progress progress) throws IOException {
        long of = manifest.files().entrySet().stream()
                .filter(file -> file.getKey().startsWith(TopicCopy.FOLDER))
                .mapToLong(file -> file.getValue().bytes())
                .sum();
        long done = 0;
        for (Map.Entry<String, List<Partition>> topic : manifest.topics().entrySet()) {
            for (Partition partition : topic.getValue()) {
                write(topic.getKey(), partition);
                String name = TopicCopy.fileOf(topic.getKey(), partition.partition());
                done += Optional.ofNullable(manifest.files().get(name))
                        .map(Manifest.Content::bytes)
                        .orElse(0L);
                progress.at("topics", done, of);
            }
        }
        for (String file : ABOUT_LOGS) {
            Files.deleteIfExists(broker.resolve(file));
        }
    }

    private void write(String topic, Partition partition) throws IOException {
        Path log = broker.resolve(topic + "-" + partition.partition());
        if (!Files.isDirectory(log)) {
            throw Problem.failure("the backup has " + topic + "-" + partition.partition()
                    + ", which this version's topics have not: restore it with the version that made it");
        }
        try (Stream<Path> entries = Files.list(log)) {
            for (Path entry : entries.toList()) {
                if (!entry.endsWith("partition.metadata")) {
                    Files.delete(entry);
                }
            }
        }
        Path copied = backup.resolve(TopicCopy.fileOf(topic, partition.partition()));
        try (LogSegments segments = LogSegments.begin(log, partition.begin(), limit)) {
            if (Files.exists(copied)) {
                RecordFile.copy(copied, record -> isWanted(topic, partition, record), segments);
            }
            ends.put(new TopicPartition(topic, partition.partition()), segments.end());
        }
    }

    private boolean isWanted(String topic, Partition partition, Record record) {
        Set<String> ids = known.get(topic);
        if (ids != null && record.offset() >= partition.published()) {
            Map<String, String> headers = headers(record);
            String id = headers.getOrDefault(HeaderNames.ID, "");
            if (isOwn(topic, headers) && !ids.contains(id)) {
                left++;
                return false;
            }
            tails.computeIfAbsent(topic, first -> new HashSet<>()).add(id);
        }
        records++;
        return true;
    }

    /** Others may write decisions too; no database of ours knows those. */
    private static boolean isOwn(String topic, Map<String, String> headers) {
        return Topics.byName(topic)
                .flatMap(Topics::writer)
                .filter(stage -> ("ffe/" + stage.label()).equals(headers.get(HeaderNames.SOURCE)))
                .isPresent();
    }

    private static Map<String, String> headers(Record record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return headers;
    }

    /** Ids that are on a topic behind what was published before the databases' cut. */
    Map<String, Set<String>> tails() {
        return tails;
    }

    long records() {
        return records;
    }

    /** Records that no database knows. */
    long left() {
        return left;
    }

    /**
     * Tells the running broker what its readers had read, and sees to it that every partition ends where it should.
     *
     * @throws Problem naming a partition that does not
     */
    void commit(String bootstrapServers, List<Committed> groups) throws InterruptedException {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> byGroup = new HashMap<>();
        for (Committed committed : groups) {
            TopicPartition partition = new TopicPartition(committed.topic(), committed.partition());
            long offset = Math.min(committed.offset(), ends.getOrDefault(partition, committed.offset()));
            byGroup.computeIfAbsent(committed.group(), first -> new HashMap<>())
                    .put(
                            partition,
                            new OffsetAndMetadata(
                                    offset,
                                    Optional.ofNullable(committed.metadata()).orElse("")));
        }
        try (Admin admin = TopicCreation.admin(bootstrapServers)) {
            for (Map.Entry<String, Map<TopicPartition, OffsetAndMetadata>> group : byGroup.entrySet()) {
                admin.alterConsumerGroupOffsets(group.getKey(), group.getValue())
                        .all()
                        .get(WAIT_SECONDS, TimeUnit.SECONDS);
            }
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            ends.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
            List<String> wrong = new ArrayList<>();
            admin.listOffsets(latest).all().get(WAIT_SECONDS, TimeUnit.SECONDS).forEach((partition, found) -> {
                if (found.offset() != ends.getOrDefault(partition, -1L)) {
                    wrong.add(partition + " ends at " + found.offset() + ", expected " + ends.get(partition));
                }
            });
            if (!wrong.isEmpty()) {
                throw Problem.failure("the broker did not take the restored records: " + wrong);
            }
        } catch (ExecutionException | TimeoutException failed) {
            throw Problem.failure("the restored broker does not answer: " + failed.getMessage(), failed);
        }
    }
}
