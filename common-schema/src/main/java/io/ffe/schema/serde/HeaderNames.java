package io.ffe.schema.serde;

/** Names of record headers: CloudEvents 1.0 Kafka binary mode, W3C trace context, and FFE's own. */
public final class HeaderNames {

    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String TYPE = "ce_type";
    public static final String SOURCE = "ce_source";
    public static final String TIME = "ce_time";
    public static final String SUBJECT = "ce_subject";
    public static final String CONTENT_TYPE = "content-type";
    public static final String TRACEPARENT = "traceparent";

    /** Logical time at which the record was made, ISO-8601; present only in a replay. */
    public static final String LOGICAL_NOW = "ffe-now";

    private HeaderNames() {}
}
