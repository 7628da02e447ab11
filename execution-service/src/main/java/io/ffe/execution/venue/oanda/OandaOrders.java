package io.ffe.execution.venue.oanda;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderTerms;
import io.ffe.execution.venue.oanda.OandaJson.ClientExtensions;
import io.ffe.execution.venue.oanda.OandaJson.InstrumentFacts;
import io.ffe.execution.venue.oanda.OandaJson.NewOrder;
import io.ffe.execution.venue.oanda.OandaJson.OnFill;
import io.ffe.execution.venue.oanda.OandaJson.OnFillTrailing;
import io.ffe.execution.venue.oanda.OandaJson.OrderRequest;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.event.VenueEntries;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.serde.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Our orders in OANDA's words. An entry is a market order, filled whole or not at all unless its verdict says otherwise, or a limit
 * that rests, with its stop loss and take profit inside, and beside them a trailing stop loss where the stop is to follow. An exit is
 * one that may only reduce. Protection that stands alone is a stop order that may only reduce, and stays.
 *
 * <p>Three ids travel with an entry: its own, its protection's on the stop loss (with {@link #TARGET} on the take profit and
 * {@link #TRAIL} on the trailing stop loss), and its own again on the trade that it opens. OANDA refuses the last two while the
 * trade is open, which stops most orders that are sent twice; nothing here relies on it.
 */
final class OandaOrders {

    /** What the take profit's id ends with; the stop loss of the same protection has the id without it. */
    static final String TARGET = "-tp";

    /** What the id of the stop loss that follows ends with. */
    static final String TRAIL = "-ts";

    private OandaOrders() {}

    /**
     * Why OANDA would refuse the order, known before it is sent; empty when nothing is known against it. An order that only reduces is
     * left to OANDA to judge.
     */
    static Optional<String> obstacle(
            Order order, Optional<Instrument> known, Optional<InstrumentFacts> terms, String accountCurrency) {
        if (known.isEmpty()) {
            return Optional.of("no instrument is called " + order.symbol());
        }
        if (order.reducesOnly()) {
            return Optional.empty();
        }
        if (terms.isEmpty()) {
            return Optional.of("the account cannot trade " + order.symbol());
        }
        Optional<String> lack = order.lack(VenueEntries.OANDA);
        if (lack.isPresent()) {
            return lack;
        }
        Instrument instrument = known.get();
        InstrumentFacts facts = terms.get();
        if (!instrument.quoteCurrency().equals(accountCurrency)) {
            return Optional.of(order.symbol() + " is priced in " + instrument.quoteCurrency()
                    + ", expected the account's " + accountCurrency + ": results would have to be converted");
        }
        if (order.quantity().stripTrailingZeros().scale() > facts.tradeUnitsPrecision()) {
            return Optional.of(quantity(order) + "at most " + facts.tradeUnitsPrecision()
                    + " digits after the point in " + facts.name());
        }
        if (order.quantity().compareTo(facts.minimumTradeSize()) < 0) {
            return Optional.of(
                    quantity(order) + "at least " + facts.minimumTradeSize().toPlainString() + " of " + facts.name());
        }
        if (order.quantity().compareTo(facts.maximumOrderUnits()) > 0) {
            return Optional.of(
                    quantity(order) + "at most " + facts.maximumOrderUnits().toPlainString() + " of " + facts.name());
        }
        return trailing(order, facts);
    }

    private static Optional<String> trailing(Order order, InstrumentFacts facts) {
        BigDecimal distance = order.trailingDistance();
        if (distance == null) {
            return Optional.empty();
        }
        BigDecimal least = facts.minimumTrailingStopDistance();
        BigDecimal most = facts.maximumTrailingStopDistance();
        String follows = "the stop follows at " + distance.toPlainString() + ", expected at ";
        if (least != null && distance.compareTo(least) < 0) {
            return Optional.of(follows + "least " + least.toPlainString() + " in " + facts.name());
        }
        if (most != null && distance.compareTo(most) > 0) {
            return Optional.of(follows + "most " + most.toPlainString() + " in " + facts.name());
        }
        return Optional.empty();
    }

    private static String quantity(Order order) {
        return "the quantity is " + order.quantity().toPlainString() + ", expected ";
    }

    /**
     * @param onFill protection that travels with it, or null
     * @param facts for the digits of prices; without them a price goes as it is
     */
    static String body(Order order, @Nullable Order onFill, Instrument instrument, Optional<InstrumentFacts> facts) {
        boolean stop = order.purpose() == Purpose.PROTECTION;
        boolean entry = order.purpose() == Purpose.ENTRY;
        OrderTerms terms = entry ? order.terms() : null;
        BigDecimal limit = terms == null ? null : terms.limitPrice();
        TimeInForce immediate = terms == null ? TimeInForce.FOK : terms.timeInForce();
        OrderRequest request = new OrderRequest(
                stop ? "STOP" : limit == null ? "MARKET" : "LIMIT",
                OandaInstruments.name(instrument),
                units(order.side(), order.quantity()),
                stop ? "GTC" : immediate.name(),
                entry ? "DEFAULT" : "REDUCE_ONLY",
                stop ? stop(order, facts) : limit(order.side(), limit, facts),
                immediate == TimeInForce.GTD ? order.validUntil() : null,
                ClientExtensions.of(order.clientOrderId()),
                entry ? ClientExtensions.of(order.clientOrderId()) : null,
                onFill == null ? null : leg(onFill.clientOrderId(), stop(onFill, facts)),
                onFill == null ? null : leg(targetId(onFill), target(onFill, facts)),
                onFill == null ? null : trail(onFill, facts));
        try {
            return Json.mapper().writeValueAsString(new NewOrder(request));
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("an order has a JSON form: " + request, bug);
        }
    }

    /** A take profit without a stop loss is the protection itself. */
    private static String targetId(Order protection) {
        return protection.stopLoss() == null ? protection.clientOrderId() : protection.clientOrderId() + TARGET;
    }

    private static @Nullable OnFill leg(String id, @Nullable String price) {
        return price == null ? null : new OnFill(price, "GTC", ClientExtensions.of(id));
    }

    /** Rounded towards the position, as the stop is. */
    private static @Nullable OnFillTrailing trail(Order protection, Optional<InstrumentFacts> facts) {
        String distance = price(protection.trailingDistance(), facts, RoundingMode.FLOOR);
        return distance == null
                ? null
                : new OnFillTrailing(distance, "GTC", ClientExtensions.of(protection.clientOrderId() + TRAIL));
    }

    private static String units(Side side, BigDecimal quantity) {
        return (side == Side.BUY ? quantity : quantity.negate())
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Rounded towards the position: no more is lost at it than was decided. */
    private static @Nullable String stop(Order protection, Optional<InstrumentFacts> facts) {
        return price(
                protection.stopLoss(),
                facts,
                protection.side() == Side.SELL ? RoundingMode.CEILING : RoundingMode.FLOOR);
    }

    /** Never worse than was asked for. */
    private static @Nullable String limit(Side side, @Nullable BigDecimal limit, Optional<InstrumentFacts> facts) {
        return price(limit, facts, side == Side.BUY ? RoundingMode.FLOOR : RoundingMode.CEILING);
    }

    /** Rounded towards the position: it is reached no later than was decided. */
    private static @Nullable String target(Order protection, Optional<InstrumentFacts> facts) {
        return price(
                protection.takeProfit(),
                facts,
                protection.side() == Side.SELL ? RoundingMode.FLOOR : RoundingMode.CEILING);
    }

    private static @Nullable String price(
            @Nullable BigDecimal price, Optional<InstrumentFacts> facts, RoundingMode mode) {
        return price == null
                ? null
                : facts.map(known -> price.setScale(known.displayPrecision(), mode))
                        .orElse(price)
                        .toPlainString();
    }
}
