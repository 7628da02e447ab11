package io.ffe.risk.system;

import static org.awaitility.Awaitility.await;

import io.ffe.stack.postgres.Databases;
import io.ffe.stack.process.Ports;
import io.ffe.stack.run.Service;
import io.ffe.stack.testing.PackagedService;
import io.ffe.stack.testing.TestInfrastructure;
import io.ffe.stack.testing.TestKeys;
import io.ffe.stack.token.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/** One packaged risk service in a JVM of its own. */
final class RiskProcess implements AutoCloseable {

    private static final PackagedService PACKAGED = new PackagedService(Service.RISK);
    private static final Path LOGS = Path.of("target", "it-logs");

    private final Process process;
    private final RiskHttp http;

    private RiskProcess(Process process, RiskHttp http) {
        this.process = process;
        this.http = http;
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
        List<String> properties = new ArrayList<>(List.of(
                "-Dkafka.bootstrap.servers=" + infrastructure.bootstrapServers(),
                "-Dquarkus.datasource.jdbc.url=" + database.jdbcUrl(),
                "-Dquarkus.datasource.username=" + database.username(),
                "-Dquarkus.datasource.password=" + database.password(),
                "-Dquarkus.http.port=" + port,
                "-Dmp.jwt.verify.publickey.location=" + TestKeys.publicKeyLocation(),
                "-Dffe.run.id=" + Bench.RUN,
                "-Dffe.run.origin=synthetic",
                "-Dffe.run.instance=" + instance));
        settings.forEach((key, value) -> properties.add("-D" + key + "=" + value));
        try {
            Files.createDirectories(LOGS);
            Path log = LOGS.resolve(database.username() + "-" + instance + ".log");
            Process process = new ProcessBuilder(PACKAGED.commandOfOneThatGetsReady("160m", properties))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            RiskProcess started = new RiskProcess(process, new RiskHttp(port, TestKeys.tokens()));
            started.untilReady(log);
            PACKAGED.isReady(process.toHandle());
            return started;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
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
        return http.metric("ffe_verdicts_total\\{[^}]*}");
    }

    double decisionsRead() {
        return http.decisionsRead();
    }

    /** Its gauge of what is in force for a portfolio: 0 ACTIVE, 1 REDUCING, 2 HALTED or unknown. */
    double tradingState(String portfolio) {
        return http.metric("ffe_trading_state\\{[^}]*portfolio=\"" + portfolio + "\"[^}]*}");
    }

    /** @return the answer's status */
    int command(String action, String portfolio) {
        return http.post(
                        "/api/v1/trading-state",
                        Role.OPERATOR,
                        "{\"action\":\"" + action + "\",\"scope\":\"" + portfolio + "\",\"reason\":\"drill\"}")
                .statusCode();
    }

    boolean ready() {
        return http.ready();
    }

    /** Status of a GET as a viewer. */
    int status(String path) {
        return http.status(path, Optional.of(http.token(Role.VIEWER)));
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
