package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.Valuation;

final class EquityKnownGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        String limit = Finding.text(proposal.limits().maxMarkAgeBars());
        return switch (proposal.valuation()) {
            case Valuation.Known known ->
                Finding.of(
                        true,
                        Finding.text(known.oldestMarkBars()),
                        limit,
                        "equity " + Finding.text(known.equity()) + " "
                                + proposal.terms().currency());
            case Valuation.Unknown unknown ->
                Finding.of(false, Finding.text(unknown.oldestMarkBars()), limit, unknown.why());
        };
    }
}
