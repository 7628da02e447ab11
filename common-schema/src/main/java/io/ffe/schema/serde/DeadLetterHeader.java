package io.ffe.schema.serde;

import java.util.Locale;

/** What a reader adds to the headers of a record that it puts among the dead letters; all others are the record's own. */
public enum DeadLetterHeader {
    /** Why the record was refused. */
    REASON,
    /** The field, the value and what was expected. */
    DETAIL,
    /** The topic on which the refused record stands. */
    TOPIC,
    /** Its partition. */
    PARTITION,
    /** Its offset. */
    OFFSET,
    /** The stage that refused it. */
    CONSUMER,
    /** When it was refused, by the clock of that stage, ISO-8601. */
    AT;

    /** Begins the name of each. */
    public static final String PREFIX = "ffe-dlq-";

    /** As in {@code ffe-dlq-reason}. */
    public String headerName() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }
}
