package io.ffe.decision.domain;

import io.ffe.schema.event.Action;
import io.ffe.schema.event.TierStep;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How asking a model ended, before anybody has checked whether its reasons are true. */
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
     * An argument of the right form, in a debate. It decides nothing: what a judge is told of it are these numbers and codes.
     *
     * @param conviction 0 to 100; 0 says that there is no case, and then there are no codes
     * @param tookMillis wall time of the call
     */
    record Argued(ModelSeat seat, int conviction, List<ReasonCode> reasonCodes, long tookMillis)
            implements ModelAnswer {

        public Argued {
            reasonCodes = List.copyOf(reasonCodes);
        }

        /** As it is told to people. */
        String said() {
            return seat.name().toLowerCase(Locale.ROOT) + " " + conviction + " " + reasonCodes;
        }
    }

    /**
     * No usable answer.
     *
     * @param before with an open breaker, the last failure that it saw; absent otherwise
     * @param detail for people; holds nothing that the model wrote
     * @param tookMillis wall time of the call, absent when none was made
     */
    record Failed(
            ModelFault fault,
            @Nullable ModelFault before,
            String detail,
            @Nullable Long tookMillis) implements ModelAnswer {

        public Failed(ModelFault fault, String detail, @Nullable Long tookMillis) {
            this(fault, null, detail, tookMillis);
        }

        /**
         * An open breaker stands for the failure before it. So decisions on a server that stays as it is are the same
         * whether the breaker happens to be open or not, which is a matter of wall time.
         */
        public TierStep.Code code() {
            return (before == null ? fault : before).code();
        }

        public ModelFault.Level level() {
            return (before == null ? fault : before).level();
        }

        /** For the step, absent when the code says all. */
        @Nullable
        String reason(ModelSeat seat) {
            return fault == ModelFault.NOT_CONFIGURED ? null : seat.reason(fault.name());
        }
    }
}
