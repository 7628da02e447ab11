package io.ffe.schema.serde;

/** Names of record headers: CloudEvents 1.0 Kafka binary mode, W3C trace context, and FFE's own. */
public final class HeaderNames {

    /** {@code 1.0}, the version of CloudEvents. */
    public static final String SPEC_VERSION = "ce_specversion";

    /** The event's id, a function of what the event is made from; readers compute it from the payload. */
    public static final String ID = "ce_id";

    /** The event's type; without it a record is refused. */
    public static final String TYPE = "ce_type";

    /** Who wrote it, as in {@code ffe/market-data}. */
    public static final String SOURCE = "ce_source";

    /** The time that the event is about, ISO-8601; the payload's when absent. */
    public static final String TIME = "ce_time";

    /** What the event is about, for filters. */
    public static final String SUBJECT = "ce_subject";

    /** The media type of the payload. */
    public static final String CONTENT_TYPE = "content-type";

    /** W3C trace context, carried on to everything that is caused by this record. */
    public static final String TRACEPARENT = "traceparent";

    /** Logical time at which the record was made, ISO-8601; present only in a replay. */
    public static final String LOGICAL_NOW = "ffe-now";

    /** Of a record that was sent back from the dead letters: topic, partition and offset of its letter. */
    public static final String REPLAYED_FROM = "ffe-replayed-from";

    /** Of a record that was sent back from the dead letters: when, by the system's clock, ISO-8601. */
    public static final String REPLAYED_AT = "ffe-replayed-at";

    private HeaderNames() {}
}
