package io.ffe.stack.backup;

import io.ffe.stack.run.Stack;
import java.time.Instant;
import java.util.List;

/**
 * What a restore has made, in {@code restored.json} of the run's folder.
 *
 * @param cutAt what was committed later is lost
 * @param epoch of the halt under which the run starts
 * @param lost records on topics that no database knew
 * @param sentAgain events that a database knew and no topic had
 * @param unknownOrders clientOrderIds that the venue's journal has and the databases have not: execution adopts them
 * @param warnings for the person who goes on from here
 */
public record Restored(
        String runId,
        String backup,
        Instant cutAt,
        Instant restoredAt,
        long epoch,
        long records,
        long lost,
        int sentAgain,
        List<String> unknownOrders,
        List<String> warnings) {

    /** In the run's folder. */
    public static final String FILE = Stack.RESTORED;

    public Restored {
        unknownOrders = List.copyOf(unknownOrders);
        warnings = List.copyOf(warnings);
    }
}
