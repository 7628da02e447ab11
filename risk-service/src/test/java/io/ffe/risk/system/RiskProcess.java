package io.ffe.risk.system;

import static org.awaitility.Awaitility.await;

import io.ffe.stack.postgres.Databases;
import io.ffe.stack.process.JavaCommand;
import io.ffe.stack.process.Ports;
import io.ffe.stack.run.Home;
import io.ffe.stack.testing.TestInfrastructure;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** One packaged risk service in a JVM of its own. */
final class RiskProcess implements AutoCloseable {

    private static final Path LOGS = Path.of("target", "it-logs");

    private final Process process;
    private final int port;
    private final Tokens tokens;
    private final HttpClient http = HttpClient.newHttpClient();

    private RiskProcess(Process process, int port, Tokens tokens) {
        this.process = process;
        this.port = port;
        this.tokens = tokens;
    }

    /**
     * Starts it and returns when it says that it is ready.
     *
     * @param instance tells it apart from others on the same database
     * @param settings configuration beyond the defaults
     */
    static RiskProcess start(
            TestInfrastructure infrastructure,
            Databases.Access database,
            String instance,
            Map<String, String> settings) {
        int port = Ports.anyFree();
        SigningKeys keys = SigningKeys.in(Path.of("target", "it-keys").toAbsolutePath());
        List<String> properties = new ArrayList<>(List.of(
                "-Dkafka.bootstrap.servers=" + infrastructure.bootstrapServers(),
                "-Dquarkus.datasource.jdbc.url=" + database.jdbcUrl(),
                "-Dquarkus.datasource.username=" + database.username(),
                "-Dquarkus.datasource.password=" + database.password(),
                "-Dquarkus.http.port=" + port,
                "-Dmp.jwt.verify.publickey.location=" + keys.publicKeyFile().toUri(),
                "-Dffe.run.id=" + Bench.RUN,
                "-Dffe.run.origin=synthetic",
                "-Dffe.run.instance=" + instance));
        settings.forEach((key, value) -> properties.add("-D" + key + "=" + value));
        try {
            Files.createDirectories(LOGS);
            Path log = LOGS.resolve(database.username() + "-" + instance + ".log");
            Process process = new ProcessBuilder(JavaCommand.ofJar(
                            Home.locate().serviceJar("risk-service"), "risk-under-test", "160m", properties, List.of()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            RiskProcess started = new RiskProcess(process, port, new Tokens(keys.privateKey(), Clock.systemUTC()));
            started.untilReady(log);
            return started;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void untilReady(Path log) throws IOException {
        try {
            await("risk is ready, see " + log)
                    .atMost(Duration.ofSeconds(180))
                    .until(() -> !process.isAlive() || ready());
        } catch (ConditionTimeoutException slow) {
            process.destroyForcibly();
            throw slow;
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("risk ended at its start:\n" + Files.readString(log));
        }
    }

    /** Sends KILL, STOP or CONT. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("kill -" + name + " ended with " + status);
        }
    }

    /** Verdicts that this process has given. */
    double judged() {
        return metric("ffe_verdicts_total\\{[^}]*}");
    }

    boolean ready() {
        return status("/q/health/ready", Optional.empty()) == 200;
    }

    /** Status of a GET, 0 when nobody listens. */
    int status(String path, Optional<String> token) {
        try {
            return get(path, token).statusCode();
        } catch (IOException notListening) {
            return 0;
        }
    }

    /** Body of a GET as a viewer. */
    String body(String path) {
        try {
            return get(path, Optional.of(token(Role.VIEWER))).body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    String token(Role role) {
        return tokens.issue(role, "tester", Duration.ofMinutes(5));
    }

    /** A token that ended before it was made. */
    String expiredToken() {
        return tokens.issue(Role.ADMIN, "tester", Duration.ofMinutes(-5));
    }

    /** Sum of a metric's series whose line matches, exemplars aside; zero when there is none. */
    double metric(String series) {
        try {
            Pattern line = Pattern.compile("^" + series + "(?:\\{[^}]*})? (\\S+)(?: #.*)?$", Pattern.MULTILINE);
            Matcher found = line.matcher(get("/q/metrics", Optional.empty()).body());
            double sum = 0;
            while (found.find()) {
                sum += Double.parseDouble(found.group(1));
            }
            return sum;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private HttpResponse<String> get(String path, Optional<String> token) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        http.close();
    }
}
