package io.ffe.messaging.inbox;

import io.ffe.schema.event.Event;
import io.ffe.schema.serde.Envelope;

/** What a service does with an event, inside the transaction that also holds the inbox row. */
@FunctionalInterface
public interface Handler<E extends Event> {

    /**
     * Waits, before that transaction opens, for what the event needs; once for each delivery. It waits out an outage itself and refuses
     * nothing: whatever it throws fails the channel.
     */
    default void before(E event) {}

    /**
     * Makes the change and appends to the outbox. Calls no model and no venue: the transaction is open.
     *
     * @throws Refusal when the event can never be handled; it goes to the dead-letter topic and nothing is changed
     */
    void handle(E event, Envelope envelope);
}
