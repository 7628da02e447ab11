package io.ffe.marketdata.store;

import io.ffe.marketdata.domain.TickCursor;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Table {@code tick}: batches in, pages out. Prices come back as they went in, with their trailing zeros. */
@ApplicationScoped
public class TickTable {

    private static final String COLUMNS = "symbol, occurred_at, occurred_nanos, source, sequence, received_at, kind,"
            + " bid, ask, bid_size, ask_size, price, size, origin, derived";

    /** COPY knows no ON CONFLICT, so a batch comes to a table of this session first. */
    private static final String STAGE =
            "CREATE TEMPORARY TABLE IF NOT EXISTS tick_batch (LIKE tick) ON COMMIT DELETE ROWS";

    private static final String COPY = "COPY tick_batch (" + COLUMNS + ") FROM STDIN";
    private static final String MOVE = "WITH stored AS (INSERT INTO tick (" + COLUMNS + ") SELECT " + COLUMNS
            + " FROM tick_batch ON CONFLICT DO NOTHING RETURNING symbol)"
            + " SELECT symbol, count(*) FROM stored GROUP BY symbol";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM tick WHERE symbol = ?";

    /** Somebody waits for the answer, and the writer needs the server too. */
    private static final int MOST_SECONDS = 5;

    private static final int BYTES_OF_A_ROW = 200;
    private static final int NANOS_OF_A_MICRO = 1_000;

    private final DataSource database;
    private final TickDays days;

    public TickTable(DataSource database, TickDays days) {
        this.database = database;
        this.days = days;
    }

    /**
     * Stores those that are not there yet, all of them or none, in one transaction. One thread at a time.
     *
     * @return how many were not there yet, by symbol
     * @throws TickDays.DayRefused when one of them is of a day that cannot be made
     */
    public Map<String, Long> store(List<Tick> ticks) throws SQLException {
        for (LocalDate day : daysOf(ticks)) {
            days.make(day);
        }
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Map<String, Long> stored = store(connection, ticks);
                connection.commit();
                return stored;
            } catch (SQLException | RuntimeException failed) {
                days.forget();
                Undone.after(failed, connection);
                throw failed;
            }
        }
    }

    /**
     * Ticks of a symbol in a time, oldest first; times are compared to the microsecond.
     *
     * @param from inclusive
     * @param to exclusive
     * @param after only what comes behind it
     */
    public List<Tick> page(
            String symbol, @Nullable Instant from, @Nullable Instant to, @Nullable TickCursor after, int limit)
            throws SQLException {
        // The place alone would not tell PostgreSQL which days it need not look at.
        Instant begin = after == null || (from != null && from.isAfter(after.occurredAt())) ? from : after.occurredAt();
        String sql = SELECT
                + (begin == null ? "" : " AND occurred_at >= ?")
                + (to == null ? "" : " AND occurred_at < ?")
                + (after == null ? "" : " AND (occurred_at, source, sequence) > (?, ?, ?)")
                + " ORDER BY occurred_at, source, sequence LIMIT ?";
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            int at = 1;
            select.setString(at++, symbol);
            if (begin != null) {
                select.setObject(at++, column(begin));
            }
            if (to != null) {
                select.setObject(at++, column(to));
            }
            if (after != null) {
                select.setObject(at++, column(after.occurredAt()));
                select.setString(at++, after.source());
                select.setLong(at++, after.sequence());
            }
            select.setInt(at, limit);
            return ticks(select);
        }
    }

    /** The newest of a symbol by their own time, oldest first. */
    public List<Tick> last(String symbol, int limit) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        SELECT + " ORDER BY occurred_at DESC, source DESC, sequence DESC LIMIT ?")) {
            select.setString(1, symbol);
            select.setInt(2, limit);
            return ticks(select).reversed();
        }
    }

    private static Set<LocalDate> daysOf(List<Tick> ticks) {
        Set<LocalDate> days = new TreeSet<>();
        LocalDate last = null;
        for (Tick tick : ticks) {
            LocalDate day = LocalDate.ofInstant(tick.occurredAt(), ZoneOffset.UTC);
            if (!day.equals(last)) {
                days.add(day);
                last = day;
            }
        }
        return days;
    }

    private static Map<String, Long> store(Connection connection, List<Tick> ticks) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(STAGE);
            byte[] rows = rows(ticks).getBytes(StandardCharsets.UTF_8);
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
            try {
                copy.writeToCopy(rows, 0, rows.length);
                copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
            Map<String, Long> stored = new HashMap<>();
            try (ResultSet counts = statement.executeQuery(MOVE)) {
                while (counts.next()) {
                    stored.put(counts.getString(1), counts.getLong(2));
                }
            }
            return stored;
        }
    }

    /** COPY's text form: a line for each row, tabs between columns, {@code \N} for null. */
    private static String rows(List<Tick> ticks) {
        StringBuilder rows = new StringBuilder(ticks.size() * BYTES_OF_A_ROW);
        for (Tick tick : ticks) {
            text(rows, tick.symbol());
            rows.append('\t').append(tick.occurredAt().truncatedTo(ChronoUnit.MICROS));
            rows.append('\t').append(tick.occurredAt().getNano() % NANOS_OF_A_MICRO);
            rows.append('\t');
            text(rows, tick.source());
            rows.append('\t').append(tick.sequence());
            rows.append('\t').append(tick.receivedAt().truncatedTo(ChronoUnit.MICROS));
            rows.append('\t').append(tick.kind().name());
            decimal(rows, tick.bid());
            decimal(rows, tick.ask());
            decimal(rows, tick.bidSize());
            decimal(rows, tick.askSize());
            decimal(rows, tick.price());
            decimal(rows, tick.size());
            rows.append('\t').append(tick.origin().name());
            rows.append('\t').append(tick.derived() ? 't' : 'f').append('\n');
        }
        return rows.toString();
    }

    private static void text(StringBuilder rows, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> rows.append("\\\\");
                case '\t' -> rows.append("\\t");
                case '\n' -> rows.append("\\n");
                case '\r' -> rows.append("\\r");
                default -> rows.append(c);
            }
        }
    }

    private static void decimal(StringBuilder rows, @Nullable BigDecimal value) {
        rows.append('\t').append(value == null ? "\\N" : value.toPlainString());
    }

    private static List<Tick> ticks(PreparedStatement select) throws SQLException {
        select.setQueryTimeout(MOST_SECONDS);
        List<Tick> ticks = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                ticks.add(new Tick(
                        row.getString(1),
                        row.getString(4),
                        row.getLong(5),
                        Tick.Kind.valueOf(row.getString(7)),
                        row.getObject(2, OffsetDateTime.class).toInstant().plusNanos(row.getInt(3)),
                        row.getObject(6, OffsetDateTime.class).toInstant(),
                        row.getBigDecimal(8),
                        row.getBigDecimal(9),
                        row.getBigDecimal(10),
                        row.getBigDecimal(11),
                        row.getBigDecimal(12),
                        row.getBigDecimal(13),
                        Origin.valueOf(row.getString(14)),
                        row.getBoolean(15)));
            }
        }
        return ticks;
    }

    private static OffsetDateTime column(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
