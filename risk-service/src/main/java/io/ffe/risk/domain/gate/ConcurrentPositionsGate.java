package io.ffe.risk.domain.gate;

import java.util.SortedSet;

final class ConcurrentPositionsGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        int limit = proposal.limits().maxConcurrentPositions();
        SortedSet<String> open = proposal.openSymbolsAfter();
        return Finding.of(
                open.size() <= limit, String.valueOf(open.size()), String.valueOf(limit), "held or reserved: " + open);
    }
}
