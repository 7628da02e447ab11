package io.ffe.papervenue.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.papervenue.testing.Market;
import io.ffe.papervenue.testing.VenueProcess;
import io.ffe.schema.event.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ticks of a live run on a real broker, the venue as its own process. */
class LiveTicksIT {

    private static final String SYMBOL = "ETHUSD";
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void a_quote_from_the_future_keeps_no_order_from_filling() throws IOException {
        try (Market market = new Market();
                VenueProcess venue = live(market)) {
            market.quote(SYMBOL, 3_000, Origin.LIVE, Instant.now());
            int accepted = awaitAccepted(venue);
            market.quote(SYMBOL, 1, Origin.LIVE, Instant.now().plus(Duration.ofHours(1)));

            market.quote(SYMBOL, 3_010, Origin.LIVE, Instant.now());

            awaitFilled(venue, accepted);
            assertThat(stateOf(venue, accepted).get("averagePrice").asText()).startsWith("301");
        }
    }

    @Test
    void an_order_fills_at_no_quote_that_is_older_than_it() throws IOException {
        try (Market market = new Market();
                VenueProcess venue = live(market)) {
            market.quote(SYMBOL, 3_000, Origin.LIVE, Instant.now());
            int accepted = awaitAccepted(venue);
            // They happened before the order and are read after it, as behind a provider or a broker that stood still.
            Instant acceptedAt =
                    Instant.parse(stateOf(venue, accepted).get("acceptedAt").asText());
            market.quote(SYMBOL, 3_100, Origin.LIVE, acceptedAt.minusMillis(1));

            market.quote(SYMBOL, 3_010, Origin.LIVE, Instant.now());

            awaitFilled(venue, accepted);
            assertThat(stateOf(venue, accepted).get("averagePrice").asText()).startsWith("301");
        }
    }

    private VenueProcess live(Market market) {
        return VenueProcess.launch(
                        folder, market.bootstrapServers(), Map.of("ffe.run.id", "live-ticks", "ffe.run.origin", "live"))
                .await("live");
    }

    /** Orders until one is taken, which it is once the venue has read a quote. Returns the number of that one. */
    private static int awaitAccepted(VenueProcess venue) {
        int[] number = {0};
        Awaitility.await("the first quote")
                .atMost(SOON)
                .until(() -> venue.place(order(++number[0])).status() == 201);
        return number[0];
    }

    private static void awaitFilled(VenueProcess venue, int number) {
        Awaitility.await("the fill")
                .atMost(SOON)
                .until(() -> stateOf(venue, number).get("state").asText().equals("FILLED"));
    }

    private static JsonNode stateOf(VenueProcess venue, int number) throws IOException {
        return venue.get("/api/v1/orders/live-" + number).body().get("order");
    }

    private static String order(int number) {
        return """
                {"clientOrderId":"live-%d","portfolioId":"main","symbol":"%s","side":"BUY","type":"MARKET","quantity":"0.1",
                 "timeInForce":"GTC","reduceOnly":false,"origin":"live"}""".formatted(number, SYMBOL);
    }
}
