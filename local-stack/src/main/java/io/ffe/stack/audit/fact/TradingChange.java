package io.ffe.stack.audit.fact;

import io.ffe.schema.event.Control;
import io.ffe.schema.id.Ids;
import java.time.Instant;

/**
 * A trading state that was in force at execution.
 *
 * @param source {@code RISK} or {@code DIRECT}; of one source and scope the highest epoch counts
 * @param effectiveAt since when, by the system's clock
 */
public record TradingChange(
        String source, String scope, long epoch, Control.State state, boolean flatten, Instant effectiveAt) {

    /** True when it is said of this portfolio, by name or with all others. */
    public boolean concerns(String portfolioId) {
        return scope.equals(Control.ALL) || scope.equals(portfolioId);
    }

    /** The intent of the exit that it asks for in a symbol, when it does. */
    public String intentId(String portfolioId, String symbol) {
        return Ids.intentOfCommand(Ids.of("control", scope, epoch).toString(), portfolioId, symbol);
    }
}
