package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.ClosedTrade;
import java.time.Duration;
import java.util.List;

final class CooldownGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        Duration cooldown = proposal.limits().cooldown();
        List<ClosedTrade> closed = proposal
                .book()
                .conduct()
                .closedAfter(proposal.now().minus(cooldown))
                .stream()
                .filter(trade -> trade.symbol().equals(proposal.symbol()))
                .toList();
        if (closed.isEmpty()) {
            return Finding.of(
                    true, "none", Finding.seconds(cooldown), "no trade in " + proposal.symbol() + " closed as lately");
        }
        return Finding.of(
                false,
                Finding.seconds(Duration.between(closed.getLast().at(), proposal.now())),
                Finding.seconds(cooldown),
                "a trade in " + proposal.symbol() + " closed at "
                        + closed.getLast().at());
    }
}
