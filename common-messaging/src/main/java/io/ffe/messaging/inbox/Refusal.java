package io.ffe.messaging.inbox;

import io.ffe.schema.serde.DeadLetterReason;

/** A well-formed event that this service must not handle, now or later. Rolls the transaction back. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final DeadLetterReason reason;

    /** @param detail names the thing, its value and what was expected */
    public Refusal(DeadLetterReason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public DeadLetterReason reason() {
        return reason;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
