package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.ClosedTrade;
import io.ffe.risk.domain.limit.RiskLimits;
import java.time.Instant;
import java.util.List;

/** Stops that follow one another say that the market is not as the decisions take it to be. */
final class StopLossGuardGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        RiskLimits limits = proposal.limits();
        List<ClosedTrade> stops =
                proposal.book().conduct().closedAfter(proposal.now().minus(limits.stopLookback())).stream()
                        .filter(ClosedTrade::stopped)
                        .toList();
        String value = String.valueOf(stops.size());
        String limit = String.valueOf(limits.maxStops());
        if (stops.size() <= limits.maxStops()) {
            return Finding.of(true, value, limit, "stops within " + limits.stopLookback());
        }
        Instant until = stops.getLast().at().plus(limits.stopPause());
        return Pause.finding(proposal, until, value, limit, "stops within " + limits.stopLookback());
    }
}
