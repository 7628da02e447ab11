package io.ffe.stack.broker;

import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import io.ffe.stack.process.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;

/** Makes the topics of the catalogue and their dead-letter topics exist, and refuses a topic that is other than it says. */
public final class TopicCreation {

    private static final short ONE_REPLICA = 1;
    private static final long WAIT_SECONDS = 60;

    private TopicCreation() {}

    /** An admin client whose calls end within a minute. */
    public static Admin admin(String bootstrapServers) {
        return admin(BrokerAccess.open(bootstrapServers));
    }

    /** An admin client whose calls end within a minute. */
    public static Admin admin(BrokerAccess broker) {
        Map<String, Object> settings = broker.settings();
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "60000");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "20000");
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "250");
        return Admin.create(settings);
    }

    /**
     * Creates what is missing, and returns when the broker serves all of it.
     *
     * @return how many were created
     * @throws Problem when a topic exists with another number of partitions: its keys would be somewhere else
     */
    public static int createMissing(Admin admin) throws InterruptedException {
        List<NewTopic> wanted = wanted();
        try {
            Set<String> existing = admin.listTopics().names().get(WAIT_SECONDS, TimeUnit.SECONDS);
            List<NewTopic> missing = wanted.stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            admin.createTopics(missing).all().get(WAIT_SECONDS, TimeUnit.SECONDS);
            checkPartitions(wanted, served(admin, wanted));
            return missing.size();
        } catch (ExecutionException | TimeoutException failed) {
            throw Problem.failure("the topics could not be created: " + failed.getMessage(), failed);
        }
    }

    private static List<NewTopic> wanted() {
        List<NewTopic> wanted = new ArrayList<>();
        for (Topics topic : Topics.values()) {
            wanted.add(new NewTopic(topic.topicName(), topic.partitions(), ONE_REPLICA).configs(topic.settings()));
            wanted.add(new NewTopic(topic.dlqName(), Topics.DLQ_PARTITIONS, ONE_REPLICA).configs(topic.dlqSettings()));
        }
        return wanted;
    }

    /** The controller has answered before the broker knows; a client that comes at once would find nothing. */
    private static Map<String, TopicDescription> served(Admin admin, List<NewTopic> topics)
            throws InterruptedException {
        List<String> names = topics.stream().map(NewTopic::name).toList();
        Deadline limit = Deadline.in(Duration.ofSeconds(WAIT_SECONDS));
        Map<String, TopicDescription> found = new HashMap<>();
        boolean served = limit.await(() -> {
            found.clear();
            found.putAll(describe(admin, names));
            return found.size() == names.size() && found.values().stream().allMatch(TopicCreation::hasLeaders);
        });
        if (!served) {
            throw Problem.failure(
                    "the broker does not serve its topics after " + WAIT_SECONDS + " s, only " + found.keySet());
        }
        return found;
    }

    private static Map<String, TopicDescription> describe(Admin admin, List<String> names) {
        Map<String, TopicDescription> found = new HashMap<>();
        admin.describeTopics(names).topicNameValues().forEach((name, description) -> {
            try {
                found.put(name, description.get(WAIT_SECONDS, TimeUnit.SECONDS));
            } catch (ExecutionException | TimeoutException notYet) {
                found.remove(name);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        return found;
    }

    private static boolean hasLeaders(TopicDescription topic) {
        return topic.partitions().stream()
                .allMatch(partition ->
                        partition.leader() != null && !partition.leader().isEmpty());
    }

    private static void checkPartitions(List<NewTopic> topics, Map<String, TopicDescription> found) {
        for (NewTopic topic : topics) {
            int partitions =
                    Objects.requireNonNull(found.get(topic.name())).partitions().size();
            if (partitions != topic.numPartitions()) {
                throw Problem.failure(
                        "topic " + topic.name() + " has " + partitions + " partitions, the catalogue says "
                                + topic.numPartitions() + ": use a broker with empty topics");
            }
        }
    }
}
