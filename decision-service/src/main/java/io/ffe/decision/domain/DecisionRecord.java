package io.ffe.decision.domain;

import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Decision.Outcome;
import io.ffe.schema.event.Proposal;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.RecordHash;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A decision and all that it was made of.
 *
 * @param payload the event as published
 * @param snapshotPayload the snapshot as it is kept
 * @param calls to models, in the order of their rungs; none where no model is configured or the gate refused
 * @param standing what members were worth when it was made; absent on those from before there were outcomes
 * @param standingText the same as it is kept
 */
public record DecisionRecord(
        Decision decision,
        RawBytes payload,
        Snapshot snapshot,
        RawBytes snapshotPayload,
        List<RecordedCall> calls,
        @Nullable Standing standing,
        @Nullable RawBytes standingText) {

    public DecisionRecord {
        calls = List.copyOf(calls);
    }

    /** Why the decision cannot be made again from this record; empty when it can. */
    public Optional<String> gap() {
        if (decision.outcome() == Outcome.SUPERSEDED && decision.proposal() == null) {
            return Optional.of("it was superseded: what was queued when a newer snapshot came is not on record");
        }
        if (decision.outcome() == Outcome.EXPIRED && calls.isEmpty() && decision.proposal() == null) {
            return Optional.of(
                    "it had expired before a model was asked: the clock's reading at the gate is not on record");
        }
        if (calls.stream().anyMatch(call -> !call.whole())) {
            return Optional.of("its model call was recorded by an earlier version, without position and content type");
        }
        return Optional.empty();
    }

    /** What the models were told that the portfolio held. */
    public Held held() {
        return calls.isEmpty() ? Held.FLAT : calls.getFirst().asked().held();
    }

    /**
     * The decision made again: a function of the record, the ladder and how answers are read.
     *
     * @param answers of the recorded calls, in their order
     */
    public Decision again(Ladder ladder, List<Ladder.Answered> answers) {
        List<Ladder.Answered> all = answers.isEmpty() ? List.of(Ladder.NO_MODEL) : answers;
        Decision made = ladder.decide(
                snapshot,
                new Seat(decision.portfolioId(), decision.producer()),
                held(),
                all,
                standing,
                decision.decidedAt());
        Proposal proposal = decision.proposal();
        Decision ended = proposal == null ? made : Proposals.again(made, proposal, decision.outcome());
        return decision.recordHash() == null ? ended : ended.recordedAs(hashAgain());
    }

    /** In the form that the decision has. */
    private String hashAgain() {
        String first = RecordHash.ofFirstForm(
                snapshotPayload.toArray(),
                calls.stream().map(RecordedCall::hashInFirstForm).toList());
        return first.equals(decision.recordHash()) ? first : hash(snapshotPayload, standingText, calls);
    }

    /** Changes with everything that is kept beside the decision; see {@link RecordHash}. */
    public static String hash(RawBytes snapshotPayload, @Nullable RawBytes standingText, List<RecordedCall> calls) {
        return RecordHash.of(
                snapshotPayload.toArray(),
                standingText == null ? null : standingText.toArray(),
                calls.stream().map(RecordedCall::hash).toList());
    }
}
