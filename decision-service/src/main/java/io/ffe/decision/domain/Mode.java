package io.ffe.decision.domain;

/** Who acts on decisions: FFE by itself, FFE once an operator agrees, or nobody. */
public enum Mode {
    AUTOMATIC,
    APPROVE,
    SIGNAL_ONLY
}
