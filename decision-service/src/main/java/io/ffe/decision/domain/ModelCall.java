package io.ffe.decision.domain;

import io.ffe.schema.event.TierStep.Tier;
import org.jspecify.annotations.Nullable;

/**
 * Asking one model once, kept so that the same answer can be read again.
 *
 * @param tier the rung that it stands on
 * @param answer what was made of it
 * @param wire what went over the wire
 * @param figures what the server said about its work
 */
public record ModelCall(Tier tier, Asked asked, ModelAnswer answer, Wire wire, Figures figures) {

    /** What the ladder looks at. */
    public Ladder.Answered answered() {
        return new Ladder.Answered(tier, asked.seat(), answer, asked.digest());
    }

    /** Whether a model is configured on this rung; where none is, there is nothing to keep. */
    public boolean configured() {
        return !(answer instanceof ModelAnswer.Failed failed && failed.fault() == ModelFault.NOT_CONFIGURED);
    }

    /**
     * What a call is made of.
     *
     * @param digest of the model, as the server lists it; absent when the server did not say
     * @param serverVersion of Ollama; absent when it did not say
     * @param promptHash SHA-256 of the prompt file, lower-case hex
     * @param held what the portfolio held; actions that it does not allow were not offered
     * @param seat what it was asked for
     */
    public record Asked(
            String model,
            @Nullable String digest,
            @Nullable String serverVersion,
            String promptId,
            String promptVersion,
            String promptHash,
            int seed,
            Held held,
            ModelSeat seat) {

        /** Id and version of the prompt. */
        public String prompt() {
            return promptId + "-" + promptVersion;
        }
    }

    /**
     * One request and one answer, each part absent when it did not come.
     *
     * @param body of the answer as it came; its beginning when it was too large
     * @param tooLarge whether more came than is read
     */
    public record Wire(
            @Nullable RawBytes request,
            @Nullable Integer status,
            @Nullable String contentType,
            @Nullable RawBytes body,
            boolean tooLarge) {

        public static final Wire NONE = new Wire(null, null, null, null, false);
    }

    /** Tokens and durations in nanoseconds as Ollama gave them, each absent when it did not. */
    public record Figures(
            @Nullable String doneReason,
            @Nullable Integer promptTokens,
            @Nullable Integer answerTokens,
            @Nullable Long totalNanos,
            @Nullable Long loadNanos,
            @Nullable Long promptNanos,
            @Nullable Long answerNanos) {

        public static final Figures NONE = new Figures(null, null, null, null, null, null, null);
    }
}
