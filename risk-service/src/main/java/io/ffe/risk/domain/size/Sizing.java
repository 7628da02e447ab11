package io.ffe.risk.domain.size;

import io.ffe.risk.domain.limit.EntryOrders;
import io.ffe.risk.domain.limit.RiskLimits;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** The size of an entry, worked out before any gate is asked. Missing input gives no size, never a default one. */
public sealed interface Sizing {

    /** Digits behind the point of a notional per unit. */
    int MOST_DIGITS = 8;

    /**
     * An entry with its stop and target. All prices are on the tick grid and in quote currency.
     *
     * @param referencePrice the ask for a buy, the bid for a sell
     * @param quantity whole lots in base currency; zero when no headroom is left
     * @param notionalPerUnit what one unit counts as against the limits: the highest price that it may trade at and the cost allowance
     * @param limitPrice the worst price that it may trade at; absent on a market order
     * @param trailingDistance how far behind the best price the stop follows; absent where it stays
     */
    record Sized(
            BigDecimal referencePrice,
            BigDecimal stopLoss,
            BigDecimal takeProfit,
            BigDecimal quantity,
            BigDecimal notionalPerUnit,
            @Nullable BigDecimal limitPrice,
            @Nullable BigDecimal trailingDistance)
            implements Sizing {

        /** A market order with a stop that stays. */
        public Sized(
                BigDecimal referencePrice,
                BigDecimal stopLoss,
                BigDecimal takeProfit,
                BigDecimal quantity,
                BigDecimal notionalPerUnit) {
            this(referencePrice, stopLoss, takeProfit, quantity, notionalPerUnit, null, null);
        }

        /** The worst price that it is meant to trade at: a limit that gives way, else the quote's side. */
        public BigDecimal worstPrice(Side side) {
            BigDecimal limit = limitPrice;
            return limit != null && givesWay(side, referencePrice, limit) ? limit : referencePrice;
        }

        /** The lowest value that the venue may see it as. */
        public BigDecimal lowestValue() {
            return quantity.multiply(limitPrice == null ? referencePrice : referencePrice.min(limitPrice));
        }

        /** What the order counts as against the limits, in account currency. */
        public BigDecimal notional() {
            return quantity.multiply(notionalPerUnit);
        }
    }

    /**
     * There is no way to size it.
     *
     * @param why names what is missing or does not fit
     */
    record Unsizable(String why) implements Sizing {}

    /**
     * The stop is {@code clamp(atrMultiple * ATR, minStop, maxStop)} away from the reference price, with the ATR of the
     * snapshot's own timeframe. The quantity is what loses {@code riskFraction} of equity at the stop, or what the
     * tightest headroom holds if that is less, in whole lots. Stop and target are rounded towards the reference price: the
     * loss is never above what was sized, the target never farther than was asked.
     *
     * <p>A limit that is better than the reference price takes its place, because the order trades there or not at all; one that gives way
     * leaves stop and target where they are and counts as the price that is lost from.
     *
     * @param equity in account currency, above zero
     */
    static Sizing ofEntry(
            Side side,
            Snapshot snapshot,
            Instrument instrument,
            BigDecimal equity,
            Headroom headroom,
            RiskLimits limits,
            EntryOrders entries) {
        Quote quote = snapshot.quote();
        if (quote == null) {
            return new Unsizable("the snapshot has no quote");
        }
        TimeframePulse pulse = snapshot.pulse(snapshot.timeframe());
        Double atr = pulse.atr14();
        if (atr == null || atr < 0) {
            return new Unsizable("ATR of " + snapshot.timeframe() + " is " + (atr == null ? "missing" : atr)
                    + ", so there is no stop distance");
        }
        BigDecimal reference = side == Side.BUY ? quote.ask() : quote.bid();
        BigDecimal limit = entries.limit(side, reference, instrument);
        BigDecimal from = limit == null || givesWay(side, reference, limit) ? reference : limit;
        BigDecimal distance = limits.atrMultiple()
                .multiply(BigDecimal.valueOf(atr))
                .max(limits.minStop().of(from))
                .min(limits.maxStop().of(from));
        BigDecimal sign = BigDecimal.valueOf(side.sign());
        RoundingMode towardsBelow = side == Side.BUY ? RoundingMode.CEILING : RoundingMode.FLOOR;
        RoundingMode towardsAbove = side == Side.BUY ? RoundingMode.FLOOR : RoundingMode.CEILING;
        BigDecimal stop = instrument.roundToTick(from.subtract(distance.multiply(sign)), towardsBelow);
        BigDecimal target = instrument.roundToTick(
                from.add(distance.multiply(limits.targetMultiple()).multiply(sign)), towardsAbove);

        BigDecimal closing = side == Side.BUY ? quote.bid() : quote.ask();
        boolean stopBehindQuote = closing.subtract(stop).multiply(sign).signum() > 0;
        // A limit may be a tick from the quote, and the distance less than a tick.
        boolean stopBehindEntry = from.subtract(stop).multiply(sign).signum() > 0;
        boolean targetAhead = target.subtract(from).multiply(sign).signum() > 0;
        if (!stopBehindQuote || !stopBehindEntry || !targetAhead || stop.signum() <= 0 || target.signum() <= 0) {
            return new Unsizable("stop " + stop.toPlainString() + " and target " + target.toPlainString()
                    + " do not fit around bid " + quote.bid().toPlainString() + " and ask "
                    + quote.ask().toPlainString() + " for an entry at " + from.toPlainString() + " in ticks of "
                    + instrument.tickSize().toPlainString());
        }
        BigDecimal highest = limit == null ? reference : reference.max(limit);
        BigDecimal perUnit = upToWire(highest.add(limits.costAllowance().of(highest)));
        BigDecimal givenAway = limit == null || !givesWay(side, reference, limit)
                ? BigDecimal.ZERO
                : limit.subtract(reference).abs();
        BigDecimal byRisk = lots(instrument, limits.riskFraction().of(equity), distance.add(givenAway));
        BigDecimal byHeadroom = lots(instrument, headroom.tightest(), perUnit);
        BigDecimal quantity = byRisk.min(byHeadroom).min(instrument.floorToLot(instrument.maxQuantity()));
        BigDecimal trailing = entries.trailingStop()
                ? instrument.roundToTick(from.subtract(stop).abs(), RoundingMode.CEILING)
                : null;
        return new Sized(reference, stop, target, quantity, perUnit, limit, trailing);
    }

    /** A buy above the reference, a sell below it. */
    private static boolean givesWay(Side side, BigDecimal reference, BigDecimal limit) {
        return limit.subtract(reference).signum() == side.sign();
    }

    /** Times any lot this still has no more digits than the contract carries; rounded up, so never below the true cost. */
    private static BigDecimal upToWire(BigDecimal perUnit) {
        return perUnit.scale() <= MOST_DIGITS ? perUnit : perUnit.setScale(MOST_DIGITS, RoundingMode.CEILING);
    }

    /** The most whole lots that an amount pays for. */
    private static BigDecimal lots(Instrument instrument, BigDecimal amount, BigDecimal each) {
        return amount.divide(each.multiply(instrument.lotSize()), 0, RoundingMode.DOWN)
                .multiply(instrument.lotSize());
    }
}
