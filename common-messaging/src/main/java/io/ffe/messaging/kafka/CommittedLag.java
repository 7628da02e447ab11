package io.ffe.messaging.kafka;

import io.ffe.messaging.Periodic;
import io.ffe.messaging.RunConfig;
import io.ffe.schema.topic.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How far this service's groups are behind by what they have committed: {@code ffe_consumer_lag_records{group,topic}}. The
 * consumer's own figure counts what was fetched as read and ends with its consumer; this one grows while work is not done,
 * whichever instance should do it. Each instance says the same of the whole group, so a dashboard takes the largest; with the
 * last instance the figure ends too.
 *
 * <p>No number while the broker does not answer: an old one would say that all is well. Services without channels ask
 * nothing.
 */
@ApplicationScoped
public class CommittedLag {

    private static final Logger LOG = Logger.getLogger(CommittedLag.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int PATIENCE_MILLIS = 5_000;
    private static final String CHANNELS = "mp.messaging.incoming.";

    private final KafkaAccess access;
    private final String clientId;
    private final MeterRegistry meters;
    private final List<Group> groups = new CopyOnWriteArrayList<>();
    private final Map<Group, Double> records = new ConcurrentHashMap<>();
    private final Periodic looks = new Periodic("committed-lag", PAUSE, this::look);
    private volatile @Nullable Admin client;
    private boolean begun;

    /** A topic as a group reads it. */
    record Group(String id, String topic) {}

    CommittedLag(KafkaAccess access, RunConfig run, Config config, MeterRegistry meters) {
        this.access = access;
        this.clientId = "ffe-" + run.stage().label() + "-lag";
        this.meters = meters;
        groups(config).forEach(this::show);
    }

    void start(@Observes StartupEvent ready) {
        if (!groups.isEmpty()) {
            begin();
        }
    }

    /** Also shows a group that reads without a channel. */
    public void watch(String group, Topics topic) {
        show(new Group(group, topic.topicName()));
        begin();
    }

    private void show(Group group) {
        Gauge.builder("ffe.consumer.lag.records", () -> records.getOrDefault(group, Double.NaN))
                .description("records that a group has not committed, all partitions; no number without the broker")
                .tag("group", group.id())
                .tag("topic", group.topic())
                .register(meters);
        groups.add(group);
    }

    private synchronized void begin() {
        if (!begun) {
            begun = true;
            looks.start();
        }
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        looks.stop();
        close();
    }

    /** One client serves all looks; one that cannot be made, or that breaks, is made anew by the next look. */
    private void look() {
        try {
            Admin admin = client;
            if (admin == null) {
                admin = Admin.create(settings());
                client = admin;
            }
            for (Group group : groups) {
                ask(admin, group);
            }
        } catch (RuntimeException broken) {
            records.clear();
            close();
            throw broken;
        }
    }

    private void close() {
        Admin admin = client;
        if (admin != null) {
            client = null;
            admin.close(Duration.ofMillis(PATIENCE_MILLIS));
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = access.settings();
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        return settings;
    }

    private void ask(Admin admin, Group group) {
        try {
            records.put(group, (double) lag(admin, group));
        } catch (ExecutionException | TimeoutException away) {
            records.remove(group);
            LOG.debugf(away, "lag is not known group=%s topic=%s", group.id(), group.topic());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Records that the group has not committed; all that there are when it has committed none. */
    static long lag(Admin admin, Group group) throws ExecutionException, InterruptedException, TimeoutException {
        int partitions = Objects.requireNonNull(admin.describeTopics(List.of(group.topic()))
                        .allTopicNames()
                        .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                        .get(group.topic()))
                .partitions()
                .size();
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(group.topic(), partition))
                .toList();
        // What is committed first: the ends only grow, so the difference is never negative for a healthy topic.
        Map<TopicPartition, Long> committed = committed(admin, group);
        return behind(committed, offsets(admin, all, OffsetSpec.earliest()), offsets(admin, all, OffsetSpec.latest()));
    }

    /** Records behind the committed offsets; where nothing is committed, all that there are. */
    static long behind(
            Map<TopicPartition, Long> committed, Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> {
                    long begin = begins.getOrDefault(end.getKey(), 0L);
                    long next = Math.max(committed.getOrDefault(end.getKey(), begin), begin);
                    return Math.max(0, end.getValue() - next);
                })
                .sum();
    }

    private static Map<TopicPartition, Long> committed(Admin admin, Group group)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return admin
                    .listConsumerGroupOffsets(Map.of(group.id(), new ListConsumerGroupOffsetsSpec()))
                    .partitionsToOffsetAndMetadata(group.id())
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .entrySet()
                    .stream()
                    .filter(known -> known.getValue() != null)
                    .collect(Collectors.toMap(Map.Entry::getKey, known -> offset(known.getValue())));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw failed;
        }
    }

    private static long offset(OffsetAndMetadata committed) {
        return committed.offset();
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException, TimeoutException {
        return admin
                .listOffsets(partitions.stream().collect(Collectors.toMap(partition -> partition, of -> which)))
                .all()
                .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, found -> found.getValue().offset()));
    }

    /** The groups of this service's channels, in the order of their channels' names. */
    static List<Group> groups(Config config) {
        Map<String, Group> byChannel = new TreeMap<>();
        StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(key -> key.startsWith(CHANNELS) && key.endsWith(".group.id"))
                .map(key -> key.substring(0, key.length() - ".group.id".length()))
                .forEach(channel -> config.getOptionalValue(channel + ".topic", String.class)
                        .ifPresent(topic -> byChannel.put(
                                channel, new Group(config.getValue(channel + ".group.id", String.class), topic))));
        return List.copyOf(byChannel.values());
    }
}
