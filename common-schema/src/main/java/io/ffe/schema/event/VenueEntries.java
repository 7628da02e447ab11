package io.ffe.schema.event;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which entries a venue has, by the name that risk and execution are configured with. Execution refuses what is not in here, and risk
 * does not start on it: an order is never put in another way than its verdict says.
 */
public enum VenueEntries {
    PAPER(EnumSet.of(TimeInForce.IOC, TimeInForce.FOK), EnumSet.allOf(TimeInForce.class), true),
    /** Its market entries are limits with a collar. */
    COINBASE(EnumSet.of(TimeInForce.IOC, TimeInForce.FOK), EnumSet.allOf(TimeInForce.class), false),
    /** A limit order cannot be immediate there; a market order is always. */
    OANDA(EnumSet.of(TimeInForce.IOC, TimeInForce.FOK), EnumSet.of(TimeInForce.GTC, TimeInForce.GTD), true);

    private final Set<TimeInForce> market;
    private final Set<TimeInForce> limit;
    private final boolean trails;

    VenueEntries(Set<TimeInForce> market, Set<TimeInForce> limit, boolean trails) {
        this.market = market;
        this.limit = limit;
        this.trails = trails;
    }

    /** Empty for a venue that is not known here. */
    public static Optional<VenueEntries> at(String venue) {
        for (VenueEntries each : values()) {
            if (each.venue().equals(venue)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** What an order of this type can have there. */
    public Set<TimeInForce> timesInForce(OrderType type) {
        return Set.copyOf(type == OrderType.MARKET ? market : limit);
    }

    /** Why there is no such entry, naming what there is; empty when there is. */
    public Optional<String> lacks(OrderType type, TimeInForce timeInForce) {
        Set<TimeInForce> has = type == OrderType.MARKET ? market : limit;
        return has.contains(timeInForce)
                ? Optional.empty()
                : Optional.of(
                        venue() + " has no " + type + " entry that is " + timeInForce + ", expected one of " + has);
    }

    /** Why there is no stop that follows the price; empty when there is. */
    public Optional<String> lacksTrailing() {
        return trails ? Optional.empty() : Optional.of(venue() + " has no trailing stop, expected a stop that stays");
    }

    private String venue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
