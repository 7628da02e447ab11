package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.Approval;
import io.ffe.risk.domain.size.Sizing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Another decision that asks for the same once more: same symbol, side and quantity, a moment later. */
final class EconomicDuplicateGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        Duration window = proposal.limits().duplicateWindow();
        if (!(proposal.sizing() instanceof Sizing.Sized sized)) {
            return Finding.missing("0", proposal.whatIsMissing());
        }
        List<Instant> same = proposal
                .book()
                .conduct()
                .approvedAfter(proposal.now().minus(window))
                .stream()
                .filter(approval -> approval.symbol().equals(proposal.symbol())
                        && approval.side() == proposal.side()
                        && approval.quantity().compareTo(sized.quantity()) == 0)
                .map(Approval::at)
                .sorted()
                .toList();
        return Finding.of(
                same.isEmpty(),
                String.valueOf(same.size()),
                "0",
                same.isEmpty()
                        ? "no entry of the same side and quantity within " + window
                        : "the same side and quantity within " + window + ": approved at " + same);
    }
}
