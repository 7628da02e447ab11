package io.ffe.schema.event;

import io.ffe.schema.serde.NotCore;
import org.jspecify.annotations.Nullable;

/**
 * One step down the ladder of a decision: which tier was asked and how that ended.
 *
 * @param reason why, finer than the code, as in UNREACHABLE; absent when the code says all. A list that grows, so text
 * @param detail for people, absent when the code says all
 * @param tookMillis wall time of the step, absent for a step that called nothing
 */
public record TierStep(
        Tier tier,
        Code code,
        @Nullable @NotCore String reason,
        @Nullable @NotCore String detail,
        @Nullable @NotCore Long tookMillis) {

    /** A step whose code says all. */
    public static TierStep of(Tier tier, Code code) {
        return new TierStep(tier, code, null, null, null);
    }

    /** The rungs, best first. */
    public enum Tier {
        GATE,
        LLM_PRIMARY,
        LLM_FALLBACK,
        TECHNICAL,
        HOLD
    }

    /** How a step ended. Only DECIDED ends the ladder with a decision of that tier. */
    public enum Code {
        DECIDED,
        SNAPSHOT_STALE,
        SNAPSHOT_INVALID,
        SNAPSHOT_EXPIRED,
        SUPERSEDED,
        MODEL_NOT_CONFIGURED,
        MODEL_FAILED,
        MODEL_TIMEOUT,
        MODEL_BUSY,
        ANSWER_INVALID,
        ANSWER_UNGROUNDED,
        ALL_ABSTAINED
    }
}
