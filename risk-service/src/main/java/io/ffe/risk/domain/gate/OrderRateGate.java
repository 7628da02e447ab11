package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.limit.RiskLimits;

/** Every approved entry counts at once, whether it was filled or not. */
final class OrderRateGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        RiskLimits limits = proposal.limits();
        int orders = 1
                + proposal.book()
                        .conduct()
                        .approvedAfter(proposal.now().minus(limits.orderWindow()))
                        .size();
        return Finding.of(
                orders <= limits.maxOrders(),
                String.valueOf(orders),
                String.valueOf(limits.maxOrders()),
                "entries approved within " + limits.orderWindow() + ", this one included");
    }
}
