package io.ffe.execution.venue.oanda;

import io.ffe.execution.venue.RequestBudget;
import io.ffe.execution.venue.Venue;
import io.ffe.execution.venue.VenueContract;
import io.ffe.execution.venue.oanda.StubOanda.Fault;
import io.ffe.schema.money.Instruments;
import java.time.Clock;
import java.time.Duration;

/** What is promised of every venue, of OANDA. Its market orders wait here, so that there is something to ask about. */
class OandaVenueContractTest extends VenueContract {

    private final StubOanda oanda = new StubOanda();

    @Override
    protected String name() {
        return "oanda";
    }

    @Override
    protected Server serve() {
        oanda.holding(true);
        oanda.retryAfter(0);
        return new Server() {

            @Override
            public void takeAndHang() {
                oanda.next(Fault.TIMEOUT_AFTER_ACCEPT);
            }

            @Override
            public void takeAndFail() {
                oanda.next(Fault.ERROR_AFTER_ACCEPT);
            }

            @Override
            public void limit() {
                oanda.next(Fault.RATE_LIMITED);
            }

            @Override
            public void reject() {
                oanda.rejectNext("INSUFFICIENT_MARGIN");
            }

            @Override
            public void down(boolean isDown) {
                oanda.down(isDown);
            }

            @Override
            public void fill(String clientOrderId, String quantity, String price) {
                oanda.fillPart(clientOrderId, quantity, price);
            }

            @Override
            public void end(String clientOrderId) {
                oanda.end(clientOrderId);
            }

            @Override
            public void outsidePosition(String symbol, String quantity) {
                oanda.appear(named(symbol), quantity);
            }

            @Override
            public void outsideOrder(String clientOrderId, String symbol) {
                oanda.outsideOrder(clientOrderId, named(symbol));
            }

            @Override
            public int taken(String clientOrderId) {
                return Math.toIntExact(oanda.ordersOf(clientOrderId));
            }

            @Override
            public void close() {
                oanda.close();
            }
        };
    }

    private static String named(String symbol) {
        return symbol.substring(0, 3) + "_" + symbol.substring(3);
    }

    @Override
    protected Venue connect() {
        OandaToken token = OandaToken.fromEnvironment(StubOanda.TOKEN);
        return new OandaAccount(
                new OandaHttp(
                        oanda.url(),
                        Duration.ofSeconds(2),
                        REQUEST_TIMEOUT,
                        Duration.ofMillis(1),
                        token,
                        new RequestBudget(100, 20, System::nanoTime),
                        Clock.systemUTC()),
                new TransactionStream(
                        oanda.url().resolve("/v3/accounts/" + StubOanda.ACCOUNT + "/transactions/stream"),
                        Duration.ofSeconds(2),
                        token,
                        System::nanoTime),
                StubOanda.ACCOUNT,
                "USD",
                Instruments.builtIn(),
                Clock.systemUTC(),
                System::nanoTime);
    }
}
