package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.size.Sizing;
import java.math.BigDecimal;

final class OrderValueGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        BigDecimal limit = proposal.limits().maxOrderValue();
        if (!(proposal.sizing() instanceof Sizing.Sized sized)) {
            return Finding.missing(Finding.text(limit), proposal.whatIsMissing());
        }
        return Finding.of(
                sized.notional().compareTo(limit) <= 0,
                Finding.text(sized.notional()),
                Finding.text(limit),
                Finding.text(sized.quantity()) + " at " + Finding.text(sized.referencePrice())
                        + ", cost allowance included");
    }
}
