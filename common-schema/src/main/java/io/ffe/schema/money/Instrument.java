package io.ffe.schema.money;

import io.ffe.schema.event.Snapshot.AssetClass;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What can be traded, in which steps.
 *
 * @param tickSize smallest step of a price, in quote currency
 * @param lotSize smallest step of a quantity, in base currency
 * @param minQuantity smallest order
 * @param maxQuantity largest order
 * @param minNotional smallest order value, in quote currency
 */
public record Instrument(
        String symbol,
        AssetClass assetClass,
        String baseCurrency,
        String quoteCurrency,
        BigDecimal tickSize,
        BigDecimal lotSize,
        BigDecimal minQuantity,
        BigDecimal maxQuantity,
        BigDecimal minNotional) {

    public Instrument {
        if (!Symbols.isValid(symbol)) {
            throw new IllegalArgumentException("symbol is '" + symbol + "', expected 2 to 20 of A-Z and 0-9");
        }
        if (tickSize.signum() <= 0 || lotSize.signum() <= 0) {
            throw new IllegalArgumentException(
                    symbol + ": tickSize " + tickSize + " and lotSize " + lotSize + ", expected both above zero");
        }
    }

    /** The largest whole number of lots within the quantity. */
    public BigDecimal floorToLot(BigDecimal quantity) {
        return roundTo(quantity, lotSize, RoundingMode.DOWN);
    }

    /** The price on the tick grid; the caller says which way is safe. */
    public BigDecimal roundToTick(BigDecimal price, RoundingMode mode) {
        return roundTo(price, tickSize, mode);
    }

    public boolean isWholeLots(BigDecimal quantity) {
        return quantity.remainder(lotSize).signum() == 0;
    }

    private static BigDecimal roundTo(BigDecimal value, BigDecimal step, RoundingMode mode) {
        return value.divide(step, 0, mode).multiply(step);
    }
}
