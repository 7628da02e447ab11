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
 * @param limits in force, for the portfolio or for one symbol of it
 * @param historyRequired whether an entry without daily history is refused
 * @param limitsVersion which limits these are, as in {@code 3.5f0c2a91}: changes made over REST and a hash of the values
 * @param entries how its entries are put to the venue
 */
public record PortfolioTerms(
        String portfolioId,
        String producer,
        String currency,
        Set<String> currencyEquivalents,
        String venue,
        String runId,
        Origin runOrigin,
        RiskLimits limits,
        boolean historyRequired,
        String limitsVersion,
        EntryOrders entries) {

    /** The name of the simulated venue. */
    public static final String PAPER = "paper";

    public PortfolioTerms {
        currencyEquivalents = Set.copyOf(currencyEquivalents);
    }

    /** These terms under other limits. */
    public PortfolioTerms under(RiskLimits others, String version) {
        return new PortfolioTerms(
                portfolioId,
                producer,
                currency,
                currencyEquivalents,
                venue,
                runId,
                runOrigin,
                others,
                historyRequired,
                version,
                entries);
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
