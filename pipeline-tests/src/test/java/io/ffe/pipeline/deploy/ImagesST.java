package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.testing.TestInfrastructure;
import io.ffe.stack.token.SigningKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images built to archives without a daemon, and all five services run out of them as a container would run them: in the image's
 * files alone, which they cannot change, as its user, without rights, with the environment of {@code docker-compose.yml}. The base image is this
 * machine's JDK in place of a registry's; broker and database are the tests'. What only an engine can show stays open: limits of
 * memory, networks, volumes that take over an owner.
 */
@EnabledIfSystemProperty(
        named = "ffe.test.full",
        matches = "true",
        disabledReason = "takes three minutes: ./ffe test --full")
class ImagesST {

    private static final String SCRIPTS = "pipeline-tests/src/test/resources/images/";
    private static final String ARCHIVES = "deploy/images/target/";
    private static final int USER_ID = 10_001;
    private static final String USER = USER_ID + ":" + USER_ID;
    private static final Duration READY = Duration.ofMinutes(3);
    private static final Duration FILLED = Duration.ofMinutes(5);

    /** As in {@code ${FFE_RUN_ID:-compose-synthetic}}. */
    private static final Pattern WITH_DEFAULT = Pattern.compile("\\$\\{[A-Z_0-9]+:-([^}]*)}");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private final List<Process> started = new ArrayList<>();

    /** What an archive holds, unpacked. */
    private record Image(Path root, String user, List<String> entrypoint, List<String> environment) {}

    @Test
    void services_run_out_of_their_images_as_nobody_and_change_no_file_of_them() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "mounting and changing the root need root's rights");
        Path base = folder.resolve("base.tar");
        run(Map.of(), List.of(script("make-base"), System.getProperty("java.home"), base.toString()));
        run(
                Map.of("FFE_NO_BUILD", "1"),
                List.of(ProjectFiles.path("ffe").toString(), "images", "-Dimage.base=tar://" + base));
        ComposeFile compose = ComposeFile.read();
        Map<String, Integer> ports = new TreeMap<>();
        for (String module : compose.modules()) {
            ports.put(module, freePort());
        }
        Map<String, Image> images = new TreeMap<>();
        for (String module : compose.modules()) {
            images.put(module, unpacked(module));
        }
        TestInfrastructure infrastructure = TestInfrastructure.shared();
        Path tokens = owned(Files.createDirectory(folder.resolve("tokens")));
        Path publicKey = owned(Files.createDirectory(folder.resolve("public")));
        try {
            keepToken(unpacked("command"), publicKey, tokens);
            Map<String, ProcessHandle> services = new TreeMap<>();
            for (String module : compose.modules()) {
                Map<String, String> environment =
                        environment(compose.services().get(module), module, ports, infrastructure);
                services.put(module, start(module, images.get(module), environment, publicKey, tokens));
            }
            for (String module : compose.modules()) {
                assertThat(Deadline.in(READY).await(() -> saysItIsReady(images.get(module), ports.get(module))))
                        .as("%s is ready, its log: %s", module, folder.resolve(module + ".log"))
                        .isTrue();
                isNobodyAndCanWriteNothing(module, services.get(module));
            }
            Deadline filled = Deadline.in(FILLED);
            while (!isFilled(infrastructure)) {
                assertThat(filled.passed()).as("no order is filled").isFalse();
                Thread.sleep(2_000);
            }
        } finally {
            // Who has changed its user is not ended with its parent.
            started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
            started.forEach(Process::destroyForcibly);
        }
    }

    /** As in the pod of execution: the key comes from a Secret, and nothing around it can be written. */
    private void keepToken(Image command, Path publicKey, Path tokens) throws IOException, InterruptedException {
        Path keys = Files.createDirectory(folder.resolve("keys"));
        SigningKeys.in(keys);
        for (String half : List.of("private.pem", "public.pem")) {
            owned(keys.resolve(half));
        }
        List<String> mounts = List.of(
                "--mount",
                owned(keys).toString(),
                "/var/lib/ffe/keys",
                "--volume",
                publicKey.toString(),
                "/run/ffe/keys",
                "--volume",
                tokens.toString(),
                "/run/ffe/tokens");
        Path log = folder.resolve("keep-token.log");
        Process process = process(Map.of(), inItsFiles(command, mounts, List.of(), List.of("keep-token")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        started.add(process);
        assertThat(Deadline.in(READY)
                        .await(() -> !process.isAlive()
                                || Files.isRegularFile(tokens.resolve("execution-service.jwt"))
                                        && Files.isRegularFile(publicKey.resolve("public.pem"))))
                .isTrue();
        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
    }

    private static Path owned(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", USER_ID);
        return path;
    }

    private static void isNobodyAndCanWriteNothing(String module, ProcessHandle process) throws IOException {
        Path proc = Path.of("/proc", String.valueOf(process.pid()));
        assertThat(Files.getAttribute(proc, "unix:uid"))
                .as("user of %s", module)
                .isEqualTo(USER_ID);
        assertThat(Files.readAllLines(proc.resolve("status")))
                .as("rights of %s", module)
                .contains("NoNewPrivs:\t1", "CapEff:\t0000000000000000", "CapPrm:\t0000000000000000");
        assertThat(Files.readAllLines(proc.resolve("mountinfo")))
                .as("root of %s", module)
                .anySatisfy(mount -> {
                    String[] fields = mount.split(" ");
                    assertThat(fields[4]).isEqualTo("/");
                    assertThat(fields[5].split(",")).contains("ro");
                });
    }

    private boolean saysItIsReady(Image image, int port) {
        try {
            return process(
                                    Map.of(),
                                    inItsFiles(
                                            image,
                                            List.of(),
                                            List.of("QUARKUS_HTTP_PORT=" + port),
                                            List.of("/app/healthcheck")))
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean isFilled(TestInfrastructure infrastructure) {
        AtomicBoolean filled = new AtomicBoolean();
        try (TopicReader reader = new TopicReader(infrastructure.bootstrapServers())) {
            reader.all(
                    Topics.EXECUTIONS.topicName(),
                    record -> filled.compareAndSet(
                            false, new String(record.value(), StandardCharsets.UTF_8).contains("\"FILLED\"")));
        }
        return filled.get();
    }

    private ProcessHandle start(
            String module, Image image, Map<String, String> environment, Path publicKey, Path tokens)
            throws IOException, InterruptedException {
        List<String> mounts =
                new ArrayList<>(List.of("--state", "/var/lib/ffe", "--mount", publicKey.toString(), "/run/ffe/keys"));
        if (module.equals("execution-service")) {
            mounts.addAll(List.of("--mount", tokens.toString(), "/run/ffe/tokens"));
        }
        List<String> variables = environment.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
        Process process = process(Map.of(), inItsFiles(image, mounts, variables, image.entrypoint()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(module + ".log").toFile())
                .start();
        started.add(process);
        assertThat(Deadline.in(READY).await(() -> process.children().findFirst().isPresent()))
                .as("%s was started", module)
                .isTrue();
        return process.children().findFirst().orElseThrow();
    }

    private static List<String> inItsFiles(
            Image image, List<String> mounts, List<String> environment, List<String> command) {
        List<String> line = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "--fork",
                "--kill-child",
                script("run-as-container"),
                image.root().toString(),
                image.user()));
        line.addAll(mounts);
        line.add("--");
        line.addAll(image.environment());
        line.addAll(environment);
        line.addAll(command);
        return line;
    }

    /** Compose's, with the places where tests have what containers have under a name. */
    private static Map<String, String> environment(
            JsonNode service, String module, Map<String, Integer> ports, TestInfrastructure infrastructure) {
        Map<String, String> environment = new HashMap<>();
        service.path("environment").properties().forEach(variable -> {
            String value = WITH_DEFAULT.matcher(variable.getValue().asText()).replaceAll("$1");
            value = value.replace("kafka:9092", infrastructure.bootstrapServers());
            for (Map.Entry<String, Integer> other : ports.entrySet()) {
                value = value.replace(other.getKey() + ":8080", "127.0.0.1:" + other.getValue());
            }
            environment.put(variable.getKey(), value);
        });
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(ports.get(module)));
        environment.put("QUARKUS_OTEL_SDK_DISABLED", "true");
        if (environment.containsKey("QUARKUS_DATASOURCE_JDBC_URL")) {
            Databases.Access database = infrastructure.freshDatabase(module);
            environment.put("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl());
            environment.put("QUARKUS_DATASOURCE_USERNAME", database.username());
            environment.put("QUARKUS_DATASOURCE_PASSWORD", database.password());
        }
        return environment;
    }

    private Image unpacked(String module) throws IOException, InterruptedException {
        Path archive = ProjectFiles.path(ARCHIVES + module + ".tar");
        Path whole = Files.createDirectories(folder.resolve(module + "-image"));
        run(Map.of(), List.of("tar", "-xf", archive.toString(), "-C", whole.toString()));
        JsonNode manifest =
                Json.mapper().readTree(whole.resolve("manifest.json").toFile()).get(0);
        assertThat(manifest.at("/RepoTags/0").asText()).startsWith("ffe/" + module + ":");
        Path root = Files.createDirectories(folder.resolve(module));
        for (JsonNode layer : manifest.path("Layers")) {
            run(Map.of(), List.of("tar", "-xzf", whole.resolve(layer.asText()).toString(), "-C", root.toString()));
        }
        JsonNode config = Json.mapper()
                .readTree(whole.resolve(manifest.path("Config").asText()).toFile())
                .path("config");
        assertThat(config.path("User").asText()).isEqualTo(USER);
        return new Image(
                root, config.path("User").asText(), texts(config.path("Entrypoint")), texts(config.path("Env")));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String script(String name) {
        return ProjectFiles.path(SCRIPTS + name).toString();
    }

    private static ProcessBuilder process(Map<String, String> environment, List<String> command) {
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().putAll(environment);
        return process;
    }

    private static void run(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Process process =
                process(environment, command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
    }
}
