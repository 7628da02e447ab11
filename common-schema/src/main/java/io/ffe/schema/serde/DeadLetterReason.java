package io.ffe.schema.serde;

/** Why a reader refused a record for good. Travels as {@code ffe-dlq-reason}. */
public enum DeadLetterReason {
    /** Not JSON, or not UTF-8, or something follows it. */
    MALFORMED_JSON,
    /** A header that is needed is absent: {@code ce_type}, or {@code ffe-now} in a replay. */
    MISSING_HEADER,
    /** The type in {@code ce_type} is not one that the topic carries. */
    UNKNOWN_TYPE,
    /** A required field is absent or null, or the record has no value at all. */
    MISSING_FIELD,
    /** A field or a header has the wrong type or a value that the contract forbids. */
    INVALID_VALUE,
    /** Larger than 256 KiB. */
    TOO_LARGE,
    /** The record key is not the one that the payload demands; order within the key would be lost. */
    WRONG_KEY,
    /** The payload belongs to another run than the one that is read. */
    FOREIGN_RUN,
    /** A second producer for a portfolio that has one. */
    FOREIGN_PRODUCER
}
