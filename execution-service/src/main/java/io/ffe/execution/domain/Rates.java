package io.ffe.execution.domain;

import io.ffe.schema.event.Quote;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a currency is worth in the account's.
 *
 * @param currency of the account
 * @param equivalents quote currencies that count one to one as the account's
 * @param instruments the pairs whose quotes may give a rate
 */
public record Rates(String currency, Set<String> equivalents, Instruments instruments) {

    /** Of an instrument that nobody has described. */
    static final String UNKNOWN = "UNKNOWN";

    private static final Conversion.Rate ONE = new Conversion.Rate(BigDecimal.ONE);
    private static final int RATE_SCALE = 12;

    public Rates {
        equivalents = Set.copyOf(equivalents);
    }

    /**
     * The currency that an instrument's trades are booked in: the account's when its quote currency counts as it. What the
     * instrument file does not have is booked in {@link #UNKNOWN}, which has no rate.
     */
    public String bookedIn(String symbol) {
        String quoted = instruments.find(symbol).map(Instrument::quoteCurrency).orElse(UNKNOWN);
        return isAccountCurrency(quoted) ? currency : quoted;
    }

    /**
     * The middle of the first pair that has a quote, in the order of the instrument file: a pair quoted in account currency, or
     * one of account currency quoted in this one.
     *
     * @param last a symbol's last quote, null when there is none
     */
    public Conversion of(String from, Function<String, @Nullable Quote> last) {
        if (isAccountCurrency(from)) {
            return ONE;
        }
        for (Instrument pair : instruments.all()) {
            boolean direct = pair.baseCurrency().equals(from) && isAccountCurrency(pair.quoteCurrency());
            boolean inverse = isAccountCurrency(pair.baseCurrency())
                    && pair.quoteCurrency().equals(from);
            Quote quote = direct || inverse ? last.apply(pair.symbol()) : null;
            if (quote != null) {
                BigDecimal mid = quote.mid();
                return new Conversion.Rate(
                        direct ? mid : BigDecimal.ONE.divide(mid, RATE_SCALE, RoundingMode.HALF_EVEN));
            }
        }
        return new Conversion.Missing(
                "no rate from " + from + " to " + currency + ": no quote of a pair of the two was" + " seen");
    }

    private boolean isAccountCurrency(String other) {
        return other.equals(currency) || equivalents.contains(other);
    }
}
