package io.ffe.papervenue.domain;

import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import java.math.BigDecimal;
import java.util.Set;

/**
 * The terms of this venue. A change applies to what happens afterwards; what the journal holds stays as it was.
 *
 * @param currency of every account
 * @param equivalents quote currencies that are worth exactly one unit of the account's
 * @param startCash credited to a portfolio at its first use
 * @param leverageLimit largest gross exposure as a multiple of equity
 */
public record VenueRules(
        String currency,
        Set<String> equivalents,
        BigDecimal startCash,
        BigDecimal leverageLimit,
        Costs costs,
        Instruments instruments) {

    public VenueRules {
        equivalents = Set.copyOf(equivalents);
        if (startCash.signum() <= 0) {
            throw new IllegalArgumentException(
                    "startCash is " + startCash.toPlainString() + ", expected a number above zero");
        }
        if (leverageLimit.compareTo(BigDecimal.ONE) < 0) {
            throw new IllegalArgumentException(
                    "leverageLimit is " + leverageLimit.toPlainString() + ", expected 1 or more");
        }
    }

    boolean settles(Instrument instrument) {
        return instrument.quoteCurrency().equals(currency) || equivalents.contains(instrument.quoteCurrency());
    }
}
