package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ffe.execution.domain.Order;
import io.ffe.execution.venue.oanda.StubOanda;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.Json;
import io.ffe.stack.testing.LongVersions;
import io.ffe.stack.token.Role;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service with OANDA as its venue, by settings alone. */
class OandaIT {

    private static final String SYMBOL = "BTCUSD";

    @TempDir
    Path folder;

    @Test
    void an_entry_takes_its_protection_with_it_and_its_exit_takes_that_off_first() throws Exception {
        assumeTrue(LongVersions.asked(), "the short version leaves OANDA to OandaVenueContractTest");
        try (StubOanda oanda = new StubOanda();
                PackagedExecution execution = new PackagedExecution(folder)) {
            oanda.price("BTC_USD", "99.9", "100.1");
            execution.quote(SYMBOL);
            execution.start(new RealVenueStub.Oanda(oanda).settings(folder));

            oanda.next(StubOanda.Fault.CUT_AFTER_ACCEPT);
            Verdict entry = execution.send(SYMBOL, "entry");
            String entryId = Market.orderIdOf(entry);
            execution.awaitState(entryId, "FILLED");
            String protectionId = Ids.clientOrderId(Ids.intentOfProtection(entry.verdictId()), Order.PROTECTION_LEG, 0);
            execution.awaitState(protectionId, "ACCEPTED");

            String exitId = Market.orderIdOf(execution.sendExit(SYMBOL, "exit"));
            execution.awaitState(exitId, "FILLED");
            execution.awaitState(protectionId, "CANCELED");

            assertThat(oanda.ordersOf(entryId))
                    .as("it was not answered, and sent once")
                    .isOne();
            assertThat(oanda.units("BTC_USD")).isZero();
            assertThat(oanda.pendingOrders()).isZero();
            assertThat(new BigDecimal(execution
                            .get("portfolios/" + execution.run)
                            .path("cash")
                            .asText()))
                    .isEqualByComparingTo(oanda.cash());

            oanda.byHand("ETH_USD", "3");
            await().atMost(Market.PATIENCE)
                    .until(() -> execution
                            .get("portfolios/" + execution.run)
                            .path("entriesClosed")
                            .asText()
                            .contains("in ETHUSD was never made here"));
            closedForNow(oanda, execution);
        }
    }

    /** An operator's exit waits for its market, says so, and leaves when that opens. */
    private static void closedForNow(StubOanda oanda, PackagedExecution execution) throws Exception {
        oanda.closed("ETH_USD", true);
        HttpResponse<String> answer =
                execution.post("flatten", Role.OPERATOR, "{\"symbol\":\"ETHUSD\",\"reason\":\"leaving\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String waiting = Json.mapper()
                .readTree(answer.body())
                .at("/0/exits/0/clientOrderId")
                .asText();

        await().atMost(Market.PATIENCE)
                .until(() -> execution
                        .order(waiting)
                        .path("reason")
                        .asText()
                        .equals("MARKET_CLOSED: ETH_USD does not trade now"));
        assertThat(execution.order(waiting).path("state").asText()).isEqualTo("INTENT");
        assertThat(oanda.ordersOf(waiting)).isZero();

        String commandId =
                Json.mapper().readTree(answer.body()).at("/0/commandId").asText();
        assertThat(execution
                        .post("flatten/" + commandId + "/withdrawal", Role.OPERATOR, "{\"reason\":\"news\"}")
                        .statusCode())
                .isEqualTo(200);
        execution.awaitState(waiting, "DENIED");
        answer = execution.post("flatten", Role.OPERATOR, "{\"symbol\":\"ETHUSD\",\"reason\":\"after all\"}");
        String exitId = Json.mapper()
                .readTree(answer.body())
                .at("/0/exits/0/clientOrderId")
                .asText();

        oanda.closed("ETH_USD", false);
        execution.awaitState(exitId, "FILLED");
        assertThat(oanda.ordersOf(exitId)).isOne();
        assertThat(oanda.units("ETH_USD")).isZero();
    }
}
