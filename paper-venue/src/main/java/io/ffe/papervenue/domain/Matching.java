package io.ffe.papervenue.domain;

import io.ffe.schema.event.Side;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a quote fills an order, at what price, and how much of it. Ties go against the trader: a stop before a target. */
final class Matching {

    private Matching() {}

    /** A trade that a quote makes possible, before its size is known. */
    record Match(BigDecimal price, Liquidity liquidity) {}

    /** The trade that the quote makes of an order, or null. */
    static @Nullable Match match(VenueOrder order, TopOfBook book, Instrument instrument, Costs costs) {
        BigDecimal quote = book.takes(order.side());
        return switch (order.type()) {
            case MARKET -> taken(order, quote, book, instrument, costs);
            case STOP -> stopped(order, quote, book, instrument, costs);
            case LIMIT -> limited(order, quote, book, instrument, costs);
            case OCO -> {
                Match stop = stopped(order, quote, book, instrument, costs);
                yield stop != null ? stop : limited(order, quote, book, instrument, costs);
            }
        };
    }

    /** Whether an order that takes at this quote gets its limit or better. */
    static boolean reaches(Side side, BigDecimal quote, BigDecimal limit) {
        return side == Side.BUY ? quote.compareTo(limit) <= 0 : quote.compareTo(limit) >= 0;
    }

    /** How much one tick fills: all, or the share that a fault setting allows, in whole lots. */
    static BigDecimal share(BigDecimal quantity, int fillPercent, Instrument instrument) {
        if (fillPercent == 100) {
            return quantity;
        }
        BigDecimal part = instrument.floorToLot(
                quantity.multiply(BigDecimal.valueOf(fillPercent)).movePointLeft(2));
        return Decimals.plain(part.max(instrument.lotSize()).min(quantity));
    }

    private static @Nullable Match stopped(
            VenueOrder order, BigDecimal quote, TopOfBook book, Instrument instrument, Costs costs) {
        if (order.triggered()) {
            return taken(order, quote, book, instrument, costs);
        }
        BigDecimal stop = Objects.requireNonNull(order.stopPrice());
        if (!reaches(order.side().opposite(), quote, stop)) {
            return null;
        }
        BigDecimal worse = order.side() == Side.BUY ? quote.max(stop) : quote.min(stop);
        return taken(order, worse, book, instrument, costs);
    }

    private static @Nullable Match limited(
            VenueOrder order, BigDecimal quote, TopOfBook book, Instrument instrument, Costs costs) {
        BigDecimal limit = Objects.requireNonNull(order.limitPrice());
        if (!reaches(order.side(), quote, limit)) {
            return null;
        }
        if (!order.crossedOnArrival()) {
            return new Match(limit, Liquidity.MAKER);
        }
        BigDecimal slipped =
                costs.slipped(instrument, order.side(), quote, order.remaining(), book.shownTo(order.side()));
        return new Match(order.side() == Side.BUY ? slipped.min(limit) : slipped.max(limit), Liquidity.TAKER);
    }

    private static Match taken(VenueOrder order, BigDecimal quote, TopOfBook book, Instrument instrument, Costs costs) {
        return new Match(
                costs.slipped(instrument, order.side(), quote, order.remaining(), book.shownTo(order.side())),
                Liquidity.TAKER);
    }

    /** Whether a price is a whole number of the instrument's ticks. */
    static boolean onGrid(BigDecimal price, Instrument instrument) {
        return instrument.roundToTick(price, RoundingMode.DOWN).compareTo(price) == 0;
    }
}
