package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ffe.schema.event.Verdict;
import io.ffe.stack.testing.LongVersions;
import io.ffe.stack.testing.MachineShare;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged service as a process of its own, ended at the worst moments as SIGKILL would end it, and started again. */
class CrashIT {

    private static final String SYMBOL = "BTCUSDT";

    @TempDir
    Path folder;

    private PackagedExecution execution;
    private @Nullable Process predecessor;

    @BeforeEach
    void open() throws IOException {
        execution = new PackagedExecution(folder);
    }

    @AfterEach
    void close() throws InterruptedException {
        execution.close();
        if (predecessor != null) {
            predecessor.destroyForcibly().waitFor();
        }
    }

    static Stream<String> worstMoments() {
        return LongVersions.allOrFirst("execution.after-send", "execution.before-send", "execution.before-booking");
    }

    static Stream<String> losses() {
        return LongVersions.allOrFirst("KILL", "STOP");
    }

    @ParameterizedTest
    @MethodSource("worstMoments")
    void a_death_at_the_worst_moment_makes_neither_a_second_order_nor_loses_the_first(String failpoint)
            throws Exception {
        StubVenue venue = execution.venue;
        execution.quote(SYMBOL);
        execution.start(Map.of());
        Verdict first = send("first");
        execution.awaitState(first, "ACCEPTED");
        execution.end();

        // the first booking after this start is that of the second order's events
        execution.start(Map.of("FFE_FAILPOINTS", failpoint + "=halt"));
        Verdict second = send("second");
        await().alias("death at " + failpoint)
                .atMost(Market.PATIENCE)
                .until(() -> !execution.process().isAlive());
        assertThat(execution.process().exitValue()).isEqualTo(137);

        execution.start(Map.of());
        execution.awaitState(second, "ACCEPTED");
        venue.fill(Market.orderIdOf(second), "100");
        execution.awaitState(second, "FILLED");
        assertThat(venue.ordersOf(execution.run, SYMBOL))
                .containsExactly(Market.orderIdOf(first), Market.orderIdOf(second), Market.protectionIdOf(second));
        assertThat(execution.get("ledger").path("imbalance").path("USD").asText())
                .matches("0(\\.0+)?");
        assertThat(new BigDecimal(execution
                        .get("portfolios/" + execution.run)
                        .path("cash")
                        .asText()))
                .isEqualByComparingTo(venue.cash(execution.run));
    }

    @Test
    void entries_that_rest_over_a_death_end_with_their_validity_or_with_what_traded_meanwhile() throws Exception {
        StubVenue venue = execution.venue;
        execution.quote(SYMBOL);
        execution.quote("ETHUSDT");
        execution.start(Map.of());
        Verdict partly = execution.sendLimit(SYMBOL, "partly", Duration.ofMinutes(5));
        // The first order of a process takes longest.
        execution.awaitState(partly, "ACCEPTED");
        Verdict over = execution.sendLimit("ETHUSDT", "over", Duration.ofSeconds(8));
        execution.awaitState(over, "ACCEPTED");
        execution.process().destroyForcibly().waitFor();

        venue.fill(Market.orderIdOf(partly), BigDecimal.ONE, new BigDecimal("99"));
        execution.start(Map.of());
        execution.awaitState(partly, "CANCELED");
        execution.awaitState(Market.protectionIdOf(partly), "ACCEPTED");
        execution.awaitState(over, "CANCELED");

        assertThat(venue.order(Market.protectionIdOf(partly)).path("quantity").asText())
                .isEqualTo("1");
        assertThat(venue.ordersOf(execution.run, SYMBOL))
                .containsExactly(Market.orderIdOf(partly), Market.protectionIdOf(partly));
        assertThat(new BigDecimal(execution
                        .get("portfolios/" + execution.run)
                        .path("cash")
                        .asText()))
                .isEqualByComparingTo(venue.cash(execution.run));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void of_two_processes_one_orders_and_the_other_does_within_ten_seconds_of_its_loss(String signal) throws Exception {
        StubVenue venue = execution.venue;
        execution.quote(SYMBOL);
        execution.start("1", Map.of());
        Verdict first = send("first");
        execution.awaitState(first, "ACCEPTED");
        predecessor = execution.process();
        execution.beside();
        execution.start("2", Map.of());
        Verdict second = send("second");
        execution.awaitState(second, "ACCEPTED");

        signal(signal);
        MachineShare machine = new MachineShare();
        Verdict third = send("third");
        await().alias("the third order").atMost(Market.PATIENCE).until(() -> venue.has(Market.orderIdOf(third)));
        Duration took = machine.elapsed();

        System.out.printf(
                "takeover of execution after SIG%s: %d ms, %.0f %% of the machine was ours%n",
                signal, took.toMillis(), 100 * machine.share());
        assertThat(took).isLessThanOrEqualTo(machine.stretched(Duration.ofSeconds(10)));
        execution.awaitState(third, "ACCEPTED");
        if (signal.equals("STOP")) {
            signal("CONT");
        }
        Verdict fourth = send("fourth");
        execution.awaitState(fourth, "ACCEPTED");
        for (Verdict verdict : List.of(first, second, third, fourth)) {
            assertThat(venue.requests("POST " + Market.orderIdOf(verdict))).isEqualTo(1);
        }
    }

    /** To the first of two. */
    private void signal(String name) throws Exception {
        int status = new ProcessBuilder("kill", "-" + name, String.valueOf(predecessor.pid()))
                .start()
                .waitFor();
        assertThat(status).isZero();
    }

    private Verdict send(String name) throws Exception {
        return execution.send(SYMBOL, name);
    }
}
