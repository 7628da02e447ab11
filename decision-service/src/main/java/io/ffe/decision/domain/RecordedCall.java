package io.ffe.decision.domain;

import io.ffe.decision.domain.ModelAnswer.Failed;
import io.ffe.decision.domain.ModelCall.Asked;
import io.ffe.decision.domain.ModelCall.Figures;
import io.ffe.decision.domain.ModelCall.Wire;
import io.ffe.schema.event.TierStep.Tier;
import io.ffe.schema.serde.RecordHash;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model call as it stands on the record.
 *
 * @param failed how it was judged, absent when its answer could be used
 * @param whole false for a call that was recorded before everything was that a decision is made of
 */
public record RecordedCall(
        Tier tier,
        Asked asked,
        Wire wire,
        Figures figures,
        @Nullable Failed failed,
        long tookMillis,
        boolean whole) {

    /** How the call itself ended, when that was before an answer could be read; absent when the answer was judged. */
    public @Nullable Failed endedBefore() {
        return failed == null || failed.fault().isOfAnswer() ? null : failed;
    }

    /** Changes with everything that is kept of the call; see {@link RecordHash}. */
    String hash() {
        return RecordHash.ofCall(values());
    }

    /** As earlier versions made it, which knew no seats. */
    String hashInFirstForm() {
        return RecordHash.ofCallInFirstForm(values());
    }

    private List<@Nullable Object> values() {
        return Arrays.asList(
                tier.name(),
                asked.model(),
                asked.digest(),
                asked.serverVersion(),
                asked.promptId(),
                asked.promptVersion(),
                asked.promptHash(),
                asked.seed(),
                asked.held().name(),
                bytes(wire.request()),
                wire.status(),
                wire.contentType(),
                bytes(wire.body()),
                wire.tooLarge(),
                failed == null ? null : failed.fault().name(),
                failed == null || failed.before() == null
                        ? null
                        : failed.before().name(),
                failed == null ? null : failed.detail(),
                tookMillis,
                figures.doneReason(),
                figures.promptTokens(),
                figures.answerTokens(),
                figures.totalNanos(),
                figures.loadNanos(),
                figures.promptNanos(),
                figures.answerNanos(),
                asked.seat().name());
    }

    private static byte @Nullable [] bytes(@Nullable RawBytes raw) {
        return raw == null ? null : raw.toArray();
    }
}
