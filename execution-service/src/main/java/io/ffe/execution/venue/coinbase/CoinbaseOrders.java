package io.ffe.execution.venue.coinbase;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderTerms;
import io.ffe.execution.venue.coinbase.CoinbaseJson.Product;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.event.VenueEntries;
import io.ffe.schema.serde.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an order is put to Coinbase, and what forbids it there. Spot has no stop-market order: a stop is a stop-limit, with its target a
 * bracket. A market entry is a limit that is immediate or cancelled, some way beyond its reference price: its size is in base currency, and
 * it cannot run away. An exit is a market order.
 *
 * @param entryCollar how far beyond its reference price an entry may trade, as a fraction
 * @param stopOffset how far beyond its stop a stop's limit is, as a fraction
 */
record CoinbaseOrders(BigDecimal entryCollar, BigDecimal stopOffset) {

    /** What forbids the order for certain; empty when nothing does. */
    static Optional<String> closed(Order order, Product terms) {
        String state = terms.disabled() || terms.tradingDisabled() || terms.viewOnly() || terms.cancelOnly()
                ? "is halted (status " + terms.status() + ")"
                : order.purpose() == Purpose.EXIT && terms.limitOnly()
                        ? "takes limit orders only"
                        : terms.postOnly() ? "takes resting orders only" : "";
        return state.isEmpty() ? Optional.empty() : Optional.of(terms.productId() + " " + state);
    }

    /** Why Coinbase would refuse the order whenever it came; empty when nothing is known against it. */
    static Optional<String> obstacle(Order order, Product terms) {
        Optional<String> lack = order.lack(VenueEntries.COINBASE);
        if (lack.isPresent()) {
            return lack;
        }
        if (!order.reducesOnly() && order.side() == Side.SELL) {
            return Optional.of("Coinbase spot has no short positions, and this entry is a SELL");
        }
        if (order.purpose() != Purpose.EXIT && (order.referencePrice() == null || noStop(order))) {
            return Optional.of("the order has no price to be placed at");
        }
        BigDecimal quantity = order.quantity();
        if (quantity.remainder(terms.baseIncrement()).signum() != 0) {
            return Optional.of("quantity is " + quantity.toPlainString() + ", expected steps of "
                    + terms.baseIncrement().toPlainString());
        }
        if (quantity.compareTo(terms.baseMin()) < 0 || quantity.compareTo(terms.baseMax()) > 0) {
            return Optional.of("quantity is " + quantity.toPlainString() + ", expected "
                    + terms.baseMin().toPlainString() + " to " + terms.baseMax().toPlainString());
        }
        BigDecimal reference = order.referencePrice();
        if (reference != null && quantity.multiply(reference).compareTo(terms.quoteMin()) < 0) {
            return Optional.of("the order is worth "
                    + quantity.multiply(reference).stripTrailingZeros().toPlainString() + ", expected at least "
                    + terms.quoteMin().toPlainString());
        }
        return Optional.empty();
    }

    private static boolean noStop(Order order) {
        return order.purpose() == Purpose.PROTECTION && order.stopLoss() == null;
    }

    /** Body of POST /orders; prices on the product's steps of now. */
    String body(Order order, Product terms) {
        ObjectNode request = Json.mapper().createObjectNode();
        request.put("client_order_id", order.clientOrderId())
                .put("product_id", terms.productId())
                .put("side", order.side().name());
        ObjectNode configuration = request.putObject("order_configuration");
        String size = order.quantity().stripTrailingZeros().toPlainString();
        switch (order.purpose()) {
            case ENTRY -> entry(configuration, order, size, terms);
            case EXIT -> configuration.putObject("market_market_ioc").put("base_size", size);
            case PROTECTION -> protection(configuration, order, size, terms);
        }
        return request.toString();
    }

    /** A market entry is a limit as well, with the collar for its price. */
    private void entry(ObjectNode configuration, Order order, String size, Product terms) {
        OrderTerms asked = order.terms();
        TimeInForce timeInForce = asked == null ? TimeInForce.IOC : asked.timeInForce();
        BigDecimal limit = asked == null ? null : asked.limitPrice();
        ObjectNode entry = configuration
                .putObject(
                        switch (timeInForce) {
                            case IOC -> "sor_limit_ioc";
                            case FOK -> "limit_limit_fok";
                            case GTC -> "limit_limit_gtc";
                            case GTD -> "limit_limit_gtd";
                        })
                .put("base_size", size)
                .put(
                        "limit_price",
                        limit == null
                                ? beyond(order, required(order.referencePrice()), entryCollar, terms)
                                // Never worse than was asked for.
                                : onStep(limit, terms, order.side() == Side.BUY ? RoundingMode.DOWN : RoundingMode.UP));
        if (timeInForce == TimeInForce.GTD) {
            entry.put("end_time", String.valueOf(order.validUntil()));
        }
        if (timeInForce.rests()) {
            entry.put("post_only", false);
        }
    }

    private void protection(ObjectNode configuration, Order order, String size, Product terms) {
        BigDecimal stop = required(order.stopLoss());
        // Towards the position: a stop never gets wider by rounding.
        String trigger = onStep(stop, terms, order.side() == Side.SELL ? RoundingMode.UP : RoundingMode.DOWN);
        BigDecimal target = order.takeProfit();
        if (target != null) {
            configuration
                    .putObject("trigger_bracket_gtc")
                    .put("base_size", size)
                    .put(
                            "limit_price",
                            onStep(target, terms, order.side() == Side.SELL ? RoundingMode.DOWN : RoundingMode.UP))
                    .put("stop_trigger_price", trigger);
            return;
        }
        configuration
                .putObject("stop_limit_stop_limit_gtc")
                .put("base_size", size)
                .put("limit_price", beyond(order, stop, stopOffset, terms))
                .put("stop_price", trigger)
                .put(
                        "stop_direction",
                        order.side() == Side.SELL ? "STOP_DIRECTION_STOP_DOWN" : "STOP_DIRECTION_STOP_UP");
    }

    /** A price that is worse for us by the fraction. */
    private static String beyond(Order order, BigDecimal price, BigDecimal fraction, Product terms) {
        boolean buy = order.side() == Side.BUY;
        BigDecimal limit = price.multiply(buy ? BigDecimal.ONE.add(fraction) : BigDecimal.ONE.subtract(fraction));
        return onStep(limit, terms, buy ? RoundingMode.UP : RoundingMode.DOWN);
    }

    private static String onStep(BigDecimal price, Product terms, RoundingMode mode) {
        return price.divide(terms.priceIncrement(), 0, mode)
                .multiply(terms.priceIncrement())
                .stripTrailingZeros()
                .toPlainString();
    }

    private static BigDecimal required(@Nullable BigDecimal price) {
        if (price == null) {
            throw new IllegalStateException("an order without a price came past the obstacles");
        }
        return price;
    }
}
