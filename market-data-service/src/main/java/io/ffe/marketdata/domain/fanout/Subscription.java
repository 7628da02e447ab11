package io.ffe.marketdata.domain.fanout;

import io.ffe.schema.event.Event;
import java.util.Optional;

/** One client on one stream: how far it has come. Belongs to {@link ClientFeed}, which locks. */
final class Subscription {

    private final Slot slot;
    private Slot.State seen;

    Subscription(Slot slot) {
        this.slot = slot;
        this.seen = slot.join();
    }

    /** What was there when the client came. */
    Optional<Update> initial() {
        return Optional.ofNullable(seen.event()).map(event -> new Update(slot, event, 0, true));
    }

    /** The newest event, if there was one since the last call. */
    Optional<Update> take() {
        Slot.State now = slot.state();
        long fresh = settle(now);
        Event event = now.event();
        if (fresh == 0 || event == null) {
            return Optional.empty();
        }
        slot.tally().conflated(fresh - 1);
        return Optional.of(new Update(slot, event, fresh - 1, false));
    }

    /** What was not taken is lost. */
    void end() {
        slot.tally().dropped(settle(slot.leave()));
    }

    private long settle(Slot.State now) {
        long fresh = now.fannedOut() - seen.fannedOut();
        slot.tally().unchanged(now.unchanged() - seen.unchanged());
        slot.tally().older(now.older() - seen.older());
        seen = now;
        return fresh;
    }
}
