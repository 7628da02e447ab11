package io.ffe.stack.audit.read;

import io.ffe.schema.event.Control;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Side;
import io.ffe.stack.audit.fact.BookedOrder;
import io.ffe.stack.audit.fact.ExecutionBook;
import io.ffe.stack.audit.fact.FlattenCommand;
import io.ffe.stack.audit.fact.TradingChange;
import io.ffe.stack.postgres.Databases;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Execution's books and orders. Orders that have ended are read once; sums are the database's own. */
public final class ExecutionStore {

    private static final String PORTFOLIOS =
            "SELECT portfolio_id, execution_seq, venue_cursor, cash, fees FROM portfolio";
    private static final String POSITIONS =
            "SELECT symbol, quantity, cost FROM position WHERE portfolio_id = ? AND quantity <> 0";
    private static final String FILLS = """
            SELECT o.symbol, count(*),
                   sum(CASE o.side WHEN 'BUY' THEN f.quantity ELSE -f.quantity END),
                   sum(CASE o.side WHEN 'BUY' THEN -f.quantity * f.price ELSE f.quantity * f.price END - f.fee),
                   sum(f.fee)
            FROM fill f JOIN trade_order o USING (client_order_id)
            WHERE f.portfolio_id = ? GROUP BY o.symbol
            """;
    private static final String ACCOUNTS =
            "SELECT account, currency, sum(amount) FROM ledger_entry WHERE portfolio_id = ? GROUP BY account, currency";
    private static final String TRANSACTIONS =
            "SELECT count(DISTINCT execution_seq) FROM ledger_entry WHERE portfolio_id = ?";
    private static final String UNBALANCED = """
            SELECT execution_seq FROM ledger_entry WHERE portfolio_id = ?
            GROUP BY execution_seq, currency HAVING sum(amount) <> 0 ORDER BY execution_seq
            """;
    private static final String NUMBERING = """
            SELECT count(*), coalesce(max(sequence), 0), count(*) FILTER (WHERE kind IN ('FILL', 'CASH'))
            FROM execution WHERE portfolio_id = ?
            """;
    private static final String ORDERS = """
            SELECT created_seq, client_order_id, portfolio_id, verdict_id, symbol, side, purpose, leg, state, quantity,
                   filled, attempt, venue_order_id, %s
            FROM trade_order WHERE created_seq > ? OR client_order_id = ANY (?)
            """;
    private static final String FLATTENS = "SELECT command_id, portfolio_id, symbol FROM flatten_command";
    private static final String TRADING =
            "SELECT source, scope, epoch, state, flatten, effective_at FROM trading_state_change";

    /** Numbers are given before the commit, so that a smaller one may turn up after a larger one. */
    private static final long COMMITTED_OUT_OF_ORDER = 500;

    private final Databases.Access access;
    private final Map<String, BookedOrder> orders = new HashMap<>();
    private long newest;

    public ExecutionStore(Databases.Access access) {
        this.access = access;
    }

    /**
     * Books and orders of one instant.
     *
     * @param orders every order so far, by clientOrderId
     * @param trading every trading state that was in force
     * @param flattens what operators told execution to close
     */
    public record Books(
            List<ExecutionBook> books,
            Map<String, BookedOrder> orders,
            List<TradingChange> trading,
            List<FlattenCommand> flattens) {}

    private record Head(String portfolioId, long sequence, long cursor, BigDecimal cash, BigDecimal fees) {}

    private record Held(String symbol, BigDecimal quantity, BigDecimal cost) {}

    private record Traded(String symbol, long count, BigDecimal net, BigDecimal cash, BigDecimal fees) {}

    private record Balance(String account, String currency, BigDecimal amount) {}

    public Books read() {
        try (Look look = Look.at(access)) {
            if (!look.has("portfolio", "portfolio_id")) {
                return new Books(List.of(), Map.of(), List.of(), List.of());
            }
            List<ExecutionBook> books = new ArrayList<>();
            for (Head head : look.rows(
                    PORTFOLIOS,
                    row -> new Head(
                            row.getString(1),
                            row.getLong(2),
                            row.getLong(3),
                            row.getBigDecimal(4),
                            row.getBigDecimal(5)))) {
                books.add(book(look, head));
            }
            readOrders(look);
            return new Books(books, Map.copyOf(orders), trading(look), flattens(look));
        }
    }

    /** Of ended orders only the newest change: a fill may come after an end. */
    private void readOrders(Look look) {
        List<String> open = orders.values().stream()
                .filter(order -> !order.state().terminal())
                .map(BookedOrder::clientOrderId)
                .toList();
        // A run of an older version has neither this column nor the table of trading states.
        String query = ORDERS.formatted(look.has("trade_order", "sent_at") ? "sent_at" : "NULL::timestamptz");
        for (BookedOrder order :
                look.rows(query, ExecutionStore::order, newest - COMMITTED_OUT_OF_ORDER, look.texts(open))) {
            orders.put(order.clientOrderId(), order);
            newest = Math.max(newest, order.created());
        }
    }

    private static ExecutionBook book(Look look, Head head) {
        String portfolio = head.portfolioId();
        Map<String, BigDecimal> positions = new HashMap<>();
        Map<String, BigDecimal> costs = new HashMap<>();
        look.rows(POSITIONS, row -> new Held(row.getString(1), row.getBigDecimal(2), row.getBigDecimal(3)), portfolio)
                .forEach(held -> {
                    positions.put(held.symbol(), held.quantity());
                    costs.put(held.symbol(), held.cost());
                });
        List<Balance> balances = look.rows(
                ACCOUNTS, row -> new Balance(row.getString(1), row.getString(2), row.getBigDecimal(3)), portfolio);
        ExecutionBook.Ledger ledger = new ExecutionBook.Ledger(
                accounts(balances),
                balances.stream()
                        .collect(Collectors.groupingBy(
                                Balance::currency,
                                TreeMap::new,
                                Collectors.reducing(BigDecimal.ZERO, Balance::amount, BigDecimal::add))),
                look.rows(TRANSACTIONS, row -> row.getLong(1), portfolio).getFirst(),
                look.rows(UNBALANCED, row -> row.getLong(1), portfolio));
        ExecutionBook.Numbering numbering = look.rows(
                        NUMBERING,
                        row -> new ExecutionBook.Numbering(row.getLong(1), row.getLong(2), row.getLong(3)),
                        portfolio)
                .getFirst();
        return new ExecutionBook(
                portfolio,
                head.sequence(),
                head.cursor(),
                head.cash(),
                head.fees(),
                positions,
                costs,
                fills(look, portfolio),
                ledger,
                numbering);
    }

    /** The account's own currency is the one that was paid in; what is in others stands under the account's name and theirs. */
    private static Map<String, BigDecimal> accounts(List<Balance> balances) {
        String home = balances.stream()
                .filter(balance -> balance.account().equals("deposits"))
                .map(Balance::currency)
                .findFirst()
                .orElse("");
        Map<String, BigDecimal> accounts = new HashMap<>();
        balances.forEach(balance -> accounts.put(
                balance.currency().equals(home) ? balance.account() : balance.account() + " " + balance.currency(),
                balance.amount()));
        return accounts;
    }

    private static List<FlattenCommand> flattens(Look look) {
        return look.has("flatten_command", "command_id")
                ? look.rows(FLATTENS, row -> new FlattenCommand(row.getString(1), row.getString(2), row.getString(3)))
                : List.of();
    }

    private static ExecutionBook.Fills fills(Look look, String portfolio) {
        Collection<Traded> bySymbol = look.rows(
                FILLS,
                row -> new Traded(
                        row.getString(1),
                        row.getLong(2),
                        row.getBigDecimal(3),
                        row.getBigDecimal(4),
                        row.getBigDecimal(5)),
                portfolio);
        Map<String, BigDecimal> net = new HashMap<>();
        bySymbol.forEach(traded -> net.put(traded.symbol(), traded.net()));
        return new ExecutionBook.Fills(
                bySymbol.stream().mapToLong(Traded::count).sum(),
                net,
                bySymbol.stream().map(Traded::cash).reduce(BigDecimal.ZERO, BigDecimal::add),
                bySymbol.stream().map(Traded::fees).reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    private static BookedOrder order(ResultSet row) throws SQLException {
        Timestamp sentAt = row.getTimestamp(14);
        return new BookedOrder(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Side.valueOf(row.getString(6)),
                Purpose.valueOf(row.getString(7)),
                row.getString(8),
                OrderState.valueOf(row.getString(9)),
                row.getBigDecimal(10),
                row.getBigDecimal(11),
                row.getInt(12),
                row.getString(13),
                sentAt == null ? null : sentAt.toInstant());
    }

    private static List<TradingChange> trading(Look look) {
        return look.has("trading_state_change", "source")
                ? look.rows(
                        TRADING,
                        row -> new TradingChange(
                                row.getString(1),
                                row.getString(2),
                                row.getLong(3),
                                Control.State.valueOf(row.getString(4)),
                                row.getBoolean(5),
                                row.getTimestamp(6).toInstant()))
                : List.of();
    }
}
