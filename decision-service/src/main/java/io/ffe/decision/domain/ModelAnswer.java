package io.ffe.decision.domain;

import io.ffe.schema.event.Action;
import io.ffe.schema.event.TierStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How asking the model ended, before anybody has checked whether its reasons are true. */
public sealed interface ModelAnswer {

    /**
     * An answer of the right form.
     *
     * @param model name of the model
     * @param version id and version of the prompt that it answered
     * @param confidence 1 to 100
     * @param tookMillis wall time of the call
     */
    record Proposed(
            String model, String version, Action action, int confidence, List<ReasonCode> reasonCodes, long tookMillis)
            implements ModelAnswer {

        public Proposed {
            reasonCodes = List.copyOf(reasonCodes);
        }
    }

    /**
     * No usable answer.
     *
     * @param code one of the MODEL_ codes or ANSWER_INVALID
     * @param detail for people; holds nothing that the model wrote
     * @param tookMillis wall time of the call, absent when none was made
     */
    record Failed(
            TierStep.Code code, String detail, @Nullable Long tookMillis) implements ModelAnswer {

        public Failed {
            switch (code) {
                case MODEL_NOT_CONFIGURED, MODEL_FAILED, MODEL_TIMEOUT, MODEL_BUSY, ANSWER_INVALID -> {}
                case DECIDED,
                        SNAPSHOT_STALE,
                        SNAPSHOT_INVALID,
                        SNAPSHOT_EXPIRED,
                        SUPERSEDED,
                        ANSWER_UNGROUNDED,
                        ALL_ABSTAINED ->
                    throw new IllegalArgumentException("code is " + code + ", expected how a model call can fail");
            }
        }
    }
}
