package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.size.Sizing;
import io.ffe.schema.money.Fraction;
import java.math.BigDecimal;
import java.util.Optional;

final class ConcentrationGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        Fraction limit = proposal.limits().maxConcentration();
        Optional<BigDecimal> equity = proposal.equity();
        if (equity.isEmpty() || !(proposal.sizing() instanceof Sizing.Sized sized)) {
            return Finding.missing(Finding.text(limit.value()), proposal.whatIsMissing());
        }
        BigDecimal exposure = proposal.concentrationAfter(sized);
        return Finding.of(
                exposure.compareTo(limit.of(equity.get())) <= 0,
                Finding.ratio(exposure, equity.get()),
                Finding.text(limit.value()),
                "exposure to " + proposal.symbol() + " " + Finding.text(exposure) + " of equity "
                        + Finding.text(equity.get()));
    }
}
