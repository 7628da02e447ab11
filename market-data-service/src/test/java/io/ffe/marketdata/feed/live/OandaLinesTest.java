package io.ffe.marketdata.feed.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.marketdata.feed.RecordedData;
import io.ffe.schema.money.Instruments;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each line of OANDA's stream is a quote, a sign of life, or refused with its reason. */
class OandaLinesTest {

    private final Heard heard = new Heard();
    private final OandaLines lines =
            new OandaLines(new Symbology(List.of(Instruments.builtIn().require("EURUSD")), "_"), heard);

    private void price(String instrument, String bids, String more) {
        assertThat(lines.take("{\"type\":\"PRICE\",\"time\":\"2016-10-27T08:38:45.664613867Z\",\"bids\":" + bids
                        + ",\"asks\":[{\"price\":\"1.09188\",\"liquidity\":10000000}],\"instrument\":\"" + instrument
                        + "\""
                        + more + "}"))
                .isEmpty();
    }

    @Test
    void the_best_of_each_ladder_is_the_quote() {
        price(
                "EUR_USD",
                "[{\"price\":\"1.09177\",\"liquidity\":1000000},{\"price\":\"1.09175\",\"liquidity\":2000000}]",
                "");

        assertThat(heard.observations).singleElement().satisfies(quote -> {
            assertThat(quote.bid()).isEqualByComparingTo("1.09177");
            assertThat(quote.bidSize()).isEqualByComparingTo("1000000");
            assertThat(quote.ask()).isEqualByComparingTo("1.09188");
            assertThat(quote.occurredAt()).isEqualTo(Instant.parse("2016-10-27T08:38:45.664613867Z"));
        });
    }

    @Test
    void what_cannot_be_traded_at_is_no_price() {
        String bid = "[{\"price\":\"1.09177\"}]";
        price("EUR_USD", bid, ",\"tradeable\":false");
        price("EUR_USD", bid, ",\"status\":\"non-tradeable\"");
        price("EUR_JPY", bid, "");
        price("EUR_USD", "[]", "");

        assertThat(heard.observations).isEmpty();
        assertThat(heard.refusals)
                .extracting(Heard.Refusal::reason)
                .containsExactly(
                        FeedRefusal.NOT_TRADEABLE,
                        FeedRefusal.NOT_TRADEABLE,
                        FeedRefusal.UNKNOWN_SYMBOL,
                        FeedRefusal.NO_PRICE);
    }

    @Test
    void a_recorded_hour_of_news_is_accounted_for_to_the_last_line() throws IOException {
        for (String line : Files.readAllLines(RecordedData.requireSession("oanda/pricing_stream_EUR_USD_nfp.ndjson"))) {
            assertThat(lines.take(line)).isEmpty();
        }

        assertThat(heard.observations).hasSize(5156);
        assertThat(heard.signs).hasValue(60);
        assertThat(heard.refusals).isEmpty();
    }
}
