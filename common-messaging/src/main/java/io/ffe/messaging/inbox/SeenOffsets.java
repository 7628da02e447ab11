package io.ffe.messaging.inbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Offsets that were handled and have no inbox row of their own: rows that were pruned, and repeats of an event under another offset.
 * An offset counts only up to the append time that goes with it, so that a topic that was made anew is not taken for its predecessor.
 */
final class SeenOffsets {

    /**
     * A row when an offset was handled. To be asked after the inbox row was inserted: only then has a pruning of the same event committed or
     * not begun.
     */
    static final String CONTAINS = """
            SELECT 1 FROM (
                SELECT below_offset, appended_through FROM inbox_seen
                WHERE consumer = ? AND topic_partition = ? AND from_offset <= ? ORDER BY from_offset DESC LIMIT 1) last
            WHERE below_offset > ? AND appended_through >= ?
            """;
    /** A repeat at the place of its row is a plain redelivery, and known by that. */
    private static final String REPEAT = """
            INSERT INTO inbox_seen (consumer, topic_partition, from_offset, below_offset, appended_through)
            SELECT ?, ?, ?, ?, CAST(? AS timestamptz) WHERE NOT EXISTS
                (SELECT 1 FROM inbox WHERE consumer = ? AND event_id = ? AND topic_partition = ? AND record_offset = ?)
            ON CONFLICT DO NOTHING
            """;

    private static final String NEIGHBOURS = """
            DELETE FROM inbox_seen WHERE consumer = ? AND topic_partition = ? AND (below_offset = ? OR from_offset = ?)
            RETURNING from_offset, below_offset, appended_through
            """;
    private static final String ADD = """
            INSERT INTO inbox_seen (consumer, topic_partition, from_offset, below_offset, appended_through)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (consumer, topic_partition, from_offset) DO UPDATE SET
                below_offset = excluded.below_offset, appended_through = excluded.appended_through
            """;

    private SeenOffsets() {}

    /** Offsets without a gap. @param through the latest append time among them */
    record Run(long from, long below, Timestamp through) {

        private Run with(Run other) {
            return new Run(
                    Math.min(from, other.from),
                    Math.max(below, other.below),
                    through.after(other.through) ? through : other.through);
        }
    }

    /**
     * Sets what {@link #CONTAINS} asks; without an append time nothing was seen.
     *
     * @param first of its five parameters
     */
    static void ask(PreparedStatement contains, int first, Arrival arrival) throws SQLException {
        contains.setString(first, arrival.consumer());
        contains.setInt(first + 1, arrival.partition());
        contains.setLong(first + 2, arrival.offset());
        contains.setLong(first + 3, arrival.offset());
        contains.setTimestamp(first + 4, arrival.appendedAt());
    }

    /** Notes the place of an event that was handled from another one. */
    static void repeat(Connection connection, Arrival arrival, String eventId) throws SQLException {
        if (arrival.appendedAt() == null) {
            return;
        }
        try (PreparedStatement repeat = connection.prepareStatement(REPEAT)) {
            repeat.setString(1, arrival.consumer());
            repeat.setInt(2, arrival.partition());
            repeat.setLong(3, arrival.offset());
            repeat.setLong(4, arrival.offset() + 1);
            repeat.setTimestamp(5, arrival.appendedAt());
            repeat.setString(6, arrival.consumer());
            repeat.setString(7, eventId);
            repeat.setInt(8, arrival.partition());
            repeat.setLong(9, arrival.offset());
            repeat.executeUpdate();
        }
    }

    /** Adds a run, as one with those that it touches. */
    static void add(Connection connection, String consumer, int partition, Run run) throws SQLException {
        Run whole = run;
        try (PreparedStatement neighbours = connection.prepareStatement(NEIGHBOURS)) {
            neighbours.setString(1, consumer);
            neighbours.setInt(2, partition);
            neighbours.setLong(3, run.from());
            neighbours.setLong(4, run.below());
            try (ResultSet found = neighbours.executeQuery()) {
                while (found.next()) {
                    whole = whole.with(new Run(found.getLong(1), found.getLong(2), found.getTimestamp(3)));
                }
            }
        }
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            add.setString(1, consumer);
            add.setInt(2, partition);
            add.setLong(3, whole.from());
            add.setLong(4, whole.below());
            add.setTimestamp(5, whole.through());
            add.executeUpdate();
        }
    }

    /** Single offsets as runs, in order. */
    static List<Run> runs(List<Run> single) {
        List<Run> sorted = new ArrayList<>(single);
        sorted.sort(Comparator.comparingLong(Run::from));
        List<Run> runs = new ArrayList<>();
        for (Run next : sorted) {
            if (!runs.isEmpty() && runs.getLast().below() >= next.from()) {
                runs.set(runs.size() - 1, runs.getLast().with(next));
            } else {
                runs.add(next);
            }
        }
        return runs;
    }
}
