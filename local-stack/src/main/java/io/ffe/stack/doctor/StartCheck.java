package io.ffe.stack.doctor;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.ffe.schema.serde.Json;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.PlannedStart;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a service would refuse to start on: its own code says it, in a JVM of its own on its packaged class path, with the
 * environment that it would have. What the environment names itself counts; {@code ffe up} would set the rest.
 */
public final class StartCheck implements Check {

    private static final String CHECKUP = "io.ffe.messaging.config.StartCheckup";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CONFIGURATION = "configuration";
    private static final String CREDENTIALS = "credentials";
    private static final String VENUE = "venue";
    private static final String SEPARATOR = ", expected ";

    private final Home home;
    private final Service service;
    private final FeedOptions.Kind market;
    private final Map<String, String> environment;
    private final boolean online;

    /**
     * @param market what prices it would get
     * @param environment of this command
     * @param online whether the venue is asked
     */
    public StartCheck(
            Home home, Service service, FeedOptions.Kind market, Map<String, String> environment, boolean online) {
        this.home = home;
        this.service = service;
        this.market = market;
        this.environment = Map.copyOf(environment);
        this.online = online;
    }

    /** As the service's own code prints it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Report(
            String service,
            List<String> settings,
            List<String> credentials,
            @Nullable List<String> online,
            @Nullable String silent,
            boolean complete) {}

    @Override
    public String name() {
        return CONFIGURATION;
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        Path jar = home.serviceJar(service.module());
        if (!Files.isRegularFile(jar)) {
            return List.of(Finding.skipped(
                    name(),
                    service.module(),
                    "is not built, so it cannot say: ./ffe up builds it, and so does ./mvnw -DskipTests package"));
        }
        try {
            return findings(ask());
        } catch (IOException unanswered) {
            return List.of(Finding.failure(
                    name(),
                    service.module(),
                    "its own check did not answer: " + unanswered.getMessage(),
                    "an answer",
                    "build anew: ./mvnw -DskipTests package"));
        }
    }

    private Report ask() throws IOException, InterruptedException {
        PlannedStart planned = new PlannedStart(home);
        Path output = Files.createTempFile("ffe-doctor-", ".json");
        Path errors = Files.createTempFile("ffe-doctor-", ".err");
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx96m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    planned.classPath(service),
                    CHECKUP));
            if (online) {
                command.add("--online");
            }
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
            Map<String, String> told = new HashMap<>(planned.environment(service, market));
            told.putAll(environment);
            builder.environment().clear();
            builder.environment().putAll(told);
            Process process = builder.start();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IOException("nothing within " + PATIENCE.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException(firstLine(errors));
            }
            return Json.mapper().readValue(lastLine(output), Report.class);
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    private static String firstLine(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("it ended without a word");
    }

    private static String lastLine(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8).lines().reduce("", (before, line) -> line);
    }

    private List<Finding> findings(Report report) {
        List<Finding> findings = new ArrayList<>();
        report.settings()
                .forEach(problem -> findings.add(finding(
                        CONFIGURATION,
                        problem,
                        "a value that " + service.module() + " starts with",
                        "correct or unset it; every key is in docs/configuration.md")));
        report.credentials()
                .forEach(problem -> findings.add(finding(
                        CREDENTIALS,
                        problem,
                        "a key or token that can be used",
                        "docs/venues.md says where to get one")));
        if (report.online() != null) {
            report.online()
                    .forEach(problem -> findings.add(finding(
                            VENUE, problem, "fit for trading", "docs/venues.md lists each answer with what to do")));
        }
        if (report.silent() != null) {
            findings.add(finding(
                    VENUE,
                    report.silent(),
                    "an answer to judge by",
                    "look at the network and at the venue's status page"));
        }
        if (!report.complete()) {
            findings.add(
                    Finding.skipped(CREDENTIALS, service.module(), "not looked at before its settings can be read"));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(CONFIGURATION, service.module(), "would start on it"));
        }
        return findings;
    }

    /** Services say what a thing is and what was expected in one sentence. */
    private Finding finding(String check, String problem, String expected, String remedy) {
        int cut = problem.indexOf(SEPARATOR);
        return Finding.failure(
                check,
                service.module(),
                cut < 0 ? problem : problem.substring(0, cut),
                cut < 0 ? expected : problem.substring(cut + SEPARATOR.length()),
                remedy);
    }

    @Override
    public String toString() {
        return name() + " of " + service.module().toLowerCase(Locale.ROOT);
    }
}
