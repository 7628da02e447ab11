package io.ffe.schema.event;

import java.time.Instant;

/**
 * Anything that FFE publishes. The CloudEvents type of each is in {@link EventType}; adding an event means adding it
 * there, with its topic, its schema and its golden samples.
 */
public sealed interface Event
        permits Tick, Watermark, Bar, Snapshot, Decision, Verdict, Execution, Portfolio, Outcome, Control, Beat, Ack {

    /** Deterministic id of this event: the same work redone gives the same id. Travels as {@code ce_id}. */
    String eventId();

    /** The time that the event is about, by its source. Travels as {@code ce_time}. */
    Instant time();

    /** What the event is about, for people and filters. Travels as {@code ce_subject}. */
    String subject();

    /** The record key on the event's topic. */
    String key();
}
