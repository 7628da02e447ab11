package io.ffe.decision.domain;

import io.ffe.schema.event.Action;
import java.math.BigDecimal;
import java.util.List;

/**
 * What a portfolio holds of a symbol, by the sign of its confirmed position, and which actions that leaves. An open
 * position is closed by the opposite action and never added to: risk refuses that (gate POSITION_DIRECTION).
 */
public enum Held {
    FLAT(Action.BUY, Action.SELL, Action.HOLD),
    LONG(Action.SELL, Action.HOLD),
    SHORT(Action.BUY, Action.HOLD);

    private final List<Action> legal;

    Held(Action... legal) {
        this.legal = List.of(legal);
    }

    /** @param position signed quantity, zero when flat */
    public static Held of(BigDecimal position) {
        return position.signum() == 0 ? FLAT : position.signum() > 0 ? LONG : SHORT;
    }

    /** The actions that a model may choose from. */
    public List<Action> legal() {
        return legal;
    }
}
