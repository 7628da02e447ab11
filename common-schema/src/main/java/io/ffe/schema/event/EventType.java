package io.ffe.schema.event;

import java.util.Arrays;
import java.util.Optional;

/** The CloudEvents type of each event; the number is raised only by a change that an old reader would not survive. */
public enum EventType {
    TICK("io.ffe.tick.v1", Tick.class),
    WATERMARK("io.ffe.watermark.v1", Watermark.class),
    BAR("io.ffe.bar.v1", Bar.class),
    SNAPSHOT("io.ffe.snapshot.v1", Snapshot.class),
    DECISION("io.ffe.decision.v1", Decision.class),
    VERDICT("io.ffe.verdict.v1", Verdict.class),
    EXECUTION("io.ffe.execution.v1", Execution.class),
    PORTFOLIO("io.ffe.portfolio.v1", Portfolio.class),
    OUTCOME("io.ffe.outcome.v1", Outcome.class),
    CONTROL("io.ffe.control.v1", Control.class),
    BEAT("io.ffe.beat.v1", Beat.class),
    ACK("io.ffe.ack.v1", Ack.class);

    private final String wireName;
    private final Class<? extends Event> payload;

    EventType(String wireName, Class<? extends Event> payload) {
        this.wireName = wireName;
        this.payload = payload;
    }

    /** The value of the {@code ce_type} header. */
    public String wireName() {
        return wireName;
    }

    /** The record that carries this type's payload. */
    public Class<? extends Event> payload() {
        return payload;
    }

    /** The type with this {@code ce_type}, or empty when FFE does not know it. */
    public static Optional<EventType> byWireName(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(wireName))
                .findFirst();
    }

    /** The type of an event's payload. */
    public static EventType of(Event event) {
        return of(event.getClass());
    }

    /** The type whose payload is this record. */
    public static EventType of(Class<? extends Event> payload) {
        return Arrays.stream(values())
                .filter(type -> type.payload == payload)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(payload + " has no EventType: add it there"));
    }
}
