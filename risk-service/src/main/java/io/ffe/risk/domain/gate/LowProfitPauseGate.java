package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.ClosedTrade;
import io.ffe.risk.domain.limit.RiskLimits;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

final class LowProfitPauseGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        RiskLimits limits = proposal.limits();
        String limit = Finding.text(limits.minProfit());
        Optional<BigDecimal> equity = proposal.equity();
        if (equity.isEmpty()) {
            return Finding.missing(limit, proposal.whatIsMissing());
        }
        List<ClosedTrade> closed =
                proposal.book().conduct().closedAfter(proposal.now().minus(limits.lowProfitLookback())).stream()
                        .filter(trade -> trade.symbol().equals(proposal.symbol()))
                        .toList();
        BigDecimal sum = closed.stream().map(ClosedTrade::result).reduce(BigDecimal.ZERO, BigDecimal::add);
        String value = Finding.ratio(sum, equity.get());
        String what = "result of " + closed.size() + " trades in " + proposal.symbol() + " within "
                + limits.lowProfitLookback() + ", judged from " + limits.lowProfitTrades() + " on";
        boolean enough = closed.size() < limits.lowProfitTrades()
                || sum.compareTo(limits.minProfit().multiply(equity.get())) >= 0;
        return enough
                ? Finding.of(true, value, limit, what)
                : Pause.finding(proposal, closed.getLast().at().plus(limits.lowProfitPause()), value, limit, what);
    }
}
