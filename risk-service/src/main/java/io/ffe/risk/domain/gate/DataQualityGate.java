package io.ffe.risk.domain.gate;

import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.CoreHash;

/** Also asks whether this is the data that was decided on: a decision on something else has no quality at all. */
final class DataQualityGate implements GateRule {

    private static final String USABLE = Quality.Verdict.VALID + " or " + Quality.Verdict.DEGRADED;

    @Override
    public Finding judge(Proposal proposal) {
        Snapshot snapshot = proposal.snapshot();
        if (snapshot == null) {
            return Finding.missing(USABLE, "the snapshot has not arrived");
        }
        Quality quality = snapshot.quality();
        String verdict = quality.verdict().name();
        if (!decidedOn(snapshot, proposal.decision())) {
            return Finding.of(
                    false, verdict, USABLE, "the decision's symbol, timeframe, asOf or snapshotHash is of other data");
        }
        return Finding.of(quality.usable(), verdict, USABLE, reasons(quality));
    }

    private static String reasons(Quality quality) {
        if (quality.reasons().isEmpty()) {
            return "no complaint about the data";
        }
        String reasons = "reasons " + quality.reasons();
        return quality.detail() == null ? reasons : reasons + ": " + quality.detail();
    }

    private static boolean decidedOn(Snapshot snapshot, Decision decision) {
        return snapshot.symbol().equals(decision.symbol())
                && snapshot.timeframe() == decision.timeframe()
                && snapshot.asOf().equals(decision.asOf())
                && CoreHash.of(snapshot).equals(decision.snapshotHash());
    }
}
