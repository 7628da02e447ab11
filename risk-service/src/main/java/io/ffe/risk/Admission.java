package io.ffe.risk;

import io.ffe.messaging.RunConfig;
import io.ffe.messaging.inbox.Refusal;
import io.ffe.risk.config.ConfiguredPortfolios;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Origin;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.serde.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** What is let in at all. Whatever throws a {@link Refusal} here is nobody's business to judge and goes to the dead-letter topic. */
@ApplicationScoped
class Admission {

    private final RunConfig run;
    private final ConfiguredPortfolios portfolios;

    Admission(RunConfig run, ConfiguredPortfolios portfolios) {
        this.run = run;
        this.portfolios = portfolios;
    }

    /** The terms under which a decision is judged. */
    PortfolioTerms admit(Decision decision, Envelope envelope) {
        admit(decision.runId(), envelope);
        PortfolioTerms terms = portfolio(decision.portfolioId());
        if (!terms.producer().equals(decision.producer())) {
            throw new Refusal(
                    DeadLetterReason.FOREIGN_PRODUCER,
                    "producer is " + decision.producer() + ", expected " + terms.producer()
                            + ", the one that portfolio " + terms.portfolioId() + " has");
        }
        return terms;
    }

    /** Whether it is worth waiting for what a decision names. */
    boolean mayBeJudged(Decision decision) {
        return decision.runId().equals(run.id())
                && portfolios
                        .find(decision.portfolioId())
                        .filter(terms -> terms.producer().equals(decision.producer()))
                        .isPresent();
    }

    PortfolioTerms portfolio(String portfolioId) {
        return portfolios
                .find(portfolioId)
                .orElseThrow(() -> new Refusal(
                        DeadLetterReason.INVALID_VALUE,
                        "portfolioId is " + portfolioId + ", expected one of "
                                + portfolios.all().stream()
                                        .map(PortfolioTerms::portfolioId)
                                        .toList()
                                + "; add it under ffe.risk.portfolios to have it judged"));
    }

    /**
     * Logical time belongs to a replay. Without it a replay has no now; with it a live record could choose its own age.
     */
    void admit(String runId, Envelope envelope) {
        if (!runId.equals(run.id())) {
            throw new Refusal(DeadLetterReason.FOREIGN_RUN, "runId is " + runId + ", expected " + run.id());
        }
        Instant logicalNow = envelope.logicalNow();
        boolean live = run.origin() == Origin.LIVE;
        if (!live && logicalNow == null) {
            throw new Refusal(
                    DeadLetterReason.MISSING_HEADER,
                    "header ffe-now is absent, expected in a run that is " + run.origin());
        }
        if (live && logicalNow != null) {
            throw new Refusal(
                    DeadLetterReason.INVALID_VALUE,
                    "header ffe-now is " + logicalNow
                            + ", expected none in a live run: there the clock is the system's");
        }
    }
}
