package io.ffe.schema.control;

import io.ffe.schema.event.Control;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A change of one scope's trading state that somebody asks for.
 *
 * @param scope a portfolioId, or {@link Control#ALL}
 * @param actor who asks, by name
 * @param epoch the state's that a resume lifts; absent on the others
 * @param atLeastEpoch smallest epoch that the new state may have, so that a halt told to two services has one number; 0
 *     when that does not matter
 * @param flatten whether a halt also closes every position of its scope
 */
public record ControlCommand(
        Action action,
        String scope,
        String actor,
        String reason,
        @Nullable Long epoch,
        long atLeastEpoch,
        boolean flatten) {

    /** What can be asked for. */
    public enum Action {
        HALT,
        REDUCE,
        RESUME
    }

    /** What becomes of a command. */
    public sealed interface Outcome {

        /** The new state. */
        record Changed(Control next) implements Outcome {}

        /**
         * The state stays as it is.
         *
         * @param why names what it is and what was expected
         */
        record Refused(Control current, String why) implements Outcome {}
    }

    /**
     * A halt is never refused. A reduction of what is halted is, because it would lift a part of the halt; and so is a resume
     * that does not name the epoch of what it lifts: somebody else may have halted meanwhile, for a reason that whoever
     * resumes has not read.
     *
     * @param current of this command's scope
     * @param highestEpoch that is known of the scope from anywhere; the new state's is above it
     */
    public Outcome on(Control current, long highestEpoch, Instant now) {
        return switch (action) {
            case HALT -> changed(current, Control.State.HALTED, highestEpoch, now);
            case REDUCE ->
                current.state() == Control.State.HALTED
                        ? refused(
                                current,
                                "expected ACTIVE or REDUCING: a halt is lifted by a resume that names its epoch")
                        : changed(current, Control.State.REDUCING, highestEpoch, now);
            case RESUME -> {
                if (current.freesEntries()) {
                    yield refused(current, "there is nothing to resume");
                }
                yield epoch != null && epoch == current.epoch()
                        ? changed(current, Control.State.ACTIVE, highestEpoch, now)
                        : refused(current, "epoch is " + epoch + ", expected " + current.epoch());
            }
        };
    }

    private Outcome changed(Control current, Control.State state, long highestEpoch, Instant now) {
        // To the millisecond, which every store of it keeps.
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        long next = Math.max(Math.max(current.epoch(), highestEpoch) + 1, atLeastEpoch);
        return new Outcome.Changed(new Control(
                scope, state, next, actor, reason, at, flatten && state == Control.State.HALTED ? true : null));
    }

    private static Outcome refused(Control current, String why) {
        return new Outcome.Refused(
                current,
                "trading state of " + current.scope() + " is " + current.state() + " at epoch " + current.epoch() + " ("
                        + current.actor() + ": " + current.reason() + "); " + why);
    }
}
