package io.ffe.papervenue.domain;

/** The states of an order at this venue; the first two work, the others are final. */
public enum VenueOrderState {
    ACCEPTED(true),
    PARTIALLY_FILLED(true),
    FILLED(false),
    CANCELED(false),
    /** An IOC or FOK order whose first active tick did not fill it whole, or a GTD order whose time is over. */
    EXPIRED(false),
    REJECTED(false);

    private final boolean working;

    VenueOrderState(boolean working) {
        this.working = working;
    }

    public boolean working() {
        return working;
    }
}
