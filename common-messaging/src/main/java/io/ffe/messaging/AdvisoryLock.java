package io.ffe.messaging;

/**
 * What only one process of a service does at a time, by a number that it locks in the service's own database. All of them are here,
 * because locks of a session and of a transaction have one space: two works with one number would keep each other out.
 */
public enum AdvisoryLock {
    /** Publishing the outbox. */
    OUTBOX,
    /** Placing orders and asking for them. */
    ORDERS,
    /** Taking old rows out of the inbox. */
    INBOX_PRUNING;

    private static final long FIRST = 4_606_181;

    /** For PostgreSQL's functions, a {@code bigint}. */
    public long number() {
        return FIRST + ordinal();
    }
}
