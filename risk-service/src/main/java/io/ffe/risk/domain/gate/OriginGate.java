package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Snapshot;

final class OriginGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        Decision decision = proposal.decision();
        PortfolioTerms terms = proposal.terms();
        Snapshot snapshot = proposal.snapshot();
        String limit = terms.venue().equals(PortfolioTerms.PAPER) ? "any at the paper venue" : Origin.LIVE.name();
        if (!decision.runId().equals(terms.runId())) {
            return new Finding(
                    false,
                    decision.origin().name(),
                    limit,
                    "the decision is of run " + decision.runId() + ", this is run " + terms.runId());
        }
        if (snapshot != null && snapshot.origin() != decision.origin()) {
            return new Finding(
                    false,
                    decision.origin().name(),
                    limit,
                    "the decision says " + decision.origin() + ", its snapshot " + snapshot.origin());
        }
        if (decision.origin() != terms.runOrigin()) {
            return new Finding(
                    false,
                    decision.origin().name(),
                    limit,
                    "the decision says " + decision.origin() + ", prices of this run are " + terms.runOrigin());
        }
        // Without the run: a gate's words are a part of coreHash, and two runs of the same data are to be equal.
        return Finding.of(terms.admits(decision.origin()), decision.origin().name(), limit, "venue " + terms.venue());
    }
}
