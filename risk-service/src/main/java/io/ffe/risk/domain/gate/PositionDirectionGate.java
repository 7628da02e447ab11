package io.ffe.risk.domain.gate;

import java.math.BigDecimal;

/** An opposite order is an exit and never comes here, so what is open points the same way. */
final class PositionDirectionGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        BigDecimal position = proposal.book().positionIn(proposal.symbol());
        boolean flat = position.signum() == 0;
        return Finding.of(
                flat,
                Finding.text(position),
                "0",
                flat ? "flat before the trade" : proposal.side() + " would add to the open position");
    }
}
