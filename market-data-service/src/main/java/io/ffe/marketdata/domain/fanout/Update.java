package io.ffe.marketdata.domain.fanout;

import io.ffe.schema.event.Event;

/**
 * An event that a client is due.
 *
 * @param conflated how many the client was offered and did not get since the one before
 * @param initial true for what was there when the client subscribed: it was not offered to it and is in no count
 */
public record Update(Slot slot, Event event, long conflated, boolean initial) {

    void delivered() {
        if (!initial) {
            slot.tally().delivered();
        }
    }

    void dropped() {
        if (!initial) {
            slot.tally().dropped(1);
        }
    }
}
