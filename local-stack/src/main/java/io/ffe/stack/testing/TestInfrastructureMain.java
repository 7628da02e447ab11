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
import io.ffe.stack.process.FileTree;
import io.ffe.stack.process.JavaCommand;
import io.ffe.stack.process.Leftovers;
import io.ffe.stack.process.PidFile;
import io.ffe.stack.process.StopSignal;
import io.ffe.stack.run.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * The process beside a test JVM. Starts the pair, creates the topics, prints one line of JSON with where they are (or an
 * {@code error}), and stops all of it when its standard input ends, which it does however and whenever the test JVM dies, or when
 * it is told to end. What one leaves that is killed itself is stopped by the next.
 */
public final class TestInfrastructureMain {

    private static final String COMPONENT = "test-infrastructure";
    private static final String PREFIX = "ffe-test-";

    /** In the folder of each: whose it is. */
    private static final String OWNER = "owner.json";

    private TestInfrastructureMain() {}

    public static void main(String[] arguments) throws Exception {
        stopOrphans(Path.of(System.getProperty("java.io.tmpdir")));
        Path folder = Files.createTempDirectory(PREFIX);
        PidFile.of(COMPONENT, ProcessHandle.current(), "-D" + JavaCommand.COMPONENT + "=" + COMPONENT, StopSignal.TERM)
                .write(folder.resolve(OWNER));
        Infrastructure infrastructure = open(InfrastructureChoice.forTests(System.getenv()), folder);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            infrastructure.close();
            // What prepares the database has no supervisor.
            for (ProcessHandle child : ProcessHandle.current().descendants().toList()) {
                child.destroyForcibly();
                child.onExit().join();
            }
            tryToDelete(folder);
        }));
        // From now on and not when all has started: who waits for it may be gone before.
        Thread.ofPlatform().daemon().start(TestInfrastructureMain::endWithInput);
        try {
            Infrastructure.Endpoints endpoints = infrastructure.start();
            try (Admin admin = TopicCreation.admin(endpoints.bootstrapServers())) {
                TopicCreation.createMissing(admin);
            }
            print(new Coordinates(
                    InfrastructureChoice.forTests(System.getenv()).toString(),
                    endpoints.bootstrapServers(),
                    endpoints.postgres(),
                    null));
            new CountDownLatch(1).await();
        } catch (Problem problem) {
            print(new Coordinates("none", null, null, problem.getMessage()));
            System.exit(0);
        }
    }

    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever said, only the end matters.
            }
        } catch (IOException gone) {
            // As good as its end.
        }
        System.exit(0);
    }

    /** Stops the pairs whose owner was killed, and removes their folders. */
    static void stopOrphans(Path temporary) throws IOException, InterruptedException {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(temporary)) {
            folders = entries.filter(entry -> entry.getFileName().toString().startsWith(PREFIX))
                    .toList();
        }
        for (Path folder : folders) {
            Path owner = folder.resolve(OWNER);
            Optional<PidFile> whose = PidFile.read(owner);
            if (whose.isPresent() && whose.get().look() instanceof PidFile.Outcome.Ended && isMine(owner)) {
                try {
                    Leftovers.stop(folder.resolve("pids"), List.of(Embedded.KAFKA, Embedded.POSTGRES), event -> {});
                    tryToDelete(folder);
                } catch (Problem unclear) {
                    // Nothing of ours stands on that folder.
                    System.err.println(unclear.getMessage());
                }
            }
        }
    }

    /** Several may look at the same time; one of them gets it. */
    private static boolean isMine(Path owner) {
        try {
            Files.move(owner, owner.resolveSibling("taken.json"), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException another) {
            return false;
        }
    }

    private static Infrastructure open(InfrastructureChoice choice, Path folder) {
        Home home = Home.locate();
        String password = Databases.randomPassword();
        return switch (choice.kind()) {
            case EXTERNAL -> new External(System.getenv());
            case CONTAINERS -> new Containers(password);
            case EMBEDDED -> new Embedded(Embedded.Settings.in(folder, home, password), event -> {});
        };
    }

    private static void print(Coordinates coordinates) throws IOException {
        System.out.println(Json.mapper().writeValueAsString(coordinates));
    }

    private static void tryToDelete(Path root) {
        try {
            FileTree.delete(root);
        } catch (IOException inUse) {
            System.err.println(root + " could not be removed: " + inUse.getMessage());
        }
    }
}
