package io.ffe.schema.event;

/** What a decision asks for. Whether a SELL closes a long or opens a short is for risk, which knows the position. */
public enum Action {
    BUY,
    SELL,
    HOLD
}
