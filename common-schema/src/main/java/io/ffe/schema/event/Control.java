package io.ffe.schema.event;

import io.ffe.schema.id.Ids;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The trading state of one portfolio, or of all of them; a latest-state value on a compacted topic.
 *
 * @param scope a portfolioId, or {@code *} for all
 * @param epoch rises with each change; a lower one is ignored, and only a resume that names a halt's epoch lifts it
 * @param actor the person or rule that changed it
 * @param changedAt by the system's clock, in a replay too: people and rules change it, not the market
 * @param flatten true on a halt that also closes every position of its scope; absent otherwise
 */
public record Control(
        String scope,
        State state,
        long epoch,
        String actor,
        String reason,
        Instant changedAt,
        @Nullable Boolean flatten)
        implements Event {

    /** The scope of a state that holds for every portfolio. */
    public static final String ALL = "*";

    /** The least restrictive first; of equally restrictive ones the earlier epoch. */
    public static final Comparator<Control> BY_RESTRICTION =
            Comparator.comparing(Control::state).thenComparingLong(Control::epoch);

    /** From free to stopped; where two apply, the more restrictive one wins. */
    public enum State {
        ACTIVE(0),
        REDUCING(1),
        HALTED(2);

        private final int restriction;

        State(int restriction) {
            this.restriction = restriction;
        }

        /** As a number for gauges: 0 ACTIVE, 1 REDUCING, 2 HALTED. */
        public int restriction() {
            return restriction;
        }
    }

    public Control {
        Require.id("scope", scope);
        Require.notNegative("epoch", epoch);
        Require.text("actor", actor);
        Require.text("reason", reason);
        Require.that(flatten == null || state == State.HALTED, "flatten", flatten, "absent unless HALTED");
    }

    /** What holds for a scope of which nobody has said anything. */
    public static Control unspoken(String scope) {
        return new Control(scope, State.ACTIVE, 0, "ffe", "nobody has changed it", Instant.EPOCH, null);
    }

    /** Entries may leave as far as this state is concerned; orders that only reduce may in every state. */
    public boolean freesEntries() {
        return state == State.ACTIVE;
    }

    /** A halt that closes positions as well. */
    public boolean flattens() {
        return Boolean.TRUE.equals(flatten);
    }

    /** True when it is said of this portfolio, by name or with all others. */
    public boolean concerns(String portfolioId) {
        return scope.equals(ALL) || scope.equals(portfolioId);
    }

    @Override
    public String eventId() {
        return Ids.of("control", scope, epoch).toString();
    }

    @Override
    public Instant time() {
        return changedAt;
    }

    @Override
    public String subject() {
        return scope;
    }

    @Override
    public String key() {
        return scope;
    }
}
