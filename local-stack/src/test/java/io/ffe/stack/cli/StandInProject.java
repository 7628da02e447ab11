package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.StandIn;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.FileTree;
import io.ffe.stack.process.Readiness;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.testing.CoverageAgent;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A project with the command, stand-ins for its services, and ports of its own. */
final class StandInProject implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(240);

    private static final List<String> COMPONENTS = Stream.concat(
                    Stream.of(Embedded.KAFKA, Embedded.POSTGRES),
                    Stream.of(Service.values()).map(Service::module))
            .toList();

    private static final int PORTS_A_START = 10;

    private final int firstPort;
    private final Path root;
    private final List<Process> started = new ArrayList<>();
    private int starts;

    /**
     * Not in a @TempDir: JUnit warns of each link in one that leads out of it.
     *
     * @param firstPort of those that are asked for. Two tests at the same moment find the same ones free, so each class has its own, below
     *     20,000, where no process of ours takes just any
     */
    StandInProject(int firstPort) throws Exception {
        this.firstPort = firstPort;
        Path real = Home.locate().root();
        root = Files.createTempDirectory(real.resolve("local-stack/target"), "up-it-");
        Files.copy(real.resolve("ffe"), root.resolve("ffe"));
        Files.createFile(root.resolve("mvnw"));
        Path target = Files.createDirectories(root.resolve("local-stack/target"));
        // On a fresh clone nothing was unpacked yet; a link to nowhere could not be unpacked into.
        Files.createDirectories(real.resolve("local-stack/target/binaries"));
        for (String part : List.of("local-stack.jar", "lib", "binaries")) {
            Files.createSymbolicLink(
                    target.resolve(part), real.resolve("local-stack/target").resolve(part));
        }
        for (Service service : Service.values()) {
            StandIn.packTo(root.resolve(service.module()).resolve("target/quarkus-app/quarkus-run.jar"));
        }
    }

    /** Nothing is left. */
    @Override
    public void close() throws Exception {
        run(Map.of(), "down");
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        FileTree.delete(root);
    }

    Path root() {
        return root;
    }

    /** How a command ended, and all that it said. */
    record Result(int exit, String text) {}

    /** Starts {@code ffe up}; {@link #text} is what it says. */
    Process up(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("up", "--no-build"));
        int port = firstPort + starts * PORTS_A_START;
        for (String component : COMPONENTS) {
            command.addAll(List.of("--port", component + "=" + port++));
        }
        command.addAll(Arrays.asList(arguments));
        starts++;
        Process process =
                builder(environment, command).redirectOutput(output().toFile()).start();
        started.add(process);
        return process;
    }

    /** Starts a command other than {@code up}. */
    Process start(String... arguments) throws IOException {
        Process process = builder(Map.of(), List.of(arguments))
                .redirectOutput(root.resolve(arguments[0] + ".out").toFile())
                .start();
        started.add(process);
        return process;
    }

    Result run(Map<String, String> environment, String... arguments) throws Exception {
        Process process = builder(environment, List.of(arguments)).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), text);
    }

    private ProcessBuilder builder(Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(root.resolve("ffe").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("FFE_DIR");
        builder.environment().put("FFE_INFRA", "embedded");
        builder.environment().put("FFE_START_CACHES", "off");
        builder.environment().put("FFE_JAVA_OPTIONS", String.join(" ", CoverageAgent.options()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder;
    }

    void awaitText(String wanted) throws InterruptedException {
        assertThat(Deadline.in(SOON).await(() -> text().contains(wanted)))
                .as(() -> "'" + wanted + "' within four minutes in:\n" + text())
                .isTrue();
    }

    /** What the newest {@code up} has said. */
    private Path output() {
        return root.resolve("up-" + starts + ".out");
    }

    String text() {
        try {
            return Files.readString(output());
        } catch (IOException notYet) {
            return "";
        }
    }

    static boolean interruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(
                                        line.substring("SigIgn:".length()).trim(), 16)
                                & 0b10)
                        != 0);
    }

    void awaitReady(String component) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + portOf(component) + Service.READY);
        try (Readiness readiness = new Readiness()) {
            assertThat(Deadline.in(SOON).await(() -> {
                        try {
                            return readiness.ask(address) instanceof Readiness.Answer.Ready;
                        } catch (InterruptedException stopped) {
                            throw new IllegalStateException(stopped);
                        }
                    }))
                    .isTrue();
        }
    }

    private int portOf(String component) throws IOException {
        for (JsonNode service : current().path("services")) {
            if (service.path("name").asText().equals(component)) {
                return service.path("port").asInt();
            }
        }
        throw new IllegalStateException(component + " is not in current.json");
    }

    JsonNode current() throws IOException {
        return Json.mapper().readTree(root.resolve(".ffe/current.json").toFile());
    }

    Path pidFile(String component) {
        return root.resolve(".ffe/pids").resolve(component + ".json");
    }

    long pidOf(String component) throws IOException {
        return Json.mapper().readTree(pidFile(component).toFile()).path("pid").asLong();
    }
}
