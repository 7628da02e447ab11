package io.ffe.stack.audit.fact;

import io.ffe.schema.id.Ids;
import org.jspecify.annotations.Nullable;

/**
 * What an operator told execution to close in a portfolio.
 *
 * @param symbol absent for every open position
 */
public record FlattenCommand(
        String commandId, String portfolioId, @Nullable String symbol) {

    /** True when it asked for the exit that has this intent. */
    public boolean asked(String ofPortfolio, String ofSymbol, String intentId) {
        return portfolioId.equals(ofPortfolio)
                && (symbol == null || symbol.equals(ofSymbol))
                && Ids.intentOfCommand(commandId, portfolioId, ofSymbol).equals(intentId);
    }
}
