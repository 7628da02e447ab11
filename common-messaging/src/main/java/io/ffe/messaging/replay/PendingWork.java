package io.ffe.messaging.replay;

/** Work that this process has accepted and others cannot see yet. A beat is not done while there is any. */
public interface PendingWork {

    /** How many pieces are pending: unpublished records, unfinished jobs, unsent orders. */
    long pending() throws Exception;

    /** Orders that work and positions that are open; while there are any, logical minutes beat. */
    default long working() throws Exception {
        return 0;
    }
}
