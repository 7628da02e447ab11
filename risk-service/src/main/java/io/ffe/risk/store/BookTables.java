package io.ffe.risk.store;

import io.ffe.risk.domain.book.Approval;
import io.ffe.risk.domain.book.ClosedTrade;
import io.ffe.risk.domain.book.Conduct;
import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.LastEntry;
import io.ffe.risk.domain.book.PendingExit;
import io.ffe.risk.domain.book.Position;
import io.ffe.risk.domain.book.Reservation;
import io.ffe.risk.domain.book.Throttle;
import io.ffe.risk.domain.book.TradingDay;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a book has beside its own row, read from eight tables in one exchange with the database: every decision reads all of it, and on a
 * busy machine each exchange waits for a processor twice.
 */
final class BookTables {

    private static final List<String> QUERIES = List.of(
            "SELECT symbol, quantity, average_price FROM position WHERE portfolio_id = ?",
            "SELECT verdict_id, symbol, side, quantity, notional_per_unit FROM reservation WHERE portfolio_id = ?",
            "SELECT verdict_id, symbol, side, quantity FROM pending_exit WHERE portfolio_id = ?",
            "SELECT symbol, side, as_of, verdict_id FROM last_entry WHERE portfolio_id = ?",
            "SELECT payload FROM execution_ahead WHERE portfolio_id = ?",
            "SELECT verdict_id, symbol, side, quantity, approved_at FROM approval WHERE portfolio_id = ?",
            "SELECT client_order_id, symbol, protective, result, closed_at FROM closed_trade WHERE portfolio_id = ?",
            "SELECT symbol, counts_from, tripped_at FROM throttle WHERE portfolio_id = ?");

    private static final String ALL = String.join(";", QUERIES);

    private BookTables() {}

    /** @param connection of the transaction that has the book's row locked */
    static ExposureBook read(Connection connection, BookRow row) throws SQLException {
        try (PreparedStatement tables = connection.prepareStatement(ALL)) {
            for (int table = 1; table <= QUERIES.size(); table++) {
                tables.setString(table, row.portfolioId);
            }
            tables.execute();
            // In the order of the queries.
            SortedMap<String, Position> held = next(tables, BookTables::position, Position::symbol);
            SortedMap<String, Reservation> reserved = next(tables, BookTables::reservation, Reservation::verdictId);
            SortedMap<String, PendingExit> leaving = next(tables, BookTables::pendingExit, PendingExit::verdictId);
            SortedMap<String, LastEntry> entries = next(tables, BookTables::lastEntry, LastEntry::symbol);
            SortedMap<Long, Execution> ahead = next(tables, BookTables::execution, Execution::sequence);
            SortedMap<String, Approval> approvals = next(tables, BookTables::approval, Approval::verdictId);
            SortedMap<String, ClosedTrade> closed = next(tables, BookTables::closedTrade, ClosedTrade::clientOrderId);
            SortedMap<String, Throttle> throttles = next(tables, BookTables::throttle, Throttle::symbol);
            TradingDay day = row.dayDate == null ? null : new TradingDay(row.dayDate, row.dayStartEquity);
            return new ExposureBook(
                    row.portfolioId,
                    row.throughSequence,
                    row.cash,
                    row.realisedPnl,
                    row.fees,
                    row.peakEquity,
                    held,
                    reserved,
                    leaving,
                    entries,
                    ahead,
                    symbols(row.disputed),
                    new Conduct(day, approvals, closed, throttles));
        }
    }

    private static SortedSet<String> symbols(String commaSeparated) {
        return commaSeparated.isEmpty() ? new TreeSet<>() : new TreeSet<>(List.of(commaSeparated.split(",", -1)));
    }

    @FunctionalInterface
    private interface Mapping<V> {
        V of(ResultSet row) throws SQLException;
    }

    private static <K extends Comparable<K>, V> SortedMap<K, V> next(
            PreparedStatement tables, Mapping<V> mapping, Function<V, K> key) throws SQLException {
        SortedMap<K, V> values = new TreeMap<>();
        try (ResultSet rows = tables.getResultSet()) {
            while (rows.next()) {
                V value = mapping.of(rows);
                values.put(key.apply(value), value);
            }
        }
        tables.getMoreResults();
        return values;
    }

    private static Position position(ResultSet row) throws SQLException {
        return new Position(row.getString(1), row.getBigDecimal(2), row.getBigDecimal(3));
    }

    private static Reservation reservation(ResultSet row) throws SQLException {
        return new Reservation(
                row.getString(1), row.getString(2), side(row, 3), row.getBigDecimal(4), row.getBigDecimal(5));
    }

    private static PendingExit pendingExit(ResultSet row) throws SQLException {
        return new PendingExit(row.getString(1), row.getString(2), side(row, 3), row.getBigDecimal(4));
    }

    private static LastEntry lastEntry(ResultSet row) throws SQLException {
        return new LastEntry(row.getString(1), side(row, 2), at(row, 3), row.getString(4));
    }

    private static Execution execution(ResultSet row) throws SQLException {
        return Payloads.event(row.getString(1), Execution.class);
    }

    private static Approval approval(ResultSet row) throws SQLException {
        return new Approval(row.getString(1), row.getString(2), side(row, 3), row.getBigDecimal(4), at(row, 5));
    }

    private static ClosedTrade closedTrade(ResultSet row) throws SQLException {
        return new ClosedTrade(row.getString(1), row.getString(2), row.getBoolean(3), row.getBigDecimal(4), at(row, 5));
    }

    private static Throttle throttle(ResultSet row) throws SQLException {
        return new Throttle(row.getString(1), at(row, 2), atOrNever(row, 3));
    }

    private static Side side(ResultSet row, int column) throws SQLException {
        return Side.valueOf(row.getString(column));
    }

    private static Instant at(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant atOrNever(ResultSet row, int column) throws SQLException {
        return row.getObject(column) == null ? null : at(row, column);
    }
}
