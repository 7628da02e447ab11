package io.ffe.stack.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateHashTest {

    @TempDir
    Path folder;

    @Test
    void the_order_in_which_things_are_read_is_no_part_of_it() {
        assertThat(hash("one", "two", "three")).isEqualTo(hash("three", "one", "two"));
    }

    @Test
    void a_thing_more_less_or_otherwise_changes_it_and_is_named() {
        StateHash once = hash("one", "two");

        assertThat(hash("one", "two", "two").hash()).isNotEqualTo(once.hash());
        assertThat(hash("one", "two", "two").firstDifference(once))
                .hasValue("orders (3 and 2): the same things in other numbers");
        assertThat(hash("one", "2").firstDifference(once)).hasValue("orders (2 and 2): only here: 2");
        assertThat(hash("one").firstDifference(once)).hasValue("orders (1 and 2): only there: two");
        assertThat(hash("one", "two").firstDifference(once)).isEmpty();
    }

    @Test
    void the_same_amount_or_time_is_the_same_text_and_another_one_is_not() {
        assertThat(line(new BigDecimal("1.50")))
                .isEqualTo(line(new BigDecimal("1.5")))
                .isEqualTo("a=1.5");
        assertThat(line(new BigDecimal("1E+3"))).isEqualTo("a=1000");
        assertThat(line(java.sql.Timestamp.from(Instant.parse("2024-08-05T01:00:00Z"))))
                .isEqualTo("a=2024-08-05T01:00:00Z");
        assertThat(line(null)).isEqualTo("a=-");
    }

    @Test
    void a_venues_journal_comes_to_its_orders_fills_cash_and_positions_whatever_ids_and_offsets_are() throws Exception {
        Map<String, List<String>> once = VenueState.read(journal("c-1", "t-1", 7, "60000"));

        assertThat(VenueState.read(journal("c-other", "t-9", 4711, "60000.0"))).isEqualTo(once);
        assertThat(VenueState.read(journal("c-1", "t-1", 7, "60001"))).isNotEqualTo(once);
        assertThat(once.get("venue.orders"))
                .singleElement()
                .asString()
                .contains("symbol=BTCUSDT side=BUY", "quantity=0.5 filled=0.2 state=CANCELED reason=CLIENT");
        assertThat(once.get("venue.fills")).singleElement().asString().endsWith("quantity=0.2 price=60000 fee=12");
        assertThat(once.get("venue.cash")).containsExactly("main amount=87988");
        assertThat(once.get("venue.positions")).containsExactly("main BTCUSDT amount=0.2");
    }

    @Test
    void where_a_stop_that_follows_has_come_to_counts() throws Exception {
        Map<String, List<String>> begun = VenueState.read(stop(""));
        Map<String, List<String>> moved = VenueState.read(stop("""
            {"line":2,"entries":[{"kind":"STOP_MOVED","portfolioId":"main","clientOrderId":"c-1","stopPrice":"60500.5"}]}
            """));

        assertThat(begun.get("venue.orders"))
                .singleElement()
                .asString()
                .contains("stopPrice=59500 trailingDistance=500");
        assertThat(moved.get("venue.orders"))
                .singleElement()
                .asString()
                .contains("stopPrice=60500.5 trailingDistance=500");
    }

    private Path stop(String further) throws IOException {
        return Files.writeString(folder.resolve("stop.jsonl"), """
            {"format":2,"runId":"r"}
            {"line":1,"entries":[{"kind":"ORDER_ACCEPTED","order":{"clientOrderId":"c-1","venueOrderId":"v-1",\
            "portfolioId":"main","symbol":"BTCUSDT","side":"SELL","type":"STOP","timeInForce":"GTC","reduceOnly":true,\
            "origin":"REPLAY","quantity":"1","stopPrice":"59500","trailingDistance":"500","state":"ACCEPTED",\
            "acceptedAt":"2024-08-05T01:00:00Z"}}]}
            """ + further);
    }

    @Test
    void a_journal_that_cannot_be_followed_is_refused_with_its_line() throws Exception {
        Path torn = Files.writeString(folder.resolve("torn.jsonl"), """
            {"run":"r"}
            {"entries":[{"kind":"ORDER_ENDED","clientOrderId":"c-1","state":"CANCELED","reason":"CLIENT"}]}
            """);

        assertThatThrownBy(() -> VenueState.read(torn))
                .hasMessageContaining("line 2 of the venue's journal")
                .hasMessageContaining("order c-1 was never accepted");
    }

    private Path journal(String orderId, String tradeId, long offset, String price) throws IOException {
        return Files.writeString(folder.resolve("journal.jsonl"), """
            {"run":"%1$s"}
            {"line":1,"entries":[{"kind":"CASH_CREDITED","portfolioId":"main","amount":"100000"},\
            {"kind":"ORDER_ACCEPTED","order":{"clientOrderId":"%1$s","venueOrderId":"v-%2$s","portfolioId":"main",\
            "symbol":"BTCUSDT","side":"BUY","type":"MARKET","timeInForce":"GTC","reduceOnly":false,"origin":"REPLAY",\
            "quantity":"0.50","state":"ACCEPTED","activeFromBeat":%3$d,"acceptedAt":"2024-08-05T01:00:00Z"}}]}
            {"line":2,"readThrough":{"3":%3$d},"entries":[{"kind":"ORDER_FILLED","portfolioId":"main",\
            "clientOrderId":"%1$s","tradeId":"%2$s","quantity":"0.2","price":"%4$s","fee":"12"},\
            {"kind":"ORDER_ENDED","portfolioId":"main","clientOrderId":"%1$s","state":"CANCELED","reason":"CLIENT"}]}
            """.formatted(orderId, tradeId, offset, price));
    }

    private static StateHash hash(String... orders) {
        return StateHash.of(new TreeMap<>(Map.of("orders", StateHash.Part.of(List.of(orders)))));
    }

    private static String line(Object value) {
        return StateLines.line(java.util.Collections.singletonMap("a", value));
    }
}
