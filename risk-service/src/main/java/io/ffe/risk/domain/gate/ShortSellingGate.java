package io.ffe.risk.domain.gate;

import io.ffe.schema.event.Side;

final class ShortSellingGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        boolean allowed = proposal.limits().shortSelling();
        return Finding.of(
                allowed || proposal.side() == Side.BUY,
                proposal.side().name(),
                allowed ? "BUY or SELL" : "BUY",
                allowed ? "short entries are allowed" : "short entries are not allowed");
    }
}
