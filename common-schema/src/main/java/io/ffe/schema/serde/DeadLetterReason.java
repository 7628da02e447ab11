package io.ffe.schema.serde;

/** Why a reader refused a record for good. Travels as {@code ffe-dlq-reason}. */
public enum DeadLetterReason {
    /** Not JSON, or not UTF-8, or something follows it. */
    MALFORMED_JSON,
    /** {@code ce_type} is absent, so nobody knows what the payload is. */
    MISSING_HEADER,
    /** {@code ce_type} is not one that the topic carries. */
    UNKNOWN_TYPE,
    /** A required field is absent or null, or the record has no value at all. */
    MISSING_FIELD,
    /** A field or a header has the wrong type or a value that the contract forbids. */
    INVALID_VALUE,
    /** Larger than {@link io.ffe.schema.topic.Topics#MAX_PAYLOAD_BYTES}. */
    TOO_LARGE,
    /** The record key is not the one that the payload demands; order within the key would be lost. */
    WRONG_KEY,
    /** The payload belongs to another run than the one that is read. */
    FOREIGN_RUN,
    /** A second producer for a portfolio that has one. */
    FOREIGN_PRODUCER
}
