package io.ffe.stack.doctor;

import io.ffe.schema.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whether the broker's topics are as the catalogue says. */
public final class TopicCheck implements Check {

    private static final String MIN_INSYNC = "min.insync.replicas";
    private static final long SECONDS = 20;

    private final Admin admin;
    private final String bootstrapServers;

    public TopicCheck(Admin admin, String bootstrapServers) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
    }

    @Override
    public String name() {
        return "topics";
    }

    /** A topic as it should be. */
    private record Wanted(int partitions, Map<String, String> settings) {}

    @Override
    public List<Finding> look() throws InterruptedException {
        Map<String, Wanted> wanted = new TreeMap<>();
        for (Topics topic : Topics.values()) {
            wanted.put(topic.topicName(), new Wanted(topic.partitions(), topic.settings()));
            wanted.put(topic.dlqName(), new Wanted(Topics.DLQ_PARTITIONS, topic.dlqSettings()));
        }
        List<Finding> findings = new ArrayList<>();
        try {
            Map<String, KafkaFuture<TopicDescription>> described =
                    admin.describeTopics(wanted.keySet()).topicNameValues();
            List<String> there = new ArrayList<>();
            for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : new TreeMap<>(described).entrySet()) {
                try {
                    TopicDescription found = topic.getValue().get(SECONDS, TimeUnit.SECONDS);
                    there.add(topic.getKey());
                    partitions(found, Objects.requireNonNull(wanted.get(topic.getKey())), findings);
                } catch (ExecutionException missing) {
                    if (!(missing.getCause() instanceof UnknownTopicOrPartitionException)) {
                        throw missing;
                    }
                    findings.add(Finding.failure(
                            name(),
                            topic.getKey(),
                            "is not there",
                            "a topic of "
                                    + Objects.requireNonNull(wanted.get(topic.getKey()))
                                            .partitions() + " partitions",
                            "./ffe up makes what is missing"));
                }
            }
            settings(there, wanted, replicas(there), findings);
        } catch (ExecutionException | TimeoutException silent) {
            return List.of(Finding.failure(
                    name(),
                    "Kafka at " + bootstrapServers,
                    "does not answer: " + silent.getMessage(),
                    "an answer within " + SECONDS + " s",
                    "./ffe status and ./ffe logs kafka say more"));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(name(), wanted.size() + " topics", "as the catalogue has them"));
        }
        return findings;
    }

    private void partitions(TopicDescription found, Wanted wanted, List<Finding> findings) {
        if (found.partitions().size() != wanted.partitions()) {
            findings.add(
                    Finding.failure(
                            name(),
                            found.name(),
                            found.partitions().size() + " partitions",
                            wanted.partitions() + ", as in docs/topics.md",
                            "keys are in other partitions than their readers think: use a broker with empty topics, ./ffe up --new"));
        }
        found.partitions().stream()
                .filter(partition ->
                        partition.leader() == null || partition.leader().isEmpty())
                .forEach(partition -> findings.add(Finding.failure(
                        name(),
                        found.name() + " partition " + partition.partition(),
                        "has no leader",
                        "a broker that leads it",
                        "look at the brokers: nothing can be read or written there")));
    }

    private Map<String, Integer> replicas(List<String> topics)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<String, Integer> replicas = new TreeMap<>();
        admin.describeTopics(topics)
                .allTopicNames()
                .get(SECONDS, TimeUnit.SECONDS)
                .forEach((topic, found) -> replicas.put(
                        topic,
                        found.partitions().stream()
                                .mapToInt(partition -> partition.replicas().size())
                                .min()
                                .orElse(0)));
        return replicas;
    }

    private void settings(
            List<String> topics, Map<String, Wanted> wanted, Map<String, Integer> replicas, List<Finding> findings)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<ConfigResource, Config> found = admin.describeConfigs(topics.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .toList())
                .all()
                .get(SECONDS, TimeUnit.SECONDS);
        Map<String, Config> byName = new TreeMap<>();
        found.forEach((resource, config) -> byName.put(resource.name(), config));
        byName.forEach((topic, config) -> {
            Wanted should = Objects.requireNonNull(wanted.get(topic));
            new TreeMap<>(should.settings()).forEach((key, value) -> setting(topic, config, key, value, findings));
            minInsync(topic, config, replicas.getOrDefault(topic, 0), findings);
        });
    }

    private void setting(String topic, Config config, String key, String value, List<Finding> findings) {
        ConfigEntry entry = config.get(key);
        String actual = entry == null ? "not set" : entry.value();
        if (!value.equals(actual)) {
            findings.add(Finding.failure(
                    name(),
                    topic,
                    key + "=" + actual,
                    key + "=" + value,
                    "kafka-configs --alter --entity-type topics --entity-name " + topic + " --add-config " + key + "="
                            + value));
        }
    }

    /** With three copies an acknowledged record has to be on two of them; more than there are copies takes nothing. */
    private void minInsync(String topic, Config config, int copies, List<Finding> findings) {
        ConfigEntry entry = config.get(MIN_INSYNC);
        int insync = entry == null ? 1 : Integer.parseInt(entry.value());
        int least = copies >= 3 ? 2 : 1;
        if (insync > copies || insync < least) {
            findings.add(Finding.failure(
                    name(),
                    topic,
                    MIN_INSYNC + "=" + insync + " with " + copies + (copies == 1 ? " replica" : " replicas"),
                    "from " + least + " to " + copies,
                    insync > copies
                            ? "nothing can be written: lower it, or bring the other brokers back"
                            : "an acknowledged record can be lost with one broker: raise it to " + least));
        }
    }
}
