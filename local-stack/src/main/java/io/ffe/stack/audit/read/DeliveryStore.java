package io.ffe.stack.audit.read;

import io.ffe.stack.audit.fact.OutboxRow;
import io.ffe.stack.audit.fact.SeenOffsets;
import io.ffe.stack.audit.fact.Subscription;
import io.ffe.stack.postgres.Databases;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Inbox and outbox of one service. Outbox rows are read when they are new and when they were marked. */
public final class DeliveryStore {

    /** A digest as {@link io.ffe.stack.audit.fact.Digest} makes it. */
    private static final String OUTBOX = """
            SELECT topic, id, created_at, published_at,
                   ('x' || encode(substring(sha256(payload) FROM 1 FOR 8), 'hex'))::bit(64)::bigint
            FROM outbox WHERE published_at IS NULL OR published_at > ?
            """;

    private static final String PRESENT = "SELECT event_id FROM inbox WHERE consumer = ? AND event_id = ANY (?)";

    private static final String SEEN = """
            SELECT topic_partition, from_offset, below_offset, appended_through FROM inbox_seen WHERE consumer = ?
            """;

    /** A mark is dated when its transaction began and seen when it committed. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    private static final int LOOKED_UP_AT_ONCE = 5000;

    private final Databases.Access access;
    private Instant since = Instant.EPOCH;

    public DeliveryStore(Databases.Access access) {
        this.access = access;
    }

    public List<OutboxRow> outbox() {
        try (Look look = Look.at(access)) {
            if (!look.has("outbox", "id")) {
                return List.of();
            }
            List<OutboxRow> rows = look.rows(
                    OUTBOX,
                    row -> {
                        Timestamp published = row.getTimestamp(4);
                        return new OutboxRow(
                                row.getString(1),
                                row.getString(2),
                                row.getTimestamp(3).toInstant(),
                                published == null ? null : published.toInstant(),
                                row.getLong(5));
                    },
                    Timestamp.from(since.equals(Instant.EPOCH) ? since : since.minus(OVERLAP)));
            for (OutboxRow row : rows) {
                Instant published = row.publishedAt();
                since = published != null && published.isAfter(since) ? published : since;
            }
            return rows;
        }
    }

    /** Of these events, those that the inbox has not taken in. */
    public Set<String> absent(Subscription subscription, Collection<String> eventIds) {
        Set<String> absent = new HashSet<>(eventIds);
        List<String> asked = new ArrayList<>(eventIds);
        try (Look look = Look.at(access)) {
            for (int from = 0; look.has("inbox", "event_id") && from < asked.size(); from += LOOKED_UP_AT_ONCE) {
                List<String> some = asked.subList(from, Math.min(asked.size(), from + LOOKED_UP_AT_ONCE));
                look.rows(PRESENT, row -> row.getString(1), subscription.inbox(), look.texts(some))
                        .forEach(absent::remove);
            }
        }
        return absent;
    }

    /** To be asked after {@link #absent}: a row that was gone by then is among these. */
    public List<SeenOffsets> seen(Subscription subscription) {
        try (Look look = Look.at(access)) {
            if (!look.has("inbox_seen", "from_offset")) {
                return List.of();
            }
            return look.rows(
                    SEEN,
                    row -> new SeenOffsets(
                            row.getInt(1),
                            row.getLong(2),
                            row.getLong(3),
                            row.getTimestamp(4).toInstant()),
                    subscription.inbox());
        }
    }
}
