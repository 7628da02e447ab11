package io.ffe.stack.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the paper venue's journal comes to: every order as it ended, every fill, and cash and positions as their sum. */
final class VenueState {

    private final Map<String, Order> orders = new LinkedHashMap<>();
    private final List<String> fills = new ArrayList<>();
    private final Map<String, BigDecimal> cash = new TreeMap<>();
    private final Map<String, BigDecimal> positions = new TreeMap<>();

    /** An order without its ids, which are made from the runId. */
    private static final class Order {

        private final JsonNode accepted;
        private BigDecimal quantity;
        private BigDecimal filled = BigDecimal.ZERO;
        private String state;
        private @Nullable String reason;
        private @Nullable BigDecimal stop;

        Order(JsonNode accepted) {
            this.accepted = accepted;
            this.quantity = decimal(accepted, "quantity");
            this.state = text(accepted, "state");
            this.reason = accepted.path("reason").asText(null);
            this.stop = optional(accepted, "stopPrice");
        }

        String key() {
            return text(accepted, "portfolioId") + " " + text(accepted, "symbol");
        }

        int sign() {
            return text(accepted, "side").equals("BUY") ? 1 : -1;
        }

        Map<String, @Nullable Object> values() {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (String name : List.of(
                    "portfolioId", "symbol", "side", "type", "timeInForce", "reduceOnly", "origin", "acceptedAt")) {
                values.put(name, text(accepted, name));
            }
            values.put("limitPrice", optional(accepted, "limitPrice"));
            values.put("stopPrice", stop);
            values.put("trailingDistance", optional(accepted, "trailingDistance"));
            values.put("quantity", quantity);
            values.put("filled", filled);
            values.put("state", state);
            values.put("reason", reason);
            return values;
        }
    }

    private VenueState() {}

    /** @throws Problem when the journal is absent or a line of it cannot be read */
    static Map<String, List<String>> read(Path journal) {
        VenueState state = new VenueState();
        int line = 0;
        try {
            for (String text : Files.readAllLines(journal)) {
                line++;
                for (JsonNode entry : Json.mapper().readTree(text).path("entries")) {
                    state.fold(entry);
                }
            }
        } catch (IOException | RuntimeException unreadable) {
            throw Problem.failure(
                    "line " + line + " of the venue's journal " + journal + " cannot be read: " + unreadable,
                    unreadable);
        }
        return Map.of(
                "venue.orders",
                state.orders.values().stream()
                        .map(order -> StateLines.line(order.values()))
                        .toList(),
                "venue.fills",
                state.fills,
                "venue.cash",
                lines(state.cash),
                "venue.positions",
                lines(state.positions));
    }

    private static List<String> lines(Map<String, BigDecimal> amounts) {
        return amounts.entrySet().stream()
                .map(amount -> amount.getKey() + " " + StateLines.line(Map.of("amount", amount.getValue())))
                .toList();
    }

    private void fold(JsonNode entry) {
        switch (text(entry, "kind")) {
            case "CASH_CREDITED" -> cash.merge(text(entry, "portfolioId"), decimal(entry, "amount"), BigDecimal::add);
            case "ORDER_ACCEPTED", "ORDER_REJECTED" -> {
                JsonNode order = entry.required("order");
                if (orders.put(text(order, "clientOrderId"), new Order(order)) != null) {
                    throw new IllegalStateException("order " + text(order, "clientOrderId") + " is there twice");
                }
            }
            case "ORDER_FILLED" -> fill(entry);
            case "ORDER_RESIZED" -> order(entry).quantity = decimal(entry, "quantity");
            case "ORDER_ENDED" -> {
                Order order = order(entry);
                order.state = text(entry, "state");
                order.reason = text(entry, "reason");
            }
            case "STOP_MOVED" -> order(entry).stop = decimal(entry, "stopPrice");
            case "FAULTS_SET" -> {
                // What the venue was told to do wrong is not what it came to.
            }
            case String unknown -> throw new IllegalStateException("entry of unknown kind " + unknown);
        }
    }

    private void fill(JsonNode entry) {
        Order order = order(entry);
        BigDecimal quantity = decimal(entry, "quantity");
        BigDecimal price = decimal(entry, "price");
        BigDecimal fee = decimal(entry, "fee");
        BigDecimal signed = quantity.multiply(BigDecimal.valueOf(order.sign()));
        order.filled = order.filled.add(quantity);
        order.state = order.filled.compareTo(order.quantity) < 0 ? "PARTIALLY_FILLED" : "FILLED";
        positions.merge(order.key(), signed, BigDecimal::add);
        cash.merge(text(entry, "portfolioId"), signed.multiply(price).negate().subtract(fee), BigDecimal::add);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("order", StateLines.line(new Order(order.accepted).values()));
        values.put("quantity", quantity);
        values.put("price", price);
        values.put("fee", fee);
        fills.add(StateLines.line(values));
    }

    private Order order(JsonNode entry) {
        String id = text(entry, "clientOrderId");
        return Objects.requireNonNull(orders.get(id), () -> "order " + id + " was never accepted");
    }

    private static String text(JsonNode node, String name) {
        return node.required(name).asText();
    }

    private static @Nullable BigDecimal optional(JsonNode node, String name) {
        return node.hasNonNull(name) ? decimal(node, name) : null;
    }

    private static BigDecimal decimal(JsonNode node, String name) {
        return new BigDecimal(text(node, name));
    }
}
