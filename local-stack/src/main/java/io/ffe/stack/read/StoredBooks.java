package io.ffe.stack.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.schema.event.Execution;
import io.ffe.schema.serde.Json;
import io.ffe.schema.statement.Statement;
import io.ffe.stack.Problem;
import io.ffe.stack.audit.read.Look;
import io.ffe.stack.postgres.Databases;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The books of a run that is over, from its database, at one instant. */
public final class StoredBooks implements BooksReader {

    private static final String ACCOUNTS = """
            SELECT p.*, equity - day_start_equity AS day_result,
                   coalesce((SELECT -sum(amount) FROM ledger_entry l WHERE l.portfolio_id = p.portfolio_id
                             AND l.account = 'deposits' AND l.currency = p.currency), 0) AS deposits,
                   coalesce((SELECT sum(amount) FROM ledger_entry l WHERE l.portfolio_id = p.portfolio_id
                             AND l.account = 'financing' AND l.currency = p.currency), 0) AS financing,
                   coalesce((SELECT sum(amount) FROM ledger_entry l WHERE l.portfolio_id = p.portfolio_id
                             AND l.account = 'charges' AND l.currency = p.currency), 0) AS charges
            FROM portfolio p WHERE leverage_limit IS NOT NULL ORDER BY portfolio_id
            """;
    private static final String POSITIONS = """
            SELECT portfolio_id, symbol, quantity, cost, mark, currency, rate FROM position
            WHERE quantity <> 0 ORDER BY portfolio_id, symbol
            """;
    private static final String ORDERS = """
            SELECT * FROM trade_order
            WHERE (CAST(? AS text) IS NULL OR portfolio_id = ?) AND (CAST(? AS text) IS NULL OR symbol = ?)
              AND (CAST(? AS text) IS NULL OR state = ?)
              AND (CAST(? AS text) IS NULL OR decided_at >= CAST(? AS timestamptz))
            ORDER BY created_seq DESC LIMIT ?
            """;
    private static final String FILLS = """
            SELECT e.payload FROM execution e JOIN trade_order o USING (client_order_id)
            WHERE e.kind = 'FILL' AND (CAST(? AS text) IS NULL OR e.portfolio_id = ?)
              AND (CAST(? AS text) IS NULL OR o.symbol = ?)
              AND (CAST(? AS text) IS NULL OR e.occurred_at >= CAST(? AS timestamptz))
            ORDER BY e.occurred_at DESC, e.sequence DESC LIMIT ?
            """;
    private static final String MOVING = """
            SELECT payload FROM execution WHERE portfolio_id = ? AND kind IN ('FILL', 'CASH') ORDER BY sequence
            """;

    private final Look look;
    private final String runId;
    private final boolean termsKept;
    private final boolean trailingKept;

    /** @param access to execution's database */
    public StoredBooks(Databases.Access access, String runId) {
        this.look = Look.at(access);
        this.runId = runId;
        if (!look.has("portfolio", "leverage_limit") || !look.has("position", "rate")) {
            look.close();
            throw Problem.failure("run " + runId
                    + " was made by a version that kept no accounts, or its execution was never started; ./ffe audit and"
                    + " ./ffe topics read ffe.executions.v1 read it");
        }
        // A run of an earlier version has orders without them.
        this.termsKept = look.has("trade_order", "order_type");
        this.trailingKept = look.has("trade_order", "trailing_distance");
    }

    @Override
    public List<Account> accounts() {
        return look.rows(ACCOUNTS, StoredBooks::account);
    }

    @Override
    public List<Held> positions() {
        return look.rows(POSITIONS, StoredBooks::held);
    }

    @Override
    public List<OrderLine> orders(Filter filter) {
        return look.rows(
                ORDERS,
                this::order,
                filter.portfolioId(),
                filter.portfolioId(),
                filter.symbol(),
                filter.symbol(),
                filter.state(),
                filter.state(),
                text(filter.since()),
                text(filter.since()),
                filter.limit());
    }

    @Override
    public List<Execution> fills(Filter filter) {
        return look.rows(
                FILLS,
                this::execution,
                filter.portfolioId(),
                filter.portfolioId(),
                filter.symbol(),
                filter.symbol(),
                text(filter.since()),
                text(filter.since()),
                filter.limit());
    }

    @Override
    public void statement(String portfolioId, Consumer<String> line) {
        Statement statement = new Statement(BigDecimal.ZERO);
        line.accept(Statement.HEADER);
        look.rows(MOVING, this::execution, portfolioId).forEach(each -> line.accept(statement.line(each)));
    }

    @Override
    public void close() {
        look.close();
    }

    private static Account account(ResultSet row) throws SQLException {
        BigDecimal equity = row.getBigDecimal("equity");
        BigDecimal peak = row.getBigDecimal("peak_equity");
        BigDecimal unrealised = row.getBigDecimal("unrealised");
        BigDecimal gross = row.getBigDecimal("gross_exposure");
        BigDecimal margin = row.getBigDecimal("margin");
        return new Account(
                row.getString("portfolio_id"),
                row.getString("currency"),
                time(row, "as_of"),
                equity.subtract(unrealised),
                equity,
                unrealised,
                margin,
                equity.subtract(margin),
                equity.signum() <= 0 ? null : gross.divide(equity, 4, RoundingMode.HALF_EVEN),
                row.getBigDecimal("leverage_limit"),
                gross,
                row.getBigDecimal("cash"),
                row.getBigDecimal("deposits"),
                row.getBigDecimal("realised_pnl"),
                row.getBigDecimal("fees"),
                row.getBigDecimal("financing"),
                row.getBigDecimal("charges"),
                row.getBigDecimal("day_result"),
                peak.signum() <= 0
                        ? 0
                        : Math.max(
                                0,
                                1 - equity.divide(peak, MathContext.DECIMAL64).doubleValue()),
                row.getString("unconverted"),
                row.getString("entries_closed"));
    }

    private static Held held(ResultSet row) throws SQLException {
        BigDecimal quantity = row.getBigDecimal("quantity");
        BigDecimal cost = row.getBigDecimal("cost");
        BigDecimal mark = row.getBigDecimal("mark");
        Optional<BigDecimal> rate = Optional.ofNullable(row.getBigDecimal("rate"));
        BigDecimal value = quantity.multiply(mark);
        return new Held(
                row.getString("portfolio_id"),
                row.getString("symbol"),
                quantity,
                cost.divide(quantity, 10, RoundingMode.HALF_EVEN),
                mark,
                row.getString("currency"),
                rate.orElse(null),
                rate.map(value::multiply).orElse(null),
                rate.map(value.subtract(cost)::multiply).orElse(null));
    }

    private OrderLine order(ResultSet row) throws SQLException {
        return new OrderLine(
                row.getString("client_order_id"),
                row.getString("portfolio_id"),
                row.getString("symbol"),
                row.getString("side"),
                row.getString("purpose"),
                row.getString("state"),
                row.getString("reason"),
                row.getBigDecimal("quantity"),
                row.getBigDecimal("filled"),
                row.getBigDecimal("stop_loss"),
                row.getBigDecimal("take_profit"),
                row.getString("verdict_id"),
                time(row, "decided_at"),
                termsKept ? row.getString("order_type") : null,
                termsKept ? row.getBigDecimal("limit_price") : null,
                termsKept ? row.getString("time_in_force") : null,
                trailingKept ? row.getBigDecimal("trailing_distance") : null);
    }

    private Execution execution(ResultSet row) throws SQLException {
        try {
            return Json.mapper().readValue(row.getString("payload"), Execution.class);
        } catch (JsonProcessingException torn) {
            throw Problem.failure(
                    "an execution of run " + runId + " is not what was published: " + torn.getMessage(), torn);
        }
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at.toInstant();
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
