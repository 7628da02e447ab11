package io.ffe.papervenue.domain;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order as it stands at the venue.
 *
 * @param limitPrice limit of a LIMIT, target of an OCO
 * @param stopPrice stop of a STOP, stop loss of an OCO; where it follows, as far as it has come
 * @param onFill protection to create when this order fills
 * @param parentClientOrderId of an OCO: the entry that it protects
 * @param activeFromBeat first beat whose ticks may fill it; zero when there are no beats
 * @param crossedOnArrival a LIMIT that could have traded at the quote it met: it takes, and does not rest
 * @param triggered the stop was reached: what is left fills like a market order
 * @param cost sum of price times quantity over all fills, in quote currency
 * @param fees sum of all fees, in account currency
 * @param traceparent W3C trace context of the request that made it, or of its entry's
 * @param goodTill venue time after which it ends, present exactly on GTD
 * @param trailingDistance how far behind the best quote the stop follows, in quote currency; absent where it stays
 */
public record VenueOrder(
        String clientOrderId,
        String venueOrderId,
        String portfolioId,
        String symbol,
        Side side,
        OrderType type,
        TimeInForce timeInForce,
        boolean reduceOnly,
        Origin origin,
        BigDecimal quantity,
        @Nullable BigDecimal limitPrice,
        @Nullable BigDecimal stopPrice,
        PlaceOrder.@Nullable Protection onFill,
        @Nullable String parentClientOrderId,
        long activeFromBeat,
        boolean crossedOnArrival,
        boolean triggered,
        VenueOrderState state,
        BigDecimal filledQuantity,
        BigDecimal cost,
        BigDecimal fees,
        @Nullable Reason reason,
        @Nullable String detail,
        Instant acceptedAt,
        Instant updatedAt,
        @Nullable String traceparent,
        @Nullable Instant goodTill,
        @Nullable BigDecimal trailingDistance) {

    private static final int AVERAGE_DECIMALS = 8;

    /** What has not been filled, in base currency. */
    public BigDecimal remaining() {
        return quantity.subtract(filledQuantity);
    }

    /** Average price of all fills in quote currency, to 8 decimals; null before the first. */
    public @Nullable BigDecimal averagePrice() {
        return filledQuantity.signum() == 0
                ? null
                : Decimals.plain(cost.divide(filledQuantity, AVERAGE_DECIMALS, RoundingMode.HALF_EVEN));
    }

    /** True when its time is over. */
    boolean over(Instant at) {
        return goodTill != null && at.isAfter(goodTill);
    }

    VenueOrder filled(BigDecimal by, BigDecimal price, BigDecimal fee, Liquidity liquidity, Instant at) {
        BigDecimal filled = Decimals.plain(filledQuantity.add(by));
        return new VenueOrder(
                clientOrderId,
                venueOrderId,
                portfolioId,
                symbol,
                side,
                type,
                timeInForce,
                reduceOnly,
                origin,
                quantity,
                limitPrice,
                stopPrice,
                onFill,
                parentClientOrderId,
                activeFromBeat,
                crossedOnArrival,
                triggered || (stopPrice != null && liquidity == Liquidity.TAKER),
                filled.compareTo(quantity) == 0 ? VenueOrderState.FILLED : VenueOrderState.PARTIALLY_FILLED,
                filled,
                Decimals.plain(cost.add(price.multiply(by))),
                Decimals.plain(fees.add(fee)),
                reason,
                detail,
                acceptedAt,
                at,
                traceparent,
                goodTill,
                trailingDistance);
    }

    /**
     * The stop that the quote pulls behind it; null where it stays, has been reached, or would move away from the price.
     *
     * @param quote what the order would trade at now
     */
    @Nullable
    BigDecimal pulled(BigDecimal quote, Instrument instrument) {
        if (trailingDistance == null || stopPrice == null || triggered) {
            return null;
        }
        boolean sells = side == Side.SELL;
        // Towards the price, as a stop is everywhere else.
        BigDecimal behind = instrument.roundToTick(
                sells ? quote.subtract(trailingDistance) : quote.add(trailingDistance),
                sells ? RoundingMode.CEILING : RoundingMode.FLOOR);
        return behind.subtract(stopPrice).signum() == -side.sign() ? Decimals.plain(behind) : null;
    }

    VenueOrder stoppedAt(BigDecimal stop, Instant at) {
        return with(state, quantity, stop, reason, detail, at);
    }

    VenueOrder resized(BigDecimal to, Instant at) {
        return with(state, to, stopPrice, reason, detail, at);
    }

    VenueOrder ended(VenueOrderState how, Reason why, @Nullable String explained, Instant at) {
        return with(how, quantity, stopPrice, why, explained, at);
    }

    private VenueOrder with(
            VenueOrderState newState,
            BigDecimal size,
            @Nullable BigDecimal stop,
            @Nullable Reason why,
            @Nullable String explained,
            Instant at) {
        return new VenueOrder(
                clientOrderId,
                venueOrderId,
                portfolioId,
                symbol,
                side,
                type,
                timeInForce,
                reduceOnly,
                origin,
                size,
                limitPrice,
                stop,
                onFill,
                parentClientOrderId,
                activeFromBeat,
                crossedOnArrival,
                triggered,
                newState,
                filledQuantity,
                cost,
                fees,
                why,
                explained,
                acceptedAt,
                at,
                traceparent,
                goodTill,
                trailingDistance);
    }
}
