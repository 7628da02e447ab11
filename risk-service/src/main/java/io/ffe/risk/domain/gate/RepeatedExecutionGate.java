package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.Throttle;
import io.ffe.risk.domain.limit.RiskLimits;
import java.time.Instant;

/** A program that does the same again and again is stopped until a named person looked at it. */
final class RepeatedExecutionGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        RiskLimits limits = proposal.limits();
        String limit = String.valueOf(limits.maxRepeatedEntries());
        Throttle throttle = proposal.book().conduct().throttles().get(proposal.symbol());
        Instant from = proposal.now().minus(limits.repeatWindow());
        Instant counted = throttle != null && throttle.countsFrom().isAfter(from) ? throttle.countsFrom() : from;
        long entries = 1
                + proposal.book().conduct().approvedAfter(counted).stream()
                        .filter(approval ->
                                approval.symbol().equals(proposal.symbol()) && approval.side() == proposal.side())
                        .count();
        if (throttle != null && throttle.tripped()) {
            return Finding.of(
                    false,
                    String.valueOf(entries),
                    limit,
                    proposal.symbol() + " is disabled since " + throttle.trippedAt()
                            + ", until somebody re-enables it: POST /api/v1/throttles");
        }
        return Finding.of(
                entries <= limits.maxRepeatedEntries(),
                String.valueOf(entries),
                limit,
                proposal.side() + " entries in " + proposal.symbol() + " within " + limits.repeatWindow()
                        + ", this one included");
    }
}
