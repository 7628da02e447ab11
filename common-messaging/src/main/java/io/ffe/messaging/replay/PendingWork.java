package io.ffe.messaging.replay;

/** Work that this process has accepted and others cannot see yet. A beat is not done while there is any. */
public interface PendingWork {

    /** What there is now; asked for each ack, so one question to the database has to do. */
    Work work() throws Exception;

    /**
     * Pieces of work.
     *
     * @param pending unpublished records, unfinished jobs, unsent orders
     * @param working orders that work and positions that are open; while there are any, logical minutes beat
     */
    record Work(long pending, long working) {

        public static Work pending(long pieces) {
            return new Work(pieces, 0);
        }

        Work plus(Work other) {
            return new Work(pending + other.pending, working + other.working);
        }
    }
}
