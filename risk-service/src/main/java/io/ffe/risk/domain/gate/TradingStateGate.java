package io.ffe.risk.domain.gate;

import io.ffe.schema.event.Control;

/** Exits never come here: what reduces exposure is allowed in every state. */
final class TradingStateGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        Control inForce = proposal.trading();
        String limit = Control.State.ACTIVE.name();
        if (inForce == null) {
            return Finding.missing(limit, "the trading state cannot be read");
        }
        // Without epoch and time where nothing is stopped: the words count in coreHash, and a halt of last week does
        // not.
        return Finding.of(
                inForce.freesEntries(),
                inForce.state().name(),
                limit,
                inForce.freesEntries()
                        ? "entries are free"
                        : "scope " + inForce.scope() + " since epoch " + inForce.epoch() + ", " + inForce.actor() + ": "
                                + inForce.reason());
    }
}
