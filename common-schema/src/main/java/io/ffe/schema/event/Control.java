package io.ffe.schema.event;

import io.ffe.schema.id.Ids;
import java.time.Instant;

/**
 * The trading state of one portfolio, or of all of them; a latest-state value on a compacted topic.
 *
 * @param scope a portfolioId, or {@code *} for all
 * @param epoch rises with each change; a lower one is ignored, and only a resume that names a halt's epoch lifts it
 * @param actor the person or rule that changed it
 */
public record Control(String scope, State state, long epoch, String actor, String reason, Instant changedAt)
        implements Event {

    /** From free to stopped; where two apply, the more restrictive one wins. */
    public enum State {
        ACTIVE,
        REDUCING,
        HALTED
    }

    public Control {
        Require.id("scope", scope);
        Require.notNegative("epoch", epoch);
        Require.text("actor", actor);
        Require.text("reason", reason);
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
