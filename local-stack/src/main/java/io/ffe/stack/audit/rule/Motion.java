package io.ffe.stack.audit.rule;

/** Whether anything may still be under way. */
public enum Motion {
    /** Prices come in, or may: what is young is given time. */
    MOVING,
    /** The run has ended and everything has drained: all has to hold. */
    QUIET
}
