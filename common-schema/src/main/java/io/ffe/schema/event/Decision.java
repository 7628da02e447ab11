package io.ffe.schema.event;

import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.NotCore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one answer of a portfolio's producer to a snapshot.
 *
 * @param snapshotHash coreHash of the snapshot that was read
 * @param producer who decided; a portfolio has exactly one
 * @param action HOLD unless the outcome is DECIDED
 * @param confidence as stated by the deciding tier, 0 to 100
 * @param calibratedConfidence probability of being right, 0 to 1: the confidence calibrated by outcomes before asOf, the
 *     confidence itself while there are too few; absent unless DECIDED by somebody
 * @param tier the tier that decided
 * @param tierPath every step that was taken, in order, the deciding one last
 * @param reasonCodes what the deciding tier gave as its reasons; of a snapshot that may not be used, its quality's reasons
 * @param decidedAt logical time of the decision
 * @param validUntil no entry may be made from it after this time
 * @param proposal what was proposed where FFE does not act by itself; absent in mode automatic and on proposals to HOLD
 * @param recordHash of what the decision was made of as its producer keeps it, see {@link io.ffe.schema.serde.RecordHash};
 *     absent on those of outside producers and of earlier versions
 * @param chain its place among the portfolio's decisions; absent on those of outside producers and of earlier versions
 */
public record Decision(
        @NotCore String runId,
        String portfolioId,
        @NotCore String snapshotId,
        String snapshotHash,
        String producer,
        String symbol,
        Timeframe timeframe,
        Instant asOf,
        Origin origin,
        Outcome outcome,
        Action action,
        int confidence,
        @Nullable Double calibratedConfidence,
        TierStep.Tier tier,
        List<TierStep> tierPath,
        List<Vote> votes,
        List<String> reasonCodes,
        Instant decidedAt,
        Instant validUntil,
        @Nullable Proposal proposal,
        @Nullable @NotCore String recordHash,
        @Nullable @NotCore ChainLink chain)
        implements Event {

    /** How the snapshot ended. Every snapshot ends in exactly one of these for each portfolio. */
    public enum Outcome {
        DECIDED,
        SUPERSEDED,
        EXPIRED,
        INVALID
    }

    public Decision {
        Require.id("runId", runId);
        Require.id("portfolioId", portfolioId);
        Require.id("snapshotId", snapshotId);
        Require.id("snapshotHash", snapshotHash);
        Require.id("producer", producer);
        Require.symbol("symbol", symbol);
        Require.percent("confidence", confidence);
        Require.finite("calibratedConfidence", calibratedConfidence);
        Require.that(
                calibratedConfidence == null || calibratedConfidence >= 0 && calibratedConfidence <= 1,
                "calibratedConfidence",
                calibratedConfidence,
                "0 to 1");
        tierPath = List.copyOf(tierPath);
        votes = List.copyOf(votes);
        reasonCodes = List.copyOf(reasonCodes);
        Require.that(!tierPath.isEmpty(), "tierPath", tierPath, "at least one step");
        Require.that(outcome == Outcome.DECIDED || action == Action.HOLD, "action", action, "HOLD when " + outcome);
        Require.that(!validUntil.isBefore(asOf), "validUntil", validUntil, "at or after asOf " + asOf);
        Require.that(
                proposal == null || action == proposal.allowed(),
                "action",
                action,
                proposal == null ? "any" : proposal.allowed() + " when the proposal ended as " + proposal.end());
        if (recordHash != null) {
            Require.sha256("recordHash", recordHash);
        }
    }

    /** One that FFE acts on by itself, and of which no record hash is known. */
    public Decision(
            String runId,
            String portfolioId,
            String snapshotId,
            String snapshotHash,
            String producer,
            String symbol,
            Timeframe timeframe,
            Instant asOf,
            Origin origin,
            Outcome outcome,
            Action action,
            int confidence,
            @Nullable Double calibratedConfidence,
            TierStep.Tier tier,
            List<TierStep> tierPath,
            List<Vote> votes,
            List<String> reasonCodes,
            Instant decidedAt,
            Instant validUntil,
            @Nullable ChainLink chain) {
        this(
                runId,
                portfolioId,
                snapshotId,
                snapshotHash,
                producer,
                symbol,
                timeframe,
                asOf,
                origin,
                outcome,
                action,
                confidence,
                calibratedConfidence,
                tier,
                tierPath,
                votes,
                reasonCodes,
                decidedAt,
                validUntil,
                null,
                null,
                chain);
    }

    /** This decision at a place in its portfolio's chain, or taken out of it. */
    public Decision linked(@Nullable ChainLink link) {
        return with(outcome, action, confidence, proposal, recordHash, link);
    }

    /** This decision, made of what has this hash; in no chain. */
    public Decision recordedAs(@Nullable String hash) {
        return with(outcome, action, confidence, proposal, hash, null);
    }

    /**
     * What becomes of a decision to act when somebody has to agree first: itself when approved, else a HOLD that says what was
     * proposed. Everything else about how it was made stays.
     *
     * @param ended the proposal, which repeats action and confidence of this decision
     */
    public Decision proposed(Proposal ended, Outcome as) {
        boolean allowed = ended.end() == Proposal.End.APPROVED;
        return with(as, ended.allowed(), allowed ? confidence : 0, ended, recordHash, null);
    }

    /** What its tier decided, whether or not anybody may act on it: the action that was proposed, where one was. */
    public Action decided() {
        return proposal == null ? action : proposal.action();
    }

    private Decision with(
            Outcome newOutcome,
            Action newAction,
            int newConfidence,
            @Nullable Proposal newProposal,
            @Nullable String newRecordHash,
            @Nullable ChainLink link) {
        return new Decision(
                runId,
                portfolioId,
                snapshotId,
                snapshotHash,
                producer,
                symbol,
                timeframe,
                asOf,
                origin,
                newOutcome,
                newAction,
                newConfidence,
                calibratedConfidence,
                tier,
                tierPath,
                votes,
                reasonCodes,
                decidedAt,
                validUntil,
                newProposal,
                newRecordHash,
                link);
    }

    /** decisionId = H(portfolioId, snapshotId, producer). */
    public String decisionId() {
        return Ids.of("decision", portfolioId, snapshotId, producer).toString();
    }

    @Override
    public String eventId() {
        return decisionId();
    }

    @Override
    public Instant time() {
        return decidedAt;
    }

    @Override
    public String subject() {
        return symbol + "/" + timeframe.label();
    }

    @Override
    public String key() {
        return portfolioId;
    }
}
