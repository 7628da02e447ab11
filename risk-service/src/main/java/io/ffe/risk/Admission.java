package io.ffe.risk;

import io.ffe.messaging.RunConfig;
import io.ffe.messaging.inbox.Refusal;
import io.ffe.messaging.inbox.RunAdmission;
import io.ffe.risk.config.ConfiguredPortfolios;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.schema.event.Decision;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.serde.Envelope;
import jakarta.enterprise.context.ApplicationScoped;

/** What is let in at all. Whatever throws a {@link Refusal} here is nobody's business to judge and goes to the dead-letter topic. */
@ApplicationScoped
class Admission {

    private final RunConfig run;
    private final RunAdmission ofRun;
    private final ConfiguredPortfolios portfolios;

    Admission(RunConfig run, RunAdmission ofRun, ConfiguredPortfolios portfolios) {
        this.run = run;
        this.ofRun = ofRun;
        this.portfolios = portfolios;
    }

    /**
     * The terms under which a decision is judged. Its origin is a gate's to judge: a decision that claims another one than the
     * run's gets a verdict like every other.
     */
    PortfolioTerms admit(Decision decision, Envelope envelope) {
        ofRun.admit(decision.runId(), envelope);
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
}
