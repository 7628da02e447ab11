package io.ffe.risk.domain.gate;

import io.ffe.schema.event.MarketHours;
import io.ffe.schema.event.Snapshot;

/** Asks at the time of the judgement; what the snapshot says about its market was true at its asOf. */
final class MarketHoursGate implements GateRule {

    private static final String OPEN = "OPEN";

    @Override
    public Finding judge(Proposal proposal) {
        Snapshot snapshot = proposal.snapshot();
        if (snapshot == null) {
            return Finding.missing(OPEN, "the snapshot, which says what kind of market it is, has not arrived");
        }
        boolean open = MarketHours.isOpen(snapshot.assetClass(), proposal.now());
        return Finding.of(
                open,
                open ? OPEN : "CLOSED",
                OPEN,
                snapshot.assetClass()
                        + (open
                                ? " trades at this time"
                                : " opens at " + MarketHours.nextOpen(snapshot.assetClass(), proposal.now())));
    }
}
