package io.ffe.execution.venue.coinbase;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.execution.domain.VenueOrder;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Coinbase's JSON, as far as it is read here. Numbers come as strings, and as empty ones where there are none; statuses and reasons that
 * are not known are kept as they are.
 *
 * <p>What is booked is rounded here, so that quantity times price, less the fee, has no more than the 18 digits after the point that an
 * event can carry: a quotient has as many as one likes, and what cannot be told cannot be booked.
 */
final class CoinbaseJson {

    private static final int QUANTITY_DIGITS = 8;
    private static final int PRICE_DIGITS = 10;
    private static final int FEE_DIGITS = QUANTITY_DIGITS + PRICE_DIGITS;

    private CoinbaseJson() {}

    /** @param quantity in base currency; null on an order for an amount of money */
    record Order(
            String orderId,
            String clientOrderId,
            String productId,
            Side side,
            String status,
            VenueOrder.Kind kind,
            @Nullable BigDecimal quantity,
            BigDecimal filled,
            String reason,
            Instant createdAt) {

        static Order of(JsonNode node) {
            String orderId = required(node, "order_id");
            String clientId = node.path("client_order_id").asText("");
            JsonNode configuration = node.path("order_configuration");
            String type = configuration.properties().stream()
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse("");
            return new Order(
                    orderId,
                    // Orders that nobody gave an id have Coinbase's.
                    clientId.isEmpty() ? "coinbase-" + orderId : clientId,
                    required(node, "product_id"),
                    sideOf(node),
                    required(node, "status"),
                    kind(type),
                    decimal(configuration.path(type), "base_size"),
                    rounded(orZero(decimal(node, "filled_size")), QUANTITY_DIGITS),
                    reason(node),
                    time(node, "created_time"));
        }

        private static VenueOrder.Kind kind(String type) {
            return switch (type) {
                case "limit_limit_gtc", "limit_limit_gtd", "limit_limit_fok", "sor_limit_ioc" -> VenueOrder.Kind.LIMIT;
                case "stop_limit_stop_limit_gtc", "stop_limit_stop_limit_gtd" -> VenueOrder.Kind.STOP;
                case "trigger_bracket_gtc", "trigger_bracket_gtd" -> VenueOrder.Kind.OCO;
                default -> VenueOrder.Kind.MARKET;
            };
        }

        private static String reason(JsonNode node) {
            String code = node.path("reject_reason").asText("");
            String text = node.path("reject_message").asText("")
                    + node.path("cancel_message").asText("");
            return code.isEmpty() || code.equals("REJECT_REASON_UNSPECIFIED")
                    ? text.isEmpty() ? node.path("status").asText() : text
                    : text.isEmpty() ? code : code + ": " + text;
        }

        boolean works() {
            return switch (status) {
                case "FILLED", "CANCELLED", "EXPIRED", "FAILED" -> false;
                // PENDING, OPEN, QUEUED, CANCEL_QUEUED, EDIT_QUEUED, and whatever is not known yet.
                default -> true;
            };
        }
    }

    /**
     * @param entryId unique for each trade and each of its corrections
     * @param size in base currency; zero when it is too little to be told
     * @param fee below zero when Coinbase pays it
     */
    record Fill(
            String entryId,
            String orderId,
            String type,
            String productId,
            Side side,
            BigDecimal size,
            BigDecimal price,
            BigDecimal fee,
            Instant at) {

        static Fill of(JsonNode node) {
            BigDecimal price = orZero(decimal(node, "price"));
            BigDecimal size = orZero(decimal(node, "size"));
            boolean inQuote = node.path("size_in_quote").asBoolean(false);
            String entryId = node.path("entry_id").asText("");
            return new Fill(
                    entryId.isEmpty() ? required(node, "trade_id") : entryId,
                    required(node, "order_id"),
                    node.path("trade_type").asText("FILL"),
                    required(node, "product_id"),
                    sideOf(node),
                    inQuote && price.signum() > 0
                            ? size.divide(price, QUANTITY_DIGITS, RoundingMode.HALF_EVEN)
                            : rounded(size, QUANTITY_DIGITS),
                    rounded(price, PRICE_DIGITS),
                    rounded(orZero(decimal(node, "commission")), FEE_DIGITS),
                    time(node, "trade_time"));
        }

        /** False of dust: neither books nor events have a trade of nothing, or for nothing. */
        boolean bookable() {
            return size.signum() > 0 && price.signum() > 0;
        }
    }

    /** What may be ordered of a product, in which steps, which are above zero. */
    record Product(
            String productId,
            BigDecimal baseIncrement,
            BigDecimal priceIncrement,
            BigDecimal baseMin,
            BigDecimal baseMax,
            BigDecimal quoteMin,
            boolean disabled,
            boolean tradingDisabled,
            boolean cancelOnly,
            boolean limitOnly,
            boolean postOnly,
            boolean viewOnly,
            String status) {

        static Product of(JsonNode node) {
            String productId = required(node, "product_id");
            boolean pricesHaveOwn = decimal(node, "price_increment") != null;
            return new Product(
                    productId,
                    step(node, productId, "base_increment"),
                    step(node, productId, pricesHaveOwn ? "price_increment" : "quote_increment"),
                    number(node, "base_min_size"),
                    number(node, "base_max_size"),
                    orZero(decimal(node, "quote_min_size")),
                    node.path("is_disabled").asBoolean(false),
                    node.path("trading_disabled").asBoolean(false),
                    node.path("cancel_only").asBoolean(false),
                    node.path("limit_only").asBoolean(false),
                    node.path("post_only").asBoolean(false),
                    node.path("view_only").asBoolean(false),
                    node.path("status").asText(""));
        }

        private static BigDecimal step(JsonNode node, String productId, String field) {
            BigDecimal step = number(node, field);
            if (step.signum() <= 0) {
                throw new VenueUnavailable("Coinbase's " + field + " of " + productId + " is " + step.toPlainString()
                        + ", expected a step above zero; no order of it leaves before there is one");
            }
            return step;
        }
    }

    /** All of a currency, also what orders hold. */
    record Balance(String currency, BigDecimal total) {

        static Balance of(JsonNode node) {
            return new Balance(
                    required(node, "currency"),
                    number(node.path("available_balance"), "value").add(orZero(decimal(node.path("hold"), "value"))));
        }
    }

    static String required(JsonNode node, String field) {
        String text = node.path(field).asText("");
        if (text.isEmpty()) {
            throw new VenueUnavailable("Coinbase's answer has no " + field + ", expected one");
        }
        return text;
    }

    private static Side sideOf(JsonNode node) {
        return switch (node.path("side").asText("")) {
            case "BUY" -> Side.BUY;
            case "SELL" -> Side.SELL;
            default ->
                throw new VenueUnavailable(
                        "Coinbase's side is '" + node.path("side").asText("") + "', expected BUY or SELL");
        };
    }

    static @Nullable BigDecimal decimal(JsonNode node, String field) {
        String text = node.path(field).asText("");
        try {
            return text.isEmpty() || text.equals("null") ? null : new BigDecimal(text);
        } catch (NumberFormatException noNumber) {
            throw new VenueUnavailable("Coinbase's " + field + " is '" + text + "', expected a number");
        }
    }

    private static BigDecimal number(JsonNode node, String field) {
        BigDecimal value = decimal(node, field);
        if (value == null) {
            throw new VenueUnavailable("Coinbase's answer has no " + field + ", expected a number");
        }
        return value;
    }

    private static BigDecimal rounded(BigDecimal value, int digits) {
        return value.scale() > digits ? value.setScale(digits, RoundingMode.HALF_EVEN) : value;
    }

    private static BigDecimal orZero(@Nullable BigDecimal value) {
        return value == null ? BigDecimal.ZERO : value;
    }

    private static Instant time(JsonNode node, String field) {
        String text = required(node, field);
        try {
            return Instant.parse(text);
        } catch (DateTimeException noTime) {
            throw new VenueUnavailable("Coinbase's " + field + " is '" + text + "', expected a time");
        }
    }
}
