package io.ffe.marketdata.feed.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ffe.marketdata.feed.RecordedData;
import io.ffe.schema.event.Tick.Kind;
import io.ffe.schema.money.Instruments;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each message of Coinbase is a tick, a sign of life, or refused with its reason. */
class CoinbaseMessagesTest {

    private static final Instant T = Instant.parse("2026-04-07T14:30:00Z");

    private final Heard heard = new Heard();
    private final CoinbaseMessages messages = new CoinbaseMessages(
            new Symbology(
                    List.of(
                            Instruments.builtIn().require("BTCUSD"),
                            Instruments.builtIn().require("ETHUSD")),
                    "-"),
            heard);

    private void ticker(long number, String bid) {
        assertThat(messages.take(CoinbaseStub.message(
                        "ticker", T.plusSeconds(number), number, CoinbaseStub.ticker("BTC-USD", bid, "70000"))))
                .isEmpty();
    }

    private void trades(long number, String type, long... ids) {
        StringBuilder trades = new StringBuilder();
        for (long id : ids) {
            trades.append(trades.isEmpty() ? "" : ",")
                    .append("{\"trade_id\":\"")
                    .append(id)
                    .append(
                            "\",\"product_id\":\"BTC-USD\",\"price\":\"68900.5\",\"size\":\"0.0015\",\"side\":\"BUY\",\"time\":\"")
                    .append(T)
                    .append("\"}");
        }
        assertThat(messages.take(CoinbaseStub.message(
                        "market_trades", T, number, "{\"type\":\"" + type + "\",\"trades\":[" + trades + "]}")))
                .isEmpty();
    }

    @Test
    void a_hole_in_the_numbers_is_counted_as_messages_missed() {
        ticker(0, "68900");
        ticker(4, "68901");

        assertThat(heard.missed).hasValue(3);
        assertThat(heard.observations).hasSize(2);
    }

    @Test
    void a_message_that_comes_again_is_refused_as_a_repeat() {
        ticker(0, "68900");
        ticker(1, "68901");
        ticker(1, "68901");
        ticker(0, "68900");

        assertThat(heard.observations).hasSize(2);
        assertThat(heard.refusals).extracting(Heard.Refusal::reason).containsOnly(FeedRefusal.REPEATED);
        assertThat(heard.refusals).hasSize(2);
    }

    @Test
    void a_message_that_comes_after_its_successor_is_taken_and_no_longer_missed() {
        ticker(0, "68900");
        ticker(2, "68902");
        ticker(1, "68901");
        ticker(1, "68901");

        assertThat(heard.missed).hasValue(1);
        assertThat(heard.late).hasValue(1);
        assertThat(heard.observations).hasSize(3);
        assertThat(heard.refusals).hasSize(1);
    }

    @Test
    void a_trade_is_taken_once_and_those_of_before_the_subscription_are_not() {
        // Newest first, as they come.
        trades(0, "snapshot", 100, 99);
        trades(1, "update", 102, 101, 100);
        trades(2, "update", 104, 103, 102);

        assertThat(heard.observations).hasSize(4).allSatisfy(trade -> {
            assertThat(trade.kind()).isEqualTo(Kind.TRADE);
            assertThat(trade.price()).isEqualByComparingTo("68900.5");
        });
        assertThat(heard.refusals)
                .extracting(Heard.Refusal::reason)
                .containsExactly(
                        FeedRefusal.BEFORE_SUBSCRIPTION,
                        FeedRefusal.BEFORE_SUBSCRIPTION,
                        FeedRefusal.REPEATED,
                        FeedRefusal.REPEATED);
    }

    /** In a halt every new connection tells it again, with the time of now. */
    @Test
    void the_ticker_that_a_subscription_begins_with_is_no_price_of_now() {
        String last = CoinbaseStub.ticker("BTC-USD", "68900", "70000").replace("update", "snapshot");

        messages.take(CoinbaseStub.message("ticker", T, 0, last));

        assertThat(heard.observations).isEmpty();
        assertThat(heard.refusals)
                .extracting(Heard.Refusal::symbol, Heard.Refusal::reason)
                .containsExactly(tuple("BTCUSD", FeedRefusal.BEFORE_SUBSCRIPTION));
        ticker(1, "68901");
        assertThat(heard.observations).hasSize(1);
    }

    @Test
    void what_nobody_asked_for_and_what_has_no_price_is_refused_by_symbol() {
        messages.take(CoinbaseStub.message("ticker", T, 0, CoinbaseStub.ticker("DOGE-USD", "1", "2")));
        ticker(1, "0");
        ticker(2, "1e400000000");
        messages.take(CoinbaseStub.message(
                "ticker", T, 3, "{\"type\":\"update\",\"tickers\":[{\"product_id\":\"BTC-USD\"}]}"));

        assertThat(heard.observations).isEmpty();
        assertThat(heard.refusals)
                .extracting(refusal -> refusal.symbol() + " " + refusal.reason())
                .containsExactly("OTHER UNKNOWN_SYMBOL", "BTCUSD NO_PRICE", "BTCUSD NO_PRICE", "BTCUSD NO_PRICE");
    }

    @Test
    void heartbeats_are_signs_of_life_whether_their_counter_is_a_number_or_a_text() {
        for (String counter : List.of("42", "\"42\"")) {
            messages.take(CoinbaseStub.message("heartbeats", T, 0, "{\"heartbeat_counter\":" + counter + "}"));
        }
        assertThat(heard.signs).hasValue(2);
        assertThat(heard.raw()).isZero();
    }

    @Test
    void an_error_ends_the_connection_with_what_it_says() {
        Optional<FeedTrouble> trouble = messages.take("{\"type\":\"error\",\"message\":\"authentication failure\"}");

        assertThat(trouble).hasValueSatisfying(why -> {
            assertThat(why.kind()).isEqualTo(FeedTrouble.Kind.UNAUTHORIZED);
            assertThat(why).hasMessageContaining("authentication failure");
        });
    }

    @ParameterizedTest
    @CsvSource({"session_ticker_contiguous, BTCUSD, 0", "session_ticker_gap, ETHUSD, 3"})
    void a_recorded_session_is_accounted_for_to_the_last_message(String session, String symbol, int missed)
            throws IOException {
        List<String> lines = Files.readAllLines(RecordedData.requireSession("coinbase/ws/" + session + ".ndjson"));
        lines.forEach(line -> assertThat(messages.take(line)).isEmpty());

        assertThat(messages.subscribed()).isTrue();
        assertThat(heard.missed).hasValue(missed);
        assertThat(heard.signs).hasValue(lines.size());
        assertThat(heard.refusals)
                .as("the ticker that the subscription begins with")
                .singleElement()
                .extracting(Heard.Refusal::reason)
                .isEqualTo(FeedRefusal.BEFORE_SUBSCRIPTION);
        assertThat(heard.observations)
                .hasSize(59)
                .allMatch(price -> price.symbol().equals(symbol));
    }
}
