package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.size.Sizing;
import java.math.BigDecimal;
import java.util.Optional;

final class LeverageGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        BigDecimal limit = proposal.limits().maxLeverage();
        Optional<BigDecimal> equity = proposal.equity();
        if (equity.isEmpty() || !(proposal.sizing() instanceof Sizing.Sized sized)) {
            return Finding.missing(Finding.text(limit), proposal.whatIsMissing());
        }
        BigDecimal gross = proposal.grossExposureAfter(sized);
        return Finding.of(
                gross.compareTo(limit.multiply(equity.get())) <= 0,
                Finding.ratio(gross, equity.get()),
                Finding.text(limit),
                "gross exposure " + Finding.text(gross) + " of equity " + Finding.text(equity.get()));
    }
}
