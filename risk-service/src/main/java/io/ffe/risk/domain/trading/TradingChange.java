package io.ffe.risk.domain.trading;

import io.ffe.schema.event.Control;

/**
 * A change of a scope's trading state as it was made.
 *
 * @param to the state that it led to, with who changed it, when and why
 * @param tokenHolder whose token it was; the actor may have named himself
 */
public record TradingChange(Control.State fromState, long fromEpoch, Control to, String tokenHolder) {}
