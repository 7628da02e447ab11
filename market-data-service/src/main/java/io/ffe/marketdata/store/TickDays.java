package io.ffe.marketdata.store;

import io.ffe.messaging.inbox.Trouble;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Partitions of table {@code tick}, one for each UTC day. Made when they are first needed or before; a day that PostgreSQL
 * refuses is not asked for again for a minute, so that its ticks cost nobody else anything. One thread at a time.
 */
@ApplicationScoped
public class TickDays {

    private static final String NAME = "tick_";
    private static final long REFUSED_FOR_NANOS = Duration.ofMinutes(1).toNanos();
    /** Table and unique violation: somebody else has made it in the same moment. */
    private static final Set<String> THERE_ALREADY = Set.of("42P07", "23505");

    /** Whoever waits for the lock of the table keeps others waiting behind him, so he gives up soon and tries again. */
    private static final String WAIT_SHORTLY = "SET LOCAL lock_timeout = '2s'";

    private static final String ALL = """
            SELECT partition.relname FROM pg_inherits JOIN pg_class partition ON partition.oid = inhrelid
            WHERE inhparent = 'tick'::regclass ORDER BY partition.relname
            """;

    private final DataSource database;
    private final Set<LocalDate> made = new HashSet<>();
    private final Map<LocalDate, DayRefused> refused = new HashMap<>();

    public TickDays(DataSource database) {
        this.database = database;
    }

    /** A day that has no partition and gets none for now. */
    public static final class DayRefused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final long atNanos = System.nanoTime();

        DayRefused(LocalDate day, String reason, Throwable cause) {
            super("no partition for ticks of " + day + ": " + reason, cause);
        }
    }

    /**
     * Makes the day's partition exist.
     *
     * @throws DayRefused when PostgreSQL says no and will say so again
     * @throws SQLException when it is away
     */
    public void make(LocalDate day) throws SQLException {
        if (made.contains(day)) {
            return;
        }
        DayRefused before = refused.get(day);
        if (before != null && System.nanoTime() - before.atNanos < REFUSED_FOR_NANOS) {
            throw before;
        }
        try {
            if (!exists(day)) {
                execute("CREATE TABLE IF NOT EXISTS " + name(day) + " PARTITION OF tick FOR VALUES FROM ('" + day
                        + "T00:00:00Z') TO ('" + day.plusDays(1) + "T00:00:00Z')");
            }
        } catch (SQLException failed) {
            if (!THERE_ALREADY.contains(String.valueOf(failed.getSQLState()))) {
                if (Trouble.isInfrastructure(failed)) {
                    throw failed;
                }
                DayRefused now = new DayRefused(day, String.valueOf(failed.getMessage()), failed);
                refused.put(day, now);
                throw now;
            }
        }
        refused.remove(day);
        made.add(day);
    }

    /** Forgets what exists: somebody may have removed a partition by hand. */
    void forget() {
        made.clear();
    }

    /** Every day that there is, oldest first. */
    public List<LocalDate> all() throws SQLException {
        List<LocalDate> days = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet names = statement.executeQuery(ALL)) {
            while (names.next()) {
                dayOf(names.getString(1)).ifPresent(days::add);
            }
        }
        return days;
    }

    /** Empty for a partition that a person has added: it has a name of its own and is that person's. */
    private static Optional<LocalDate> dayOf(String name) {
        try {
            return name.startsWith(NAME)
                    ? Optional.of(LocalDate.parse(name.substring(NAME.length()), DateTimeFormatter.BASIC_ISO_DATE))
                    : Optional.empty();
        } catch (DateTimeParseException notOurs) {
            return Optional.empty();
        }
    }

    /** Drops a day with everything in it. */
    public void drop(LocalDate day) throws SQLException {
        made.remove(day);
        execute("DROP TABLE IF EXISTS " + name(day));
    }

    /** Asked first, so that a role may do without the right to make tables where somebody else makes them. */
    private boolean exists(LocalDate day) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement ask = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            ask.setString(1, name(day));
            try (ResultSet answer = ask.executeQuery()) {
                answer.next();
                return answer.getBoolean(1);
            }
        }
    }

    private void execute(String change) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try {
                statement.execute(WAIT_SHORTLY);
                statement.execute(change);
                connection.commit();
            } catch (SQLException failed) {
                Undone.after(failed, connection);
                throw failed;
            }
        }
    }

    private static String name(LocalDate day) {
        return NAME + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }
}
