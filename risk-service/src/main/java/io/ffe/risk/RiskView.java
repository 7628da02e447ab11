package io.ffe.risk;

import io.ffe.risk.config.ConfiguredPortfolios;
import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.Mark;
import io.ffe.risk.domain.book.Valuation;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.risk.store.Books;
import io.ffe.risk.store.Snapshots;
import io.ffe.risk.store.Verdicts;
import io.ffe.schema.event.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What risk lets others look at; changes nothing. */
@ApplicationScoped
public class RiskView {

    private final Verdicts verdicts;
    private final Books books;
    private final Snapshots snapshots;
    private final ConfiguredPortfolios portfolios;

    RiskView(Verdicts verdicts, Books books, Snapshots snapshots, ConfiguredPortfolios portfolios) {
        this.verdicts = verdicts;
        this.books = books;
        this.snapshots = snapshots;
        this.portfolios = portfolios;
    }

    /** The newest verdicts, newest first. */
    @Transactional
    public List<Verdict> newestVerdicts(int limit) {
        return verdicts.newest(limit);
    }

    @Transactional
    public Optional<Verdict> verdictOn(String decisionId) {
        return verdicts.find(decisionId);
    }

    /** A portfolio's book and what it is worth; empty when the portfolio is not configured. */
    @Transactional
    public Optional<ValuedBook> book(String portfolioId) {
        return portfolios.find(portfolioId).map(terms -> {
            ExposureBook book = books.find(portfolioId).orElseGet(() -> ExposureBook.empty(portfolioId));
            Map<String, Mark> marks = snapshots.marks();
            return new ValuedBook(book, marks, valuation(book, marks, terms));
        });
    }

    /** As of the newest price: in a replay there is no other now outside of a decision. */
    Valuation valuation(ExposureBook book, Map<String, Mark> marks, PortfolioTerms terms) {
        Instant asOf = marks.values().stream()
                .map(Mark::asOf)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        return Valuation.of(book, marks, terms, portfolios.instruments(), asOf);
    }

    /** A book beside the prices that it was valued with. */
    public record ValuedBook(ExposureBook book, Map<String, Mark> marks, Valuation valuation) {}
}
