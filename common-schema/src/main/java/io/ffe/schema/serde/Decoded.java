package io.ffe.schema.serde;

import io.ffe.schema.event.Event;

/** What reading a record gave: an event, or the reason for which it can never become one. */
public sealed interface Decoded {

    /** A valid event and its headers. */
    record Accepted(Event event, Envelope envelope) implements Decoded {}

    /**
     * A record for the dead-letter topic.
     *
     * @param detail names the field, the value and what was expected
     */
    record Refused(DeadLetterReason reason, String detail) implements Decoded {}
}
