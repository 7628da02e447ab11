package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.ClosedTrade;
import io.ffe.risk.domain.gate.Pause.Measured;
import io.ffe.risk.domain.limit.RiskLimits;
import java.math.BigDecimal;
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
        BigDecimal least = limits.minProfit().multiply(equity.get());
        return new Pause(limits.lowProfitLookback(), limits.lowProfitPause())
                .finding(proposal, trade -> trade.symbol().equals(proposal.symbol()), limit, closed -> {
                    BigDecimal sum = closed.stream().map(ClosedTrade::result).reduce(BigDecimal.ZERO, BigDecimal::add);
                    return new Measured(
                            closed.size() < limits.lowProfitTrades() || sum.compareTo(least) >= 0,
                            Finding.ratio(sum, equity.get()),
                            "result of " + closed.size() + " trades in " + proposal.symbol() + " within "
                                    + limits.lowProfitLookback() + ", judged from " + limits.lowProfitTrades()
                                    + " on");
                });
    }
}
