package io.ffe.messaging.replay;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Work that this process has accepted and others cannot see yet. A beat is not done while there is any. */
public interface PendingWork {

    /** What there is now; asked for each ack, so one question to the database has to do. */
    Work work() throws Exception;

    /**
     * Asked in rising order, and pieces of work go the same way: whoever hands on comes before whoever is handed to, the
     * outbox last. The other way around, a job that becomes a record between two questions would be seen by neither.
     */
    default int order() {
        return 0;
    }

    /** All work of a process, each asked in its order. */
    static Work all(Stream<PendingWork> works) throws Exception {
        List<PendingWork> inOrder =
                works.sorted(Comparator.comparingInt(PendingWork::order)).toList();
        Work all = Work.pending(0);
        for (PendingWork each : inOrder) {
            all = all.plus(each.work());
        }
        return all;
    }

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
