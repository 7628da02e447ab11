package io.ffe.papervenue.domain;

import io.ffe.schema.event.Side;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What trading costs here, in basis points (a hundredth of a percent).
 *
 * @param takerFeeBps of the traded value, for an order that took a quote
 * @param makerFeeBps of the traded value, for an order that the price came to
 * @param slippageBps by which any taker misses the quote
 * @param slippageBpsAtDepth more of it when the order is as large as the depth; in proportion for other sizes
 * @param maxSlippageBps no miss is larger
 * @param depthNotional value in quote currency that a quote without a size is taken to stand for
 */
public record Costs(
        BigDecimal takerFeeBps,
        BigDecimal makerFeeBps,
        BigDecimal slippageBps,
        BigDecimal slippageBpsAtDepth,
        BigDecimal maxSlippageBps,
        BigDecimal depthNotional) {

    private static final int FEE_DECIMALS = 8;

    public Costs {
        notNegative("takerFeeBps", takerFeeBps);
        notNegative("makerFeeBps", makerFeeBps);
        notNegative("slippageBps", slippageBps);
        notNegative("slippageBpsAtDepth", slippageBpsAtDepth);
        notNegative("maxSlippageBps", maxSlippageBps);
        if (depthNotional.signum() <= 0) {
            throw new IllegalArgumentException("depthNotional is " + depthNotional + ", expected a number above zero");
        }
    }

    /** The fee on a traded value, rounded up to 8 decimals. */
    BigDecimal fee(BigDecimal value, Liquidity liquidity) {
        BigDecimal bps = liquidity == Liquidity.TAKER ? takerFeeBps : makerFeeBps;
        return Decimals.plain(value.multiply(bps).movePointLeft(4).setScale(FEE_DECIMALS, RoundingMode.UP));
    }

    /**
     * What a taker pays or gets per unit: the quote moved against the order, then to the tick grid against it too.
     *
     * @param shown size at the quote in base currency, or null when the source shows none
     */
    BigDecimal slipped(
            Instrument instrument, Side side, BigDecimal quote, BigDecimal quantity, @Nullable BigDecimal shown) {
        BigDecimal miss = quote.multiply(slippage(quote, quantity, shown)).movePointLeft(4);
        return Decimals.plain(
                side == Side.BUY
                        ? instrument.roundToTick(quote.add(miss), RoundingMode.UP)
                        : instrument
                                .roundToTick(quote.subtract(miss), RoundingMode.DOWN)
                                .max(instrument.tickSize()));
    }

    private BigDecimal slippage(BigDecimal quote, BigDecimal quantity, @Nullable BigDecimal shown) {
        BigDecimal depth =
                shown != null && shown.signum() > 0 ? shown : depthNotional.divide(quote, MathContext.DECIMAL64);
        BigDecimal share = quantity.divide(depth, MathContext.DECIMAL64);
        return slippageBps.add(slippageBpsAtDepth.multiply(share)).min(maxSlippageBps);
    }

    private static void notNegative(String field, BigDecimal value) {
        if (value.signum() < 0) {
            throw new IllegalArgumentException(field + " is " + value.toPlainString() + ", expected zero or more");
        }
    }
}
