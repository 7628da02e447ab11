package io.ffe.execution.venue;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.execution.Settings;
import io.ffe.execution.StubVenue;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.messaging.NoTraces;
import io.ffe.messaging.time.SystemTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaperVenueContractTest extends VenueContract {

    @TempDir
    Path folder;

    private final StubVenue stub = new StubVenue();

    @Override
    protected String name() {
        return "paper";
    }

    @Override
    protected Server serve() {
        return new Server() {

            @Override
            public void takeAndHang() {
                stub.next(SYMBOL, StubVenue.Fault.TIMEOUT_AFTER_ACCEPT);
            }

            @Override
            public void takeAndFail() {
                stub.next(SYMBOL, StubVenue.Fault.ERROR_AFTER_ACCEPT);
            }

            @Override
            public void limit() {
                stub.next(SYMBOL, StubVenue.Fault.LIMITED);
            }

            @Override
            public void reject() {
                stub.next(SYMBOL, StubVenue.Fault.REFUSED);
            }

            @Override
            public void down(boolean isDown) {
                stub.down(isDown);
            }

            @Override
            public void fill(String clientOrderId, String quantity, String price) {
                stub.fill(clientOrderId, new BigDecimal(quantity), new BigDecimal(price));
            }

            @Override
            public void end(String clientOrderId) {
                stub.end(clientOrderId);
            }

            @Override
            public void outsidePosition(String symbol, String quantity) {
                stub.outsidePosition(PORTFOLIO, symbol, new BigDecimal(quantity));
            }

            @Override
            public void outsideOrder(String clientOrderId, String symbol) {
                stub.outsideOrder(PORTFOLIO, clientOrderId, symbol);
            }

            @Override
            public int taken(String clientOrderId) {
                return stub.has(clientOrderId) ? 1 : 0;
            }

            @Override
            public void close() {
                stub.close();
            }
        };
    }

    @Override
    protected Venue connect() {
        Path token = folder.resolve("token");
        try {
            Files.writeString(token, "a.token");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Settings settings = Settings.of(Map.of(
                "ffe.execution.venue.url", stub.url(),
                "ffe.execution.venue.request-timeout", REQUEST_TIMEOUT.toString(),
                "ffe.execution.venue.token-file", token.toString()));
        return new PaperVenue(new VenueHttp(
                settings.execution(),
                new VenueToken(settings.execution()),
                NoTraces.traces(),
                SystemTime.of(settings.run())));
    }

    @Test
    void a_dry_run_sends_neither_order_nor_cancel() {
        Order order = entry();
        Venue dry = new DryRunVenue(venue);

        VenueAnswer placed = dry.place(order, null, Optional::empty);
        VenueAnswer canceled = dry.cancel(order.clientOrderId());

        assertThat(placed).asString().contains("DRY_RUN", "BUY 0.5 BTCUSD");
        assertThat(canceled).isInstanceOf(VenueAnswer.NotSent.class);
        assertThat(stub.journal()).isEmpty();
    }
}
