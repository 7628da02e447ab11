package io.ffe.stack.infra;

import io.ffe.stack.Problem;
import io.ffe.stack.postgres.DurableSettings;
import io.ffe.stack.postgres.PostgresEndpoint;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** A pair from pinned images through Testcontainers, gone with this process. */
public final class Containers implements Infrastructure {

    private static final DockerImageName KAFKA_IMAGE = DockerImageName.parse("apache/kafka:4.1.1");
    private static final DockerImageName POSTGRES_IMAGE = DockerImageName.parse("postgres:18.1");

    private final KafkaContainer kafka;
    private final PostgreSQLContainer postgres;

    /** @param postgresPassword of the superuser */
    public Containers(String postgresPassword) {
        this.kafka = new KafkaContainer(KAFKA_IMAGE)
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_LOG_MESSAGE_TIMESTAMP_TYPE", "LogAppendTime")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        this.postgres = new PostgreSQLContainer(POSTGRES_IMAGE)
                .withDatabaseName("postgres")
                .withUsername("postgres")
                .withPassword(postgresPassword)
                // Testcontainers switches fsync off by default.
                .withCommand("postgres", "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on");
    }

    @Override
    public Endpoints start() {
        try {
            kafka.start();
            postgres.start();
        } catch (ContainerLaunchException failed) {
            close();
            throw Problem.failure(
                    "the containers did not start: " + failed.getMessage() + ". FFE_INFRA=embedded does without Docker",
                    failed);
        }
        PostgresEndpoint endpoint = new PostgresEndpoint(
                postgres.getHost(),
                postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                postgres.getDatabaseName(),
                postgres.getUsername(),
                postgres.getPassword());
        DurableSettings.confirm(endpoint);
        return new Endpoints(kafka.getBootstrapServers(), endpoint);
    }

    @Override
    public void close() {
        kafka.stop();
        postgres.stop();
    }
}
