package io.ffe.risk.domain.gate;

/** The rule of one gate. Has no state, throws for nothing that a proposal may hold or lack. */
interface GateRule {

    Finding judge(Proposal proposal);
}
