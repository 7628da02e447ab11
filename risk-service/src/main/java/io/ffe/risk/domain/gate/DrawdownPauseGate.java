package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.ClosedTrade;
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
        List<ClosedTrade> closed =
                proposal.book().conduct().closedAfter(proposal.now().minus(limits.drawdownLookback()));
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal peak = BigDecimal.ZERO;
        BigDecimal deepest = BigDecimal.ZERO;
        for (ClosedTrade trade : closed) {
            sum = sum.add(trade.result());
            peak = peak.max(sum);
            deepest = deepest.max(peak.subtract(sum));
        }
        String value = Finding.ratio(deepest, equity.get());
        String what = "deepest fall of closed results within " + limits.drawdownLookback();
        return deepest.compareTo(limits.maxClosedDrawdown().of(equity.get())) <= 0
                ? Finding.of(true, value, limit, what)
                : Pause.finding(proposal, closed.getLast().at().plus(limits.drawdownPause()), value, limit, what);
    }
}
