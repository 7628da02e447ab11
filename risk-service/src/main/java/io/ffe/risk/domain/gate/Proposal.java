package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.Mark;
import io.ffe.risk.domain.book.Valuation;
import io.ffe.risk.domain.history.DailyCloses;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.risk.domain.limit.RiskLimits;
import io.ffe.risk.domain.size.Sizing;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A trade that is asked for, with everything that a gate may look at.
 *
 * @param now logical time of the judgement
 * @param snapshot the one that was decided on; absent when it did not arrive in time
 * @param instrument absent when the symbol is not known
 * @param book before the trade; the {@code …After} methods add it
 * @param marks newest price of each symbol
 * @param closes of the symbols that are open or asked for
 * @param trading the most restrictive trading state that concerns the portfolio; absent when it cannot be read
 * @param purpose ENTRY or EXIT
 * @param sizing of the entry; meaningless on an EXIT, which is always the whole position
 */
public record Proposal(
        Decision decision,
        Instant now,
        @Nullable Snapshot snapshot,
        @Nullable Instrument instrument,
        PortfolioTerms terms,
        ExposureBook book,
        Map<String, Mark> marks,
        DailyCloses closes,
        @Nullable Control trading,
        Valuation valuation,
        Purpose purpose,
        Side side,
        Sizing sizing) {

    RiskLimits limits() {
        return terms.limits();
    }

    String symbol() {
        return decision.symbol();
    }

    /** Exposure to the order's symbol with the order in it. */
    BigDecimal concentrationAfter(Sizing.Sized sized) {
        return book.exposureTo(symbol(), marks).add(sized.notional());
    }

    /** Exposure to all symbols with the order in it. */
    BigDecimal grossExposureAfter(Sizing.Sized sized) {
        return book.grossExposure(marks).add(sized.notional());
    }

    /** What is held of each open symbol with the order filled, below zero where it is short; zero where it is only reserved. */
    SortedMap<String, BigDecimal> signedPositionsAfter(Sizing.Sized sized) {
        SortedMap<String, BigDecimal> held = new TreeMap<>();
        openSymbolsAfter().forEach(open -> held.put(open, book.signedWorthOf(open, marks)));
        held.merge(symbol(), sized.notional().multiply(BigDecimal.valueOf(side.sign())), BigDecimal::add);
        return held;
    }

    /** Symbols held or reserved, the order's included. */
    SortedSet<String> openSymbolsAfter() {
        SortedSet<String> symbols = new TreeSet<>(book.openSymbols());
        symbols.add(symbol());
        return symbols;
    }

    Optional<BigDecimal> equity() {
        return valuation.equityIfKnown();
    }

    /** Why there is no size or no equity to measure with; the first that applies. */
    String whatIsMissing() {
        return switch (valuation) {
            case Valuation.Unknown unknown -> "equity is unknown: " + unknown.why();
            case Valuation.Known known ->
                switch (sizing) {
                    case Sizing.Unsizable unsizable -> "no size: " + unsizable.why();
                    case Sizing.Sized sized -> "nothing";
                };
        };
    }
}
