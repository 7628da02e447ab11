package io.ffe.bench;

import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.infra.Infrastructure;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.postgres.PostgresEndpoint;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.run.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The broker of {@code ffe up} as a process of its own, with empty topics; and its PostgreSQL where that is asked for. */
final class Broker implements AutoCloseable {

    private static final Duration SERVED_WITHIN = Duration.ofSeconds(60);

    private final BenchFolder folder;
    private final Embedded embedded;
    private final String bootstrapServers;
    private final @Nullable PostgresEndpoint postgres;
    private final Admin admin;

    private Broker(
            BenchFolder folder, Embedded embedded, String bootstrapServers, @Nullable PostgresEndpoint postgres) {
        this.folder = folder;
        this.embedded = embedded;
        this.bootstrapServers = bootstrapServers;
        this.postgres = postgres;
        this.admin = TopicCreation.admin(bootstrapServers);
    }

    static Broker start(boolean withPostgres) throws Exception {
        BenchFolder made = BenchFolder.make();
        Path folder = made.path();
        Home home = Home.locate();
        Embedded embedded = new Embedded(Embedded.Settings.in(folder, home, Databases.randomPassword()), event -> {});
        try {
            Infrastructure.@Nullable Endpoints both = withPostgres ? embedded.start() : null;
            Broker broker = new Broker(
                    made,
                    embedded,
                    both == null ? embedded.startKafka() : both.bootstrapServers(),
                    both == null ? null : both.postgres());
            TopicCreation.createMissing(broker.admin);
            return broker;
        } catch (Exception failed) {
            embedded.close();
            throw failed;
        }
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    PostgresEndpoint postgres() {
        if (postgres == null) {
            throw new IllegalStateException("PostgreSQL was not asked for");
        }
        return postgres;
    }

    /** A folder that is gone after {@link #close}. */
    Path folder() {
        return folder.path();
    }

    /** Process ids of the broker, and of the database where there is one (its parent process only). */
    List<Long> pids() {
        return embedded.processes().stream()
                .flatMap(process -> process.handle().stream())
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Returns when the broker serves it: the controller answers before. */
    void createTopic(String name, int partitions) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(Topics.TICKS.settings())))
                .all()
                .get();
        if (!Deadline.in(SERVED_WITHIN).await(() -> isServed(name, partitions))) {
            throw Problem.failure("the broker does not serve " + name + " within " + SERVED_WITHIN.toSeconds() + " s");
        }
    }

    private boolean isServed(String name, int partitions) {
        try {
            return size(name, partitions) == 0;
        } catch (ExecutionException notYet) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void deleteTopic(String name) throws ExecutionException, InterruptedException {
        admin.deleteTopics(Set.of(name)).all().get();
    }

    /** Records of a topic. */
    long size(String topic, int partitions) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        IntStream.range(0, partitions)
                .forEach(partition -> latest.put(new TopicPartition(topic, partition), OffsetSpec.latest()));
        return admin.listOffsets(latest).all().get().values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    @Override
    public void close() throws IOException {
        admin.close();
        embedded.close();
        folder.close();
    }
}
