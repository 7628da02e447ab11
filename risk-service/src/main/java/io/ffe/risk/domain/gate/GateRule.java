package io.ffe.risk.domain.gate;

import java.util.Optional;

/** The rule of one gate. Has no state, throws for nothing that a proposal may hold or lack. */
interface GateRule {

    Finding judge(Proposal proposal);

    /** Why this gate does not apply to a trade, in words; empty when it does, as nearly always. */
    default Optional<String> notAsked(Proposal proposal) {
        return Optional.empty();
    }
}
