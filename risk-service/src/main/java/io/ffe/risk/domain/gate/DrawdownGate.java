package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.Valuation;
import io.ffe.schema.money.Fraction;
import java.math.BigDecimal;
import java.util.Optional;

final class DrawdownGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        Fraction limit = proposal.limits().maxDrawdown();
        Optional<BigDecimal> equity = proposal.equity();
        BigDecimal peak = proposal.book().peakEquity();
        if (equity.isEmpty() || peak == null) {
            return Finding.missing(Finding.text(limit.value()), proposal.whatIsMissing());
        }
        Fraction drawdown = Valuation.drawdown(equity.get(), peak);
        return Finding.of(
                drawdown.compareTo(limit) <= 0,
                Finding.text(drawdown.value()),
                Finding.text(limit.value()),
                "equity " + Finding.text(equity.get()) + ", peak " + Finding.text(peak));
    }
}
