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

    private static final String RUN = "live-ticks";
    private static final String SYMBOL = "ETHUSD";

    /** Of one test alone: what jumps would be far from the prices of others. */
    private static final String JUMPING = "SOLUSDT";

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

    /** Market-data refuses it; the venue, which reads the same topic, must not fill a stop at it, nor after a restart. */
    @Test
    void a_price_that_nothing_confirms_fills_nothing_and_one_that_is_confirmed_does() throws IOException {
        try (Market market = new Market()) {
            try (VenueProcess venue = live(market)) {
                for (int i = 0; i < 20; i++) {
                    market.quote(JUMPING, 3_000 + i, Origin.LIVE, Instant.now());
                }
                buy(venue, market, "bought");
                String stop = order("stop", JUMPING, "SELL", ",\"stopPrice\":\"2500\"");
                assertThat(venue.place(stop).status()).isEqualTo(201);

                market.quote(JUMPING, 300, Origin.LIVE, Instant.now());
                buy(venue, market, "after-the-jump");

                assertThat(stateOf(venue, "stop").get("state").asText()).isEqualTo("ACCEPTED");
            }
            try (VenueProcess venue = live(market)) {
                market.quote(JUMPING, 300, Origin.LIVE, Instant.now());
                buy(venue, market, "after-a-restart");
                assertThat(stateOf(venue, "stop").get("state").asText()).isEqualTo("ACCEPTED");

                for (int i = 0; i < 3; i++) {
                    market.quote(JUMPING, 300 + i, Origin.LIVE, Instant.now());
                }

                awaitState(venue, "stop", "FILLED");
            }
        }
    }

    /** Returns when it has filled at a usual price, so that all that was quoted before is read. */
    private static void buy(VenueProcess venue, Market market, String name) {
        int[] tries = {0};
        Awaitility.await("a quote")
                .atMost(SOON)
                .until(() -> venue.place(order(name + ++tries[0], JUMPING, "BUY", ""))
                                .status()
                        == 201);
        market.quote(JUMPING, 3_010, Origin.LIVE, Instant.now());
        awaitState(venue, name + tries[0], "FILLED");
    }

    private VenueProcess live(Market market) {
        return VenueProcess.launch(
                        folder, market.bootstrapServers(), Map.of("ffe.run.id", RUN, "ffe.run.origin", "live"))
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
        awaitState(venue, "live-" + number, "FILLED");
    }

    private static void awaitState(VenueProcess venue, String order, String state) {
        Awaitility.await(order + " is " + state)
                .atMost(SOON)
                .until(() -> stateOf(venue, order).get("state").asText().equals(state));
    }

    private static JsonNode stateOf(VenueProcess venue, int number) throws IOException {
        return stateOf(venue, "live-" + number);
    }

    private static JsonNode stateOf(VenueProcess venue, String order) throws IOException {
        return venue.get("/api/v1/orders/" + order).body().get("order");
    }

    private static String order(int number) {
        return order("live-" + number, SYMBOL, "BUY", "");
    }

    /** @param stop the field with its price, of one that is no market order */
    private static String order(String id, String symbol, String side, String stop) {
        return """
                {"clientOrderId":"%s","portfolioId":"main","symbol":"%s","side":"%s","type":"%s","quantity":"0.1",
                 "timeInForce":"GTC","reduceOnly":%s,"origin":"live"%s}""".formatted(id, symbol, side, stop.isEmpty() ? "MARKET" : "STOP", !stop.isEmpty(), stop);
    }
}
