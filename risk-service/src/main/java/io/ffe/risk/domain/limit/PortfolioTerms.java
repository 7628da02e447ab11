package io.ffe.risk.domain.limit;

import io.ffe.schema.event.Origin;
import java.util.Set;

/**
 * What is agreed for one portfolio.
 *
 * @param producer the only one whose decisions count
 * @param currency the account's currency
 * @param currencyEquivalents quote currencies that count one to one as the account's
 * @param venue where its orders go; {@link #PAPER} is the one venue that takes invented and recorded prices
 * @param runId the run that this process serves
 * @param runOrigin where the prices of that run come from
 */
public record PortfolioTerms(
        String portfolioId,
        String producer,
        String currency,
        Set<String> currencyEquivalents,
        String venue,
        String runId,
        Origin runOrigin,
        RiskLimits limits) {

    /** The name of the simulated venue. */
    public static final String PAPER = "paper";

    public PortfolioTerms {
        currencyEquivalents = Set.copyOf(currencyEquivalents);
    }

    /** True when an amount in this currency is an amount in account currency. */
    public boolean isAccountCurrency(String quoteCurrency) {
        return quoteCurrency.equals(currency) || currencyEquivalents.contains(quoteCurrency);
    }

    /** True when prices of this origin may lead to orders at this portfolio's venue. */
    public boolean admits(Origin origin) {
        return origin == Origin.LIVE || venue.equals(PAPER);
    }
}
