package io.ffe.marketdata.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Open bars, indicator state and input offset of each partition of the tick topic, saved together or not at all, by the instance that
 * has the partition and by no other: {@link #claim} gives an epoch, and what is saved under an older one is refused.
 */
@ApplicationScoped
public class PartitionCheckpoints {

    private static final String COLUMNS = "as_of, tick_offsets, sequences, totals, intake, pipelines";

    private static final String CLAIM = """
            INSERT INTO partition_checkpoint AS held (run_id, partition, epoch, owner) VALUES (?, ?, 1, ?)
            ON CONFLICT (run_id, partition) DO UPDATE SET epoch = held.epoch + 1, owner = excluded.owner
            RETURNING epoch, """ + " " + COLUMNS;

    private static final String SAVE = """
            UPDATE partition_checkpoint
            SET as_of = ?, tick_offsets = ?, sequences = ?, totals = ?, intake = ?, pipelines = ?, saved_at = now()
            WHERE run_id = ? AND partition = ? AND epoch = ?""";

    private final DataSource database;

    public PartitionCheckpoints(DataSource database) {
        this.database = database;
    }

    /** The right to save a partition's checkpoints, until somebody else claims it. */
    public record Claim(String runId, int partition, long epoch) {}

    /** @param last what the partition's last owner has saved */
    public record Claimed(Claim claim, Optional<Checkpoint> last) {}

    /** Somebody else has claimed the partition. */
    public static final class Superseded extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Superseded(Claim claim) {
            super("partition " + claim.partition() + " of the tick topic has another owner than epoch "
                    + claim.epoch());
        }
    }

    /** The last checkpoint is of another version, or torn. The claim stands. */
    public static final class Unreadable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Claim claim;

        Unreadable(Claim claim, IllegalStateException cause) {
            super(cause.getMessage(), cause);
            this.claim = claim;
        }

        public Claim claim() {
            return claim;
        }
    }

    /** The database is away, or does not do what it is told: see the cause. */
    public static final class NotDone extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotDone(String what, Throwable cause) {
            super(what + ": " + cause.getMessage(), cause);
        }
    }

    /**
     * Makes an instance the partition's owner. Whoever was it before cannot save any more.
     *
     * @throws Unreadable when the last checkpoint cannot be read by this version
     */
    public Claimed claim(String runId, int partition, String owner) {
        try (Connection connection = database.getConnection();
                PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setString(1, runId);
            claim.setInt(2, partition);
            claim.setString(3, owner);
            try (ResultSet row = claim.executeQuery()) {
                row.next();
                Claim ours = new Claim(runId, partition, row.getLong("epoch"));
                try {
                    return new Claimed(ours, checkpoint(runId, row));
                } catch (IllegalStateException unreadable) {
                    throw new Unreadable(ours, unreadable);
                }
            }
        } catch (SQLException failed) {
            throw new NotDone("partition " + partition + " of the tick topic cannot be claimed", failed);
        }
    }

    /**
     * Replaces checkpoints, all of them or none, in one transaction.
     *
     * @throws Superseded when one of the claims does not hold any more
     */
    public void save(Map<Claim, Checkpoint> checkpoints) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement save = connection.prepareStatement(SAVE)) {
                for (Map.Entry<Claim, Checkpoint> each : checkpoints.entrySet()) {
                    Claim claim = each.getKey();
                    CheckpointRow row = Checkpoints.toRow(claim.runId(), each.getValue());
                    save.setObject(1, row.asOf.atOffset(ZoneOffset.UTC));
                    save.setString(2, row.tickOffsets);
                    save.setString(3, row.sequences);
                    save.setString(4, row.totals);
                    save.setString(5, row.intake);
                    save.setBytes(6, row.pipelines);
                    save.setString(7, claim.runId());
                    save.setInt(8, claim.partition());
                    save.setLong(9, claim.epoch());
                    if (save.executeUpdate() == 0) {
                        throw new Superseded(claim);
                    }
                }
                connection.commit();
            } catch (SQLException | RuntimeException failed) {
                Undone.after(failed, connection);
                throw failed;
            }
        } catch (SQLException failed) {
            throw new NotDone("checkpoints are not saved", failed);
        }
    }

    /** The last checkpoint of a partition, whoever has it. */
    public Optional<Checkpoint> load(String runId, int partition) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT " + COLUMNS + " FROM partition_checkpoint WHERE run_id = ? AND partition = ?")) {
            select.setString(1, runId);
            select.setInt(2, partition);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? checkpoint(runId, row) : Optional.empty();
            }
        } catch (SQLException failed) {
            throw new NotDone("the checkpoint of partition " + partition + " cannot be read", failed);
        }
    }

    /** Name of the instance that has each partition, or had it last. */
    public Map<Integer, String> owners(String runId) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT partition, owner FROM partition_checkpoint WHERE run_id = ?")) {
            select.setString(1, runId);
            Map<Integer, String> owners = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    owners.put(row.getInt(1), row.getString(2));
                }
            }
            return owners;
        } catch (SQLException failed) {
            throw new NotDone("who has which partition cannot be read", failed);
        }
    }

    private static Optional<Checkpoint> checkpoint(String runId, ResultSet columns) throws SQLException {
        OffsetDateTime asOf = columns.getObject("as_of", OffsetDateTime.class);
        if (asOf == null) {
            return Optional.empty();
        }
        CheckpointRow row = new CheckpointRow();
        row.runId = runId;
        row.asOf = Instant.from(asOf);
        row.tickOffsets = columns.getString("tick_offsets");
        row.sequences = columns.getString("sequences");
        row.totals = columns.getString("totals");
        row.intake = columns.getString("intake");
        row.pipelines = columns.getBytes("pipelines");
        return Optional.of(Checkpoints.fromRow(row));
    }
}
