package io.ffe.risk.domain.book;

import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.money.Fraction;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What a book is worth at the newest prices. An equity that cannot be known is a value of its own, never a guess. */
public sealed interface Valuation {

    /** Digits of an equity behind the point. */
    int MOST_DIGITS = 8;

    /** Age of the oldest price that was used, in bars of its timeframe; zero when nothing is held. */
    BigDecimal oldestMarkBars();

    /**
     * Everything that is needed was there.
     *
     * @param equity cash plus positions at what they could be closed at, in account currency; above zero
     */
    record Known(BigDecimal equity, BigDecimal oldestMarkBars) implements Valuation {}

    /**
     * Something is missing, too old or unusable.
     *
     * @param why names it
     */
    record Unknown(String why, BigDecimal oldestMarkBars) implements Valuation {}

    default Optional<BigDecimal> equityIfKnown() {
        return switch (this) {
            case Known known -> Optional.of(known.equity());
            case Unknown unknown -> Optional.empty();
        };
    }

    /**
     * Values a book.
     *
     * @param marks newest price of each symbol
     */
    static Valuation of(
            ExposureBook book, Map<String, Mark> marks, PortfolioTerms terms, Instruments instruments, Instant now) {
        BigDecimal oldest = BigDecimal.ZERO;
        if (book.throughSequence() == 0) {
            return new Unknown("no execution has told the balance of portfolio " + book.portfolioId(), oldest);
        }
        BigDecimal equity = book.cash();
        String problem = "";
        for (Position position : book.positions().values()) {
            Mark mark = marks.get(position.symbol());
            if (mark == null) {
                problem = "no price was read for the open position in " + position.symbol();
                continue;
            }
            // A replay without beats judges at the time of a decision, and prices may have been read further.
            if (terms.runOrigin() == Origin.LIVE
                    && mark.asOf().isAfter(now.plus(terms.limits().maxFutureSkew()))) {
                problem = "the price of the open position in " + position.symbol() + " is of " + mark.asOf()
                        + ", which is to come";
            }
            if (!instruments
                    .find(position.symbol())
                    .map(Instrument::quoteCurrency)
                    .filter(terms::isAccountCurrency)
                    .isPresent()) {
                problem = position.symbol() + " is not priced in " + terms.currency();
            }
            oldest = oldest.max(instruments
                    .find(position.symbol())
                    .map(instrument -> mark.ageInBars(instrument.assetClass(), now))
                    .orElseGet(() -> mark.ageInBars(AssetClass.CRYPTO, now)));
            equity = equity.add(position.quantity().multiply(mark.closing(position.quantity())));
        }
        if (!problem.isEmpty()) {
            return new Unknown(problem, oldest);
        }
        if (oldest.compareTo(terms.limits().maxMarkAgeBars()) > 0) {
            return new Unknown("the price of an open position is " + oldest.toPlainString() + " bars old", oldest);
        }
        if (equity.signum() <= 0) {
            return new Unknown("equity is " + equity.toPlainString() + ", nothing can be measured against it", oldest);
        }
        return new Known(downToWire(equity), oldest);
    }

    /** A product of price and quantity can have more digits than the contract carries; never above the true equity. */
    private static BigDecimal downToWire(BigDecimal equity) {
        return equity.scale() <= MOST_DIGITS ? equity : equity.setScale(MOST_DIGITS, RoundingMode.FLOOR);
    }

    /** 1 - equity / peak, from 0 to 1; zero at the peak. */
    static Fraction drawdown(BigDecimal equity, BigDecimal peak) {
        if (peak.signum() <= 0 || equity.compareTo(peak) >= 0) {
            return new Fraction(BigDecimal.ZERO);
        }
        return new Fraction(BigDecimal.ONE.subtract(equity.divide(peak, MathContext.DECIMAL64)));
    }
}
