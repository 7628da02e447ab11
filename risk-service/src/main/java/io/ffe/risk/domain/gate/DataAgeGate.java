package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.limit.RiskLimits;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot;
import java.time.Duration;
import java.time.Instant;

/** Where a snapshot's age is judged before an order may come of it. A time in the future is as bad as a stale one. */
final class DataAgeGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        RiskLimits limits = proposal.limits();
        Snapshot snapshot = proposal.snapshot();
        if (snapshot == null) {
            return Finding.missing(
                    Finding.seconds(limits.maxSnapshotAge()),
                    "snapshot " + proposal.decision().snapshotId() + " has not arrived");
        }
        Quote quote = snapshot.quote();
        if (quote == null) {
            return Finding.missing(Finding.seconds(limits.maxQuoteAge()), "the snapshot has no quote");
        }
        Finding ofSnapshot =
                age("snapshot", snapshot.asOf(), limits.maxSnapshotAge(), limits.maxFutureSkew(), proposal.now());
        if (!ofSnapshot.passed()) {
            return ofSnapshot;
        }
        Finding ofQuote =
                age("quote", quote.occurredAt(), limits.maxQuoteAge(), limits.maxFutureSkew(), proposal.now());
        if (!ofQuote.passed()) {
            return ofQuote;
        }
        Instant validUntil = proposal.decision().validUntil();
        if (proposal.now().isAfter(validUntil)) {
            return Finding.of(
                    false,
                    Finding.seconds(Duration.between(validUntil, proposal.now())),
                    "0",
                    "past the decision's validUntil " + validUntil);
        }
        return new Finding(
                true,
                ofSnapshot.value(),
                ofSnapshot.limit(),
                ofSnapshot.detail() + ", " + ofQuote.detail() + ", decision valid until " + validUntil);
    }

    private static Finding age(String what, Instant at, Duration limit, Duration skew, Instant now) {
        Duration age = Duration.between(at, now);
        boolean passed = age.compareTo(limit) <= 0 && age.compareTo(skew.negated()) >= 0;
        return Finding.of(passed, Finding.seconds(age), Finding.seconds(limit), what + " of " + at);
    }
}
