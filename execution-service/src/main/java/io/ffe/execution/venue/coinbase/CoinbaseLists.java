package io.ffe.execution.venue.coinbase;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.execution.venue.GuardedHttp.Reply;
import io.ffe.execution.venue.RequestBudget.Use;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.execution.venue.coinbase.CoinbaseJson.Balance;
import io.ffe.execution.venue.coinbase.CoinbaseJson.Fill;
import io.ffe.execution.venue.coinbase.CoinbaseJson.Order;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Coinbase's lists, read to their end: a list of which a page is missing is no list. All throw {@link VenueUnavailable}. */
final class CoinbaseLists {

    private static final int LONGEST = 500;
    private static final int SHOWN = 100;

    private final CoinbaseHttp http;

    CoinbaseLists(CoinbaseHttp http) {
        this.http = http;
    }

    /** Orders of every state that were made since then. */
    List<Order> ordersSince(Instant since) {
        return pages("/orders/historical/batch?limit=250&start_date=" + encoded(since.toString()), "orders", Order::of);
    }

    /** Orders in state OPEN; those on their way into the book are not among them. */
    List<Order> openOrders() {
        return pages("/orders/historical/batch?limit=250&order_status=OPEN", "orders", Order::of);
    }

    /** Empty when Coinbase says that it has none of that id. */
    Optional<Order> order(String orderId, Use use) {
        String path = "/orders/historical/" + encoded(orderId);
        Reply reply = http.get(path, use);
        if (reply.status() == 404 && reply.json().has("error")) {
            return Optional.empty();
        }
        return Optional.of(Order.of(CoinbaseHttp.expect(reply, path, "order").path("order")));
    }

    List<Fill> fillsSince(Instant since) {
        return pages(
                "/orders/historical/fills?limit=250&start_sequence_timestamp=" + encoded(since.toString()),
                "fills",
                Fill::of);
    }

    List<Fill> fillsOf(String orderId) {
        return pages("/orders/historical/fills?limit=250&order_ids=" + encoded(orderId), "fills", Fill::of);
    }

    List<Balance> balances() {
        return pages("/accounts?limit=250", "accounts", Balance::of);
    }

    private <T> List<T> pages(String path, String field, Function<JsonNode, T> read) {
        List<T> all = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < LONGEST; page++) {
            JsonNode answer = http.read(cursor.isEmpty() ? path : path + "&cursor=" + encoded(cursor), field);
            JsonNode list = answer.path(field);
            JsonNode next = answer.path("has_next");
            // Whatever else is in their place is not an empty list, and not the end of one.
            if (!list.isArray()) {
                throw odd(field, list, "a list");
            }
            if (!next.isMissingNode() && !next.isBoolean()) {
                throw odd("has_next beside " + field, next, "true or false");
            }
            list.forEach(each -> all.add(read.apply(each)));
            cursor = answer.path("cursor").asText("");
            // Fills have no has_next: their last page has no cursor, or nothing on it.
            boolean more = next.isBoolean() ? next.booleanValue() : !list.isEmpty() && !cursor.isEmpty();
            if (!more) {
                return all;
            }
            if (cursor.isEmpty()) {
                throw new VenueUnavailable("Coinbase's list " + field + " goes on after " + all.size()
                        + " entries, and no cursor says where; expected one");
            }
        }
        throw new VenueUnavailable("Coinbase's list " + field + " has no end after " + LONGEST + " pages");
    }

    private static VenueUnavailable odd(String field, JsonNode value, String expected) {
        String text = value.toString();
        return new VenueUnavailable("Coinbase's " + field + " is "
                + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…") + ", expected " + expected
                + "; nothing is concluded, and it is asked for again");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
