package io.ffe.stack.testing;

import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.postgres.PostgresEndpoint;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.JavaCommand;
import io.ffe.stack.run.Home;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka with the topics of the catalogue and a real PostgreSQL, shared by all tests of a JVM. Tests keep apart by
 * database ({@link #freshDatabase}), by consumer group and by run id.
 *
 * <pre>{@code
 * TestInfrastructure infrastructure = TestInfrastructure.shared();
 * Databases.Access database = infrastructure.freshDatabase("risk");
 * Map.of("kafka.bootstrap.servers", infrastructure.bootstrapServers(),
 *        "quarkus.datasource.jdbc.url", database.jdbcUrl(), ...)
 * }</pre>
 */
public final class TestInfrastructure {

    /** Quarkus loads this class more than once in a JVM; system properties exist once. */
    private static final String SHARED = "ffe.test.infrastructure";

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String choice;
    private final String bootstrapServers;
    private final PostgresEndpoint postgres;

    private TestInfrastructure(String choice, String bootstrapServers, PostgresEndpoint postgres) {
        this.choice = choice;
        this.bootstrapServers = bootstrapServers;
        this.postgres = postgres;
    }

    /** The pair of this JVM, started at the first call, which prints the choice and takes some seconds. */
    public static TestInfrastructure shared() {
        synchronized (SHARED.intern()) {
            @Nullable String known = System.getProperty(SHARED);
            if (known == null) {
                known = startBeside();
                System.setProperty(SHARED, known);
            }
            return of(known);
        }
    }

    /** How the pair came about, as in {@code embedded (Docker does not answer)}. */
    public String choice() {
        return choice;
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** The server, with a role that may do anything on it. */
    public PostgresEndpoint postgres() {
        return postgres;
    }

    /** An empty database with an owner of its own. @param purpose lower-case letters, part of its name */
    public Databases.Access freshDatabase(String purpose) {
        String name = purpose.replace('-', '_') + "_" + ProcessHandle.current().pid() + "_"
                + System.identityHashCode(DATABASES) + "_" + DATABASES.incrementAndGet();
        return Databases.provide(postgres, name, Databases.randomPassword());
    }

    /** Deletes every topic and creates those of the catalogue again, empty, with offsets from 0. */
    public void recreateTopics() throws InterruptedException {
        try (Admin admin = TopicCreation.admin(bootstrapServers)) {
            Set<String> before = ownTopics(admin);
            admin.deleteTopics(before).all().get();
            if (!Deadline.in(Duration.ofSeconds(30))
                    .await(() -> ownTopics(admin).isEmpty())) {
                throw Problem.failure("the topics of the test broker were not deleted within 30 s");
            }
            TopicCreation.createMissing(admin);
        } catch (ExecutionException failed) {
            throw Problem.failure("the topics of the test broker could not be deleted: " + failed.getMessage(), failed);
        }
    }

    private static Set<String> ownTopics(Admin admin) {
        try {
            return admin.listTopics().names().get().stream()
                    .filter(name -> name.startsWith("ffe."))
                    .collect(Collectors.toSet());
        } catch (ExecutionException failed) {
            throw Problem.failure("the test broker does not list its topics: " + failed.getMessage(), failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Set.of();
        }
    }

    private static String startBeside() {
        List<String> command = JavaCommand.ofStackClass(
                Home.locate().stackJar(), "test-infrastructure", "64m", TestInfrastructureMain.class, List.of());
        try {
            // Its standard input is a pipe from this JVM: it ends when we do.
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String answer = Objects.requireNonNullElse(
                    output.readLine(),
                    "{\"choice\":\"none\",\"error\":\"the process beside the tests ended at once\"}");
            TestInfrastructure started = of(answer);
            System.out.println("test infrastructure: " + started.choice() + ", Kafka " + started.bootstrapServers()
                    + ", PostgreSQL " + started.postgres());
            return answer;
        } catch (IOException failed) {
            throw Problem.failure("the test infrastructure could not be started: " + failed.getMessage(), failed);
        }
    }

    private static TestInfrastructure of(String json) {
        try {
            Coordinates coordinates = Json.mapper().readValue(json, Coordinates.class);
            if (coordinates.error() != null) {
                throw Problem.failure("no test infrastructure: " + coordinates.error());
            }
            return new TestInfrastructure(
                    coordinates.choice(),
                    Objects.requireNonNull(coordinates.bootstrapServers()),
                    Objects.requireNonNull(coordinates.postgres()));
        } catch (IOException torn) {
            throw Problem.failure("the test infrastructure said '" + json + "', expected its coordinates", torn);
        }
    }
}
