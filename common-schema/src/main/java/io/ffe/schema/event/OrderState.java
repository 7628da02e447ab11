package io.ffe.schema.event;

/**
 * The life of an order. INTENT is committed before anything is sent; UNKNOWN means that a request left and no answer
 * came, and it ends only by asking the venue.
 */
public enum OrderState {
    INTENT(false),
    SUBMITTING(false),
    ACCEPTED(false),
    PARTIALLY_FILLED(false),
    UNKNOWN(false),
    FILLED(true),
    REJECTED(true),
    CANCELED(true),
    EXPIRED(true),
    /** Refused here, before anything was sent. */
    DENIED(true);

    private final boolean terminal;

    OrderState(boolean terminal) {
        this.terminal = terminal;
    }

    public boolean terminal() {
        return terminal;
    }
}
