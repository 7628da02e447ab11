package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.ClosedTrade;
import io.ffe.risk.domain.gate.Pause.Measured;
import io.ffe.risk.domain.limit.RiskLimits;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Looks at trades that have closed, unlike DRAWDOWN, which looks at equity and never forgets. */
final class DrawdownPauseGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        RiskLimits limits = proposal.limits();
        String limit = Finding.text(limits.maxClosedDrawdown().value());
        Optional<BigDecimal> equity = proposal.equity();
        if (equity.isEmpty()) {
            return Finding.missing(limit, proposal.whatIsMissing());
        }
        BigDecimal most = limits.maxClosedDrawdown().of(equity.get());
        return new Pause(limits.drawdownLookback(), limits.drawdownPause())
                .finding(proposal, trade -> true, limit, closed -> {
                    BigDecimal deepest = deepestFall(closed);
                    return new Measured(
                            deepest.compareTo(most) <= 0,
                            Finding.ratio(deepest, equity.get()),
                            "deepest fall of closed results within " + limits.drawdownLookback());
                });
    }

    private static BigDecimal deepestFall(List<ClosedTrade> closed) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal peak = BigDecimal.ZERO;
        BigDecimal deepest = BigDecimal.ZERO;
        for (ClosedTrade trade : closed) {
            sum = sum.add(trade.result());
            peak = peak.max(sum);
            deepest = deepest.max(peak.subtract(sum));
        }
        return deepest;
    }
}
