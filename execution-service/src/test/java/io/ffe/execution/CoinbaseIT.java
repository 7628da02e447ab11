package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ffe.execution.domain.Order;
import io.ffe.execution.venue.coinbase.StubCoinbase;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.id.Ids;
import io.ffe.stack.testing.LongVersions;
import io.ffe.stack.testing.MachineShare;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service with Coinbase as its venue, by settings alone; a start of its own, so in the long version of the tests. */
class CoinbaseIT {

    private static final String SYMBOL = "BTCUSD";

    @TempDir
    Path folder;

    @Test
    void an_entry_is_protected_by_an_order_of_its_own_and_its_exit_takes_that_off_first() throws Exception {
        assumeTrue(LongVersions.asked(), "the short version leaves Coinbase to CoinbaseVenueContractTest");
        try (StubCoinbase coinbase = new StubCoinbase();
                PackagedExecution execution = new PackagedExecution(folder)) {
            execution.quote(SYMBOL);
            execution.start(new RealVenueStub.Coinbase(coinbase).settings(folder));

            coinbase.takeAndHang();
            Verdict entry = execution.send(SYMBOL, "entry");
            String entryId = Market.orderIdOf(entry);
            execution.awaitState(entryId, "ACCEPTED");
            coinbase.fill(entryId, "2", "100.1");
            execution.awaitState(entryId, "FILLED");
            String stopId = Ids.clientOrderId(Ids.intentOfProtection(entry.verdictId()), Order.PROTECTION_LEG, 1);
            execution.awaitState(stopId, "ACCEPTED");
            assertThat(coinbase.working("trigger_bracket_gtc")).isEqualTo(stopId);

            String exitId = Market.orderIdOf(execution.sendExit(SYMBOL, "exit"));
            execution.awaitState(exitId, "ACCEPTED");
            execution.awaitState(stopId, "CANCELED");
            coinbase.commission("-0.12");
            coinbase.fill(exitId, "2", "101");
            execution.awaitState(exitId, "FILLED");

            assertThat(coinbase.taken(entryId))
                    .as("it was not answered, and sent once")
                    .isOne();
            assertThat(coinbase.bodies()).hasSize(3);
            assertThat(new BigDecimal(execution
                            .get("portfolios/" + execution.run)
                            .path("cash")
                            .asText()))
                    .isEqualByComparingTo(coinbase.balance("USD"));
            aPartOfWhatRestsIsProtectedAtOnceOrWhenItsProductTradesAgain(coinbase, execution);
            quarantined(coinbase, execution);
        }
    }

    private static void aPartOfWhatRestsIsProtectedAtOnceOrWhenItsProductTradesAgain(
            StubCoinbase coinbase, PackagedExecution execution) throws Exception {
        Verdict peaceful = execution.sendLimit(SYMBOL, "peaceful", Duration.ofMinutes(5));
        execution.awaitState(peaceful, "ACCEPTED");
        coinbase.fill(Market.orderIdOf(peaceful), "1", "99");
        MachineShare machine = new MachineShare();
        await().atMost(Market.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> coinbase.covered().compareTo(BigDecimal.ONE) == 0);
        Duration took = machine.elapsed();
        System.out.printf("a part of a resting limit was protected after %d ms%n", took.toMillis());
        assertThat(took).isLessThanOrEqualTo(machine.stretched(Duration.ofSeconds(5)));
        execution.awaitState(peaceful, "CANCELED");
        leave(coinbase, execution, "leave-peaceful");

        Verdict halted = execution.sendLimit(SYMBOL, "halted", Duration.ofMinutes(5));
        execution.awaitState(halted, "ACCEPTED");
        coinbase.product("trading_disabled", "true");
        coinbase.fill(Market.orderIdOf(halted), "1", "99");
        String intent = Ids.intentOfProtection(halted.verdictId());
        String denied = Ids.clientOrderId(intent, Order.PROTECTION_LEG, 1);
        execution.awaitState(denied, "DENIED");
        assertThat(execution.order(denied).path("reason").asText()).startsWith("MARKET_CLOSED: ");
        assertThat(coinbase.covered()).isZero();

        coinbase.product("trading_disabled", "false");

        execution.awaitState(Ids.clientOrderId(intent, Order.PROTECTION_LEG, 2), "ACCEPTED");
        assertThat(coinbase.covered()).isEqualByComparingTo("1");
        await().atMost(Market.PATIENCE)
                .until(() -> execution
                        .get("portfolios/" + execution.run)
                        .path("entriesClosed")
                        .asText("")
                        .isEmpty());
        leave(coinbase, execution, "leave-halted");
    }

    private static void leave(StubCoinbase coinbase, PackagedExecution execution, String name) throws Exception {
        String exitId = Market.orderIdOf(execution.sendExit(SYMBOL, name));
        execution.awaitState(exitId, "ACCEPTED");
        coinbase.fill(exitId, "1", "100");
        execution.awaitState(exitId, "FILLED");
    }

    private static void quarantined(StubCoinbase coinbase, PackagedExecution execution) throws Exception {
        coinbase.outsidePosition("ETHUSD", "3");
        await().atMost(Market.PATIENCE)
                .until(() -> execution
                        .get("portfolios/" + execution.run)
                        .path("entriesClosed")
                        .asText()
                        .contains("position in ETHUSD is 0 here and 3 at the venue"));

        int before = coinbase.bodies().size();
        Verdict late = execution.send(SYMBOL, "late");

        execution.awaitState(late, "DENIED");
        assertThat(execution.order(Market.orderIdOf(late)).path("reason").asText())
                .startsWith("ENTRIES_CLOSED: ");
        assertThat(coinbase.bodies()).hasSize(before);
    }
}
