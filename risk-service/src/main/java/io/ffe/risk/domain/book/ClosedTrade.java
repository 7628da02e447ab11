package io.ffe.risk.domain.book;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * What one order that reduced a position came to, all its fills together.
 *
 * @param protective whether it was a stop or a target and no verdict's exit
 * @param result what execution stated as realised, in account currency, fees taken off
 * @param at time of its last fill
 */
public record ClosedTrade(String clientOrderId, String symbol, boolean protective, BigDecimal result, Instant at) {

    /** True when protection closed at a loss. */
    public boolean stopped() {
        return protective && result.signum() < 0;
    }

    ClosedTrade with(BigDecimal more, Instant later) {
        return new ClosedTrade(clientOrderId, symbol, protective, result.add(more), later);
    }
}
