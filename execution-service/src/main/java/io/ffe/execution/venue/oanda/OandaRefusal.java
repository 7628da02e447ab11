package io.ffe.execution.venue.oanda;

import org.jspecify.annotations.Nullable;

/**
 * What OANDA's reason on a rejected or cancelled order means here. OANDA has more than three hundred of them; these are the ones that
 * are not simply "refused for good".
 */
enum OandaRefusal {
    /** The id is in use by an order that works: ours, so it has to be asked for. */
    SAME_ID_PENDING,
    /**
     * The trade, or a protection of it, has this id already: the order was sent twice, and the first one filled. The second one came
     * to nothing.
     */
    SAME_ID_OPEN,
    /** Prices, sizes or the list of instruments are not what we think: they are asked for anew before the next order. */
    OTHER_INSTRUMENT_TERMS,
    /** The time in force was over. */
    EXPIRED,
    /** Refused, whatever the reason: market halted, margin, limits of the account, a stop on the wrong side. */
    FINAL;

    static OandaRefusal of(@Nullable String reason) {
        if (reason == null) {
            return FINAL;
        }
        return switch (reason) {
            case "CLIENT_ORDER_ID_ALREADY_EXISTS" -> SAME_ID_PENDING;
            case "CLIENT_TRADE_ID_ALREADY_EXISTS",
                    "STOP_LOSS_ON_FILL_CLIENT_ORDER_ID_ALREADY_EXISTS",
                    "TAKE_PROFIT_ON_FILL_CLIENT_ORDER_ID_ALREADY_EXISTS",
                    "TRAILING_STOP_LOSS_ON_FILL_CLIENT_ORDER_ID_ALREADY_EXISTS" -> SAME_ID_OPEN;
            case "INSTRUMENT_UNKNOWN",
                    "INSTRUMENT_NOT_TRADEABLE",
                    "UNITS_LIMIT_EXCEEDED",
                    // As OANDA spells it.
                    "UNITS_MIMIMUM_NOT_MET",
                    "UNITS_MINIMUM_NOT_MET" -> OTHER_INSTRUMENT_TERMS;
            case "TIME_IN_FORCE_EXPIRED" -> EXPIRED;
            default -> reason.endsWith("_PRECISION_EXCEEDED") ? OTHER_INSTRUMENT_TERMS : FINAL;
        };
    }
}
