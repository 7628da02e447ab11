package io.ffe.risk;

import io.ffe.risk.config.ConfiguredPortfolios;
import io.ffe.risk.domain.book.Valuation;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jboss.logging.Logger;

/**
 * Portfolios for which no entry can be sized, because nobody knows what they are worth: their decisions are made, recorded and judged
 * as ever, and each verdict says why there is no order. Nobody sets this and nobody has to lift it: it is what the book and the newest
 * prices say, and it ends with the execution or the price that was missing.
 */
@ApplicationScoped
public class SignalOnly {

    private static final Logger LOG = Logger.getLogger(SignalOnly.class);

    private final RiskView view;
    private final ConfiguredPortfolios portfolios;

    /** By portfolio why it cannot be sized, as far as was committed; those that can are not in it. */
    private final Map<String, String> reasons = new ConcurrentSkipListMap<>();

    SignalOnly(RiskView view, ConfiguredPortfolios portfolios, MeterRegistry meters) {
        this.view = view;
        this.portfolios = portfolios;
        portfolios
                .all()
                .forEach(terms -> Gauge.builder(
                                "ffe.signal.only", () -> reasons.containsKey(terms.portfolioId()) ? 1 : 0)
                        .description(
                                "1 while no entry of the portfolio can be sized, because its balance or value is unknown")
                        .tag("portfolio", terms.portfolioId())
                        .register(meters));
    }

    /** @param why no entry can be sized */
    public record Unsized(String portfolioId, String why) {}

    /** Those that are in it now, by the book as it is stored. */
    public List<Unsized> now() {
        return portfolios.all().stream()
                .flatMap(terms -> view.book(terms.portfolioId()).stream()
                        .flatMap(valued -> why(valued.valuation()).stream())
                        .map(why -> new Unsized(terms.portfolioId(), why)))
                .toList();
    }

    void start(@Observes StartupEvent ready) {
        now().forEach(portfolio -> seen(portfolio.portfolioId(), Optional.of(portfolio.why())));
    }

    void judged(@Observes(during = TransactionPhase.AFTER_SUCCESS) Judged judged) {
        String portfolioId = judged.book().portfolioId();
        portfolios
                .find(portfolioId)
                .ifPresent(terms -> seen(
                        portfolioId,
                        why(Valuation.of(
                                judged.book(),
                                judged.marks(),
                                terms,
                                portfolios.instruments(),
                                judged.verdict().decidedAt()))));
    }

    void folded(@Observes(during = TransactionPhase.AFTER_SUCCESS) Folded folded) {
        seen(folded.book().portfolioId(), why(folded.valuation()));
    }

    private void seen(String portfolioId, Optional<String> why) {
        String before = why.isPresent() ? reasons.put(portfolioId, why.get()) : reasons.remove(portfolioId);
        if (before == null && why.isPresent()) {
            LOG.warnf("signal-only: no entry can be sized portfolio=%s cause=%s", portfolioId, why.get());
        } else if (before != null && why.isEmpty()) {
            LOG.infof("signal-only has ended portfolio=%s", portfolioId);
        }
    }

    private static Optional<String> why(Valuation valuation) {
        return switch (valuation) {
            case Valuation.Known known -> Optional.empty();
            case Valuation.Unknown unknown -> Optional.of(unknown.why());
        };
    }
}
