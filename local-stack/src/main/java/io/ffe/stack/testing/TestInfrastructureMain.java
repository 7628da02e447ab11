package io.ffe.stack.testing;

import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.infra.Containers;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.infra.External;
import io.ffe.stack.infra.Infrastructure;
import io.ffe.stack.infra.InfrastructureChoice;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.process.Ports;
import io.ffe.stack.run.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * The process beside a test JVM. Starts the pair, creates the topics, prints one line of JSON with where they are (or an
 * {@code error}), and stops all of it when its standard input ends, which it does however the test JVM dies.
 */
public final class TestInfrastructureMain {

    private TestInfrastructureMain() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("ffe-test-");
        try (Infrastructure infrastructure = open(InfrastructureChoice.forTests(System.getenv()), folder)) {
            Infrastructure.Endpoints endpoints = infrastructure.start();
            try (Admin admin = TopicCreation.admin(endpoints.bootstrapServers())) {
                TopicCreation.createMissing(admin);
            }
            print(new Coordinates(
                    InfrastructureChoice.forTests(System.getenv()).toString(),
                    endpoints.bootstrapServers(),
                    endpoints.postgres(),
                    null));
            awaitEndOfInput();
        } catch (Problem problem) {
            print(new Coordinates("none", null, null, problem.getMessage()));
        } finally {
            deleteTree(folder);
        }
    }

    private static Infrastructure open(InfrastructureChoice choice, Path folder) {
        Home home = Home.locate();
        String password = Databases.randomPassword();
        return switch (choice.kind()) {
            case EXTERNAL -> new External(System.getenv());
            case CONTAINERS -> new Containers(password);
            case EMBEDDED ->
                new Embedded(
                        new Embedded.Settings(
                                home.stackJar(),
                                home.binariesCache(),
                                folder,
                                folder.resolve("logs"),
                                folder.resolve("pids"),
                                Ports.anyFree(),
                                Ports.anyFree(),
                                password),
                        event -> {});
        };
    }

    private static void print(Coordinates coordinates) throws IOException {
        System.out.println(Json.mapper().writeValueAsString(coordinates));
    }

    private static void awaitEndOfInput() throws IOException {
        while (System.in.read() >= 0) {
            // Nothing is ever said, only the end matters.
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> entries = Files.walk(root)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        }
    }
}
