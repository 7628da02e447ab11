package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.ClosedTrade;
import io.ffe.risk.domain.gate.Pause.Measured;
import io.ffe.risk.domain.limit.RiskLimits;

/** Stops that follow one another say that the market is not as the decisions take it to be. */
final class StopLossGuardGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        RiskLimits limits = proposal.limits();
        return new Pause(limits.stopLookback(), limits.stopPause())
                .finding(
                        proposal,
                        ClosedTrade::stopped,
                        String.valueOf(limits.maxStops()),
                        stops -> new Measured(
                                stops.size() <= limits.maxStops(),
                                String.valueOf(stops.size()),
                                "stops within " + limits.stopLookback()));
    }
}
