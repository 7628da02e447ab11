package io.ffe.stack.infra;

import io.ffe.stack.Problem;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.postgres.DurableSettings;
import io.ffe.stack.postgres.PostgresEndpoint;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/**
 * A pair that somebody else runs. {@code FFE_KAFKA_BOOTSTRAP_SERVERS}, {@code FFE_POSTGRES_URL}
 * ({@code jdbc:postgresql://host:port/database}), {@code FFE_POSTGRES_USER} and {@code FFE_POSTGRES_PASSWORD}: a role that
 * may create databases and roles.
 */
public final class External implements Infrastructure {

    private static final int DEFAULT_PORT = 5432;

    private final String bootstrapServers;
    private final PostgresEndpoint postgres;

    /** @param environment with the variables named above */
    public External(Map<String, String> environment) {
        this.bootstrapServers = Objects.requireNonNull(environment.get(InfrastructureChoice.KAFKA));
        String url = Objects.requireNonNull(environment.get(InfrastructureChoice.POSTGRES));
        if (!url.startsWith("jdbc:postgresql://")) {
            throw Problem.usage(
                    InfrastructureChoice.POSTGRES + " is '" + url + "', expected jdbc:postgresql://HOST:PORT/DATABASE");
        }
        URI uri = URI.create(url.substring("jdbc:".length()));
        this.postgres = new PostgresEndpoint(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                uri.getPath().substring(1),
                environment.getOrDefault("FFE_POSTGRES_USER", "postgres"),
                environment.getOrDefault("FFE_POSTGRES_PASSWORD", ""));
    }

    @Override
    public Endpoints start() throws InterruptedException {
        try (Admin admin = TopicCreation.admin(bootstrapServers)) {
            admin.describeCluster().clusterId().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException silent) {
            throw Problem.failure(
                    "Kafka at " + bootstrapServers + " (" + InfrastructureChoice.KAFKA + ") does not answer: "
                            + silent.getMessage(),
                    silent);
        }
        DurableSettings.confirm(postgres);
        return new Endpoints(bootstrapServers, postgres);
    }

    @Override
    public void close() {
        // Not ours to stop.
    }
}
