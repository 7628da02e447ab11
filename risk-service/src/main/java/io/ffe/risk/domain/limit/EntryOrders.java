package io.ffe.risk.domain.limit;

import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.event.VenueEntries;
import io.ffe.schema.money.Fraction;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the entries of a portfolio are put to its venue.
 *
 * @param limitOffset of a LIMIT: how much better than the reference price, as a fraction of it. Above zero it is below the ask for a
 *     buy and above the bid for a sell, and the order waits; at zero it takes what is quoted; below zero it gives way by that much
 * @param timeInForce absent exactly on MARKET orders that are put in the venue's usual way
 * @param trailingStop whether the stop follows the price at the distance that it was set at
 */
public record EntryOrders(
        OrderType type, Fraction limitOffset, @Nullable TimeInForce timeInForce, boolean trailingStop) {

    /** Market orders in the venue's usual way. */
    public static final EntryOrders MARKET = new EntryOrders(OrderType.MARKET, Fraction.of("0"), null, false);

    /** A limit farther away would be no entry on this decision any more, or no bound at all. */
    private static final BigDecimal LARGEST_OFFSET = new BigDecimal("0.05");

    /** True when the verdict has to say how the order is put. */
    public boolean stated() {
        return timeInForce != null;
    }

    /**
     * The limit price of an entry, on the tick grid and never worse than was asked for; absent on MARKET.
     *
     * @param reference the ask for a buy, the bid for a sell
     */
    public @Nullable BigDecimal limit(Side side, BigDecimal reference, Instrument instrument) {
        if (type == OrderType.MARKET) {
            return null;
        }
        BigDecimal better = limitOffset.of(reference).multiply(BigDecimal.valueOf(side.sign()));
        return instrument.roundToTick(
                reference.subtract(better), side == Side.BUY ? RoundingMode.FLOOR : RoundingMode.CEILING);
    }

    /** What is wrong with it for a venue, each with its key; empty when nothing is. */
    public List<String> problems(String venue) {
        List<String> problems = new ArrayList<>();
        if (limitOffset.value().abs().compareTo(LARGEST_OFFSET) > 0) {
            problems.add("limit-offset is " + limitOffset + ", expected -" + LARGEST_OFFSET + " to " + LARGEST_OFFSET
                    + " of the reference price");
        }
        if (type == OrderType.MARKET && limitOffset.value().signum() != 0) {
            problems.add("limit-offset is " + limitOffset + ", expected 0 with type market, or type limit");
        }
        if (timeInForce == null) {
            if (type == OrderType.LIMIT) {
                problems.add("time-in-force is not set, expected one of GTC, GTD, IOC and FOK with type limit");
            }
        } else if (type == OrderType.MARKET && timeInForce.rests()) {
            problems.add("time-in-force is " + timeInForce + ", expected IOC, FOK or none with type market");
        } else {
            VenueEntries.at(venue)
                    .flatMap(there -> there.lacks(type, timeInForce))
                    .ifPresent(lack -> problems.add("time-in-force does not fit the venue: " + lack));
        }
        if (trailingStop) {
            VenueEntries.at(venue)
                    .flatMap(VenueEntries::lacksTrailing)
                    .ifPresent(lack -> problems.add("trailing-stop does not fit the venue: " + lack));
        }
        return problems;
    }
}
