package io.ffe.papervenue.domain;

import io.ffe.schema.event.Side;
import io.ffe.schema.event.Tick;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last quote of a symbol. A crossed one (bid above ask) is read against whoever trades on it.
 *
 * @param bidSize shown at the bid in base currency, absent when the source shows none
 * @param sequence of the tick at its source
 */
public record TopOfBook(
        BigDecimal bid,
        BigDecimal ask,
        @Nullable BigDecimal bidSize,
        @Nullable BigDecimal askSize,
        Instant occurredAt,
        String source,
        long sequence) {

    /** The quote of a tick; null for a trade without one: the venue fills against quotes. */
    static @Nullable TopOfBook of(Tick tick) {
        BigDecimal bid = tick.bid();
        BigDecimal ask = tick.ask();
        return bid == null || ask == null
                ? null
                : new TopOfBook(
                        bid, ask, tick.bidSize(), tick.askSize(), tick.occurredAt(), tick.source(), tick.sequence());
    }

    /** Whether a quote comes after this one: neither older nor the same tick again. */
    boolean precedes(TopOfBook next) {
        int order = next.occurredAt.compareTo(occurredAt);
        return order > 0 || (order == 0 && (!next.source.equals(source) || next.sequence > sequence));
    }

    /** The price at which a market order of this side would trade, before slippage. */
    public BigDecimal takes(Side side) {
        return side == Side.BUY ? bid.max(ask) : bid.min(ask);
    }

    /** Between bid and ask; for comparing prices, not for trading. */
    public double middle() {
        return (bid.doubleValue() + ask.doubleValue()) / 2;
    }

    @Nullable
    BigDecimal shownTo(Side side) {
        return side == Side.BUY ? askSize : bidSize;
    }

    /** What one unit of a position could be closed at: the price that its owner is worse off with. */
    public BigDecimal mark(BigDecimal position) {
        return takes(position.signum() < 0 ? Side.BUY : Side.SELL);
    }
}
