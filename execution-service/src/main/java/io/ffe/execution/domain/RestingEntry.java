package io.ffe.execution.domain;

import io.ffe.schema.event.OrderState;
import java.time.Instant;
import java.util.Optional;

/** When an entry that waits in the venue's book has to be ended, by itself; what ends it from outside is what would not let it out anew. */
public final class RestingEntry {

    private RestingEntry() {}

    /**
     * Why the entry ends now; empty when it may rest on, and for every other order.
     *
     * <p>One that has traded in part is ended: protection is made for what is held when an entry is over, and a rest that may trade at any
     * time would leave some of it uncovered.
     */
    public static Optional<String> ends(Order entry, Instant now) {
        if (!entry.rests() || entry.life().ended()) {
            return Optional.empty();
        }
        if (entry.state() == OrderState.PARTIALLY_FILLED) {
            return Optional.of("it has traded in part: " + entry.life().filled().toPlainString() + " of "
                    + entry.quantity().toPlainString());
        }
        Instant validUntil = entry.validUntil();
        return validUntil == null || now.isAfter(validUntil)
                ? Optional.of(
                        DenialReason.VALIDITY_OVER.text("it is " + now + ", the verdict was valid until " + validUntil))
                : Optional.empty();
    }
}
