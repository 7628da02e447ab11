package io.ffe.stack.audit.rule;

import io.ffe.stack.audit.fact.Offsets;
import io.ffe.stack.audit.fact.Place;
import io.ffe.stack.audit.fact.Subscription;
import java.time.Duration;
import java.time.Instant;

/**
 * One look at everything.
 *
 * @param now by the system's clock, against which the broker's and the database's times are held
 * @param grace how long something may take while the system moves
 * @param offsets read before anything else, so that what was acknowledged by then has had its effect
 */
public record Pass(Instant now, Motion motion, Duration grace, Offsets offsets) {

    public boolean moving() {
        return motion == Motion.MOVING;
    }

    /** What began then may still be under way. */
    public boolean young(Instant since) {
        return moving() && since.plus(grace).isAfter(now);
    }

    /** The effect of a record may still come: it is young, or its reader has not acknowledged it. */
    public boolean awaits(Subscription reader, Place place, Instant since) {
        return moving() && (young(since) || !offsets.acknowledged(reader, place));
    }
}
