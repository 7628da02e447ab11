package io.ffe.risk;

import io.ffe.messaging.Transactions;
import io.ffe.risk.config.ConfiguredPortfolios;
import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.Throttle;
import io.ffe.risk.domain.limit.LimitChange;
import io.ffe.risk.domain.limit.LimitSet;
import io.ffe.risk.domain.limit.LimitSet.Ruling;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.risk.domain.limit.RiskLimits;
import io.ffe.risk.store.Books;
import io.ffe.risk.store.LiveLimits;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The limits in force, and their changes by people. A change is made under the lock of the portfolio's row, as every verdict
 * is: the first verdict after it is judged by it.
 */
@ApplicationScoped
public class LimitControl {

    /** What a re-enabled throttle is recorded under. */
    private static final String THROTTLE = "repeated-execution";

    private static final Logger LOG = Logger.getLogger(LimitControl.class);

    private final ConfiguredPortfolios portfolios;
    private final LiveLimits live;
    private final Books books;
    private final Transactions transactions;
    private final Clock clock;

    LimitControl(
            ConfiguredPortfolios portfolios, LiveLimits live, Books books, Transactions transactions, Clock clock) {
        this.portfolios = portfolios;
        this.live = live;
        this.books = books;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Who asks for a change. @param tokenHolder whose token it came with @param mayLoosen whether that token is an admin's */
    public record Asker(String actor, String tokenHolder, boolean mayLoosen, String reason) {}

    /** What became of a change. */
    public sealed interface Outcome {

        record Changed(LimitChange change) implements Outcome {}

        record Unfit(String why) implements Outcome {}

        record NotAllowed(String why) implements Outcome {}

        record Conflict(String why) implements Outcome {}
    }

    /** Stored limits that cannot be used stop the start. */
    void begin(@Observes StartupEvent starting) {
        transactions.run(() -> portfolios.all().forEach(this::inForce));
    }

    /** A portfolio's terms with the limits that an entry in a symbol is judged by; belongs into a transaction. */
    PortfolioTerms termsFor(PortfolioTerms terms, String symbol) {
        LimitSet limits = live.over(portfolios.limits(terms.portfolioId()), terms.portfolioId());
        RiskLimits ofSymbol = limits.ofSymbol(symbol);
        return terms.under(ofSymbol, limits.version(ofSymbol));
    }

    /** Terms of every portfolio, with the limits that hold where no symbol has tighter ones. */
    public List<PortfolioTerms> terms() {
        return QuarkusTransaction.requiringNew()
                .call(() -> portfolios.all().stream().map(this::inForce).toList());
    }

    private PortfolioTerms inForce(PortfolioTerms terms) {
        LimitSet limits = live.over(portfolios.limits(terms.portfolioId()), terms.portfolioId());
        limits.live().keySet().forEach(limits::ofSymbol);
        RiskLimits ofPortfolio = limits.ofPortfolio();
        return terms.under(ofPortfolio, limits.version(ofPortfolio));
    }

    /** The newest changes first, re-enabled throttles among them. */
    public List<LimitChange> changes(int limit) {
        return QuarkusTransaction.requiringNew().call(() -> live.newest(limit));
    }

    /** Changes a limit of a portfolio, or of one symbol of it. */
    public Outcome change(String portfolioId, String scope, String key, String value, Asker asker) {
        if (portfolios.find(portfolioId).isEmpty()) {
            return new Outcome.Unfit(unknown(portfolioId));
        }
        if (!scope.equals(LimitSet.ALL) && portfolios.instruments().find(scope).isEmpty()) {
            return new Outcome.Unfit("symbol is '" + scope + "', expected one of the instrument list, or none");
        }
        return told(transactions.call(() -> {
            books.locked(portfolioId);
            LimitSet limits = live.over(portfolios.limits(portfolioId), portfolioId);
            return switch (limits.ruling(scope, key, value)) {
                case Ruling.Unfit(String why) -> new Outcome.Unfit(why);
                case Ruling.Fit(String before, String after, boolean loosens) -> {
                    if (loosens && !asker.mayLoosen()) {
                        yield new Outcome.NotAllowed(key + " from " + before + " to " + after
                                + " allows more, or may: expected a token with the role admin");
                    }
                    LimitChange change = change(portfolioId, scope, key, before, after, loosens, asker);
                    live.set(change);
                    yield new Outcome.Changed(change);
                }
            };
        }));
    }

    /** Lets a symbol be entered again whose repeated-execution throttle was tripped. */
    public Outcome reenable(String portfolioId, String symbol, Asker asker) {
        if (portfolios.find(portfolioId).isEmpty()) {
            return new Outcome.Unfit(unknown(portfolioId));
        }
        return told(transactions.call(() -> {
            ExposureBook book = books.locked(portfolioId);
            Throttle throttle = book.conduct().throttles().get(symbol);
            if (throttle == null || !throttle.tripped()) {
                return new Outcome.Conflict("symbol '" + symbol + "' of portfolio " + portfolioId
                        + " is not disabled, so there is nothing to re-enable");
            }
            books.save(book, book.reenable(symbol));
            LimitChange change = change(
                    portfolioId, symbol, THROTTLE, "disabled at " + throttle.trippedAt(), "enabled", true, asker);
            live.record(change);
            return new Outcome.Changed(change);
        }));
    }

    private String unknown(String portfolioId) {
        return "portfolio is '" + portfolioId + "', expected one of "
                + portfolios.all().stream().map(PortfolioTerms::portfolioId).toList();
    }

    private LimitChange change(
            String portfolioId, String scope, String key, String before, String after, boolean loosens, Asker asker) {
        return new LimitChange(
                live.count(portfolioId) + 1,
                portfolioId,
                scope,
                key,
                before,
                after,
                loosens,
                asker.actor(),
                asker.tokenHolder(),
                asker.reason(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private static Outcome told(Outcome outcome) {
        if (outcome instanceof Outcome.Changed(LimitChange change)) {
            LOG.warnf(
                    "limit changed portfolio=%s scope=%s key=%s before=%s after=%s loosened=%s actor=%s token=%s reason=%s",
                    change.portfolioId(),
                    change.scope(),
                    change.key(),
                    change.before(),
                    change.after(),
                    change.loosened(),
                    change.actor(),
                    change.tokenHolder(),
                    change.reason());
        }
        return outcome;
    }
}
