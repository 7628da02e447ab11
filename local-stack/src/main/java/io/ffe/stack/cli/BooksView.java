package io.ffe.stack.cli;

import io.ffe.schema.event.Execution;
import io.ffe.stack.read.BooksReader;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Execution's books as lines for people. */
final class BooksView {

    private BooksView() {}

    static List<String> accounts(List<BooksReader.Account> accounts, Terminal terminal) {
        if (accounts.isEmpty()) {
            return List.of("No portfolio was ever booked.");
        }
        List<String> lines = new ArrayList<>();
        for (BooksReader.Account account : accounts) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.add(terminal.bold("Portfolio " + account.portfolioId()) + " in " + account.currency() + " at "
                    + account.asOf());
            Table table = new Table("", "amount", "");
            row(table, "equity", account.equity(), "cash and positions at their marks");
            row(table, "  unrealised", account.unrealisedPnl(), "of open positions");
            row(table, "  balance", account.balance(), "equity less unrealised");
            row(
                    table,
                    "margin",
                    account.margin(),
                    "exposure " + Figures.amount(account.grossExposure()) + " at a leverage limit of "
                            + Figures.plain(account.leverageLimit()));
            row(table, "free margin", account.freeMargin(), "equity that no position needs");
            BigDecimal leverage = account.leverage();
            table.row("leverage", leverage == null ? "-" : Figures.plain(leverage), "exposure in multiples of equity");
            row(table, "deposits", account.deposits(), "paid in less paid out");
            row(table, "realised", account.realisedPnl(), "of what was closed, after the fees of closing");
            row(table, "fees", account.fees(), "of all trades");
            row(table, "financing", account.financing(), "paid over night");
            row(table, "charges", account.charges(), "fees of no trade");
            row(table, "cash", account.cash(), "");
            row(table, "today", account.dayResult(), "drawdown " + Figures.percent(account.drawdownFraction()));
            lines.addAll(table.lines(terminal));
            if (account.unconverted() != null) {
                lines.add(terminal.bad("  not all of it can be valued, equity is of before: ") + account.unconverted());
            }
            if (account.entriesClosed() != null) {
                lines.add(terminal.warning("  entries are closed: ") + account.entriesClosed());
            }
        }
        return lines;
    }

    private static void row(Table table, String name, BigDecimal amount, String what) {
        table.row(name, Figures.amount(amount), what);
    }

    static List<String> positions(List<BooksReader.Held> positions, Terminal terminal) {
        if (positions.isEmpty()) {
            return List.of("No open position.");
        }
        Table table = new Table("portfolio", "symbol", "quantity", "average price", "mark", "value", "unrealised");
        positions.forEach(held -> table.row(
                held.portfolioId(),
                held.symbol(),
                Figures.plain(held.quantity()),
                Figures.plain(held.averagePrice()),
                Figures.plain(held.markPrice()),
                converted(held.value(), held),
                converted(held.unrealisedPnl(), held)));
        return table.lines(terminal);
    }

    private static String converted(@Nullable BigDecimal amount, BooksReader.Held held) {
        return amount == null ? "no rate of " + held.currency() : Figures.amount(amount);
    }

    static List<String> orders(List<BooksReader.OrderLine> orders, Terminal terminal) {
        if (orders.isEmpty()) {
            return List.of("No such order.");
        }
        Table table = new Table(
                "decided",
                "symbol",
                "purpose",
                "side",
                "quantity",
                "filled",
                "stop",
                "target",
                "put as",
                "state",
                "order",
                "why");
        orders.forEach(order -> table.row(
                order.decidedAt(),
                order.symbol(),
                order.purpose(),
                order.side(),
                Figures.plain(order.quantity()),
                Figures.plain(order.filledQuantity()),
                price(order.stopLoss()),
                price(order.takeProfit()),
                putAs(order),
                order.state().equals("UNKNOWN") ? terminal.bad(order.state()) : order.state(),
                order.clientOrderId(),
                order.reason() == null ? "" : order.reason()));
        return table.lines(terminal);
    }

    private static String putAs(BooksReader.OrderLine order) {
        String terms = putAs(
                order.orderType(),
                order.timeInForce(),
                order.limitPrice() == null ? null : price(order.limitPrice()),
                order.trailingDistance() == null ? null : price(order.trailingDistance()));
        return terms.isEmpty() ? "-" : terms;
    }

    /** As in {@code LIMIT GTD 59950, stop follows at 500}; empty for the venue's usual way. */
    static String putAs(
            @Nullable String type,
            @Nullable String timeInForce,
            @Nullable String limitPrice,
            @Nullable String trailingDistance) {
        String terms = Stream.of(type, timeInForce, limitPrice)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
        if (trailingDistance == null) {
            return terms;
        }
        return (terms.isEmpty() ? "" : terms + ", ") + "stop follows at " + trailingDistance;
    }

    private static String price(@Nullable BigDecimal price) {
        return price == null ? "-" : Figures.plain(price);
    }

    static List<String> fills(List<Execution> fills, Terminal terminal) {
        if (fills.isEmpty()) {
            return List.of("No such fill.");
        }
        Table table = new Table(
                "time", "symbol", "purpose", "side", "quantity", "price", "fee", "realised", "position after", "trade");
        for (Execution execution : fills) {
            Execution.OrderStatus order = execution.order();
            Execution.Fill fill = execution.fill();
            if (order != null && fill != null) {
                table.row(
                        execution.occurredAt(),
                        order.symbol(),
                        order.purpose(),
                        fill.side(),
                        Figures.plain(fill.quantity()),
                        Figures.plain(fill.price()),
                        Figures.amount(fill.fee()),
                        Figures.amount(execution.realisedPnl()),
                        execution.positionQuantity() == null ? "-" : Figures.plain(execution.positionQuantity()),
                        fill.venueTradeId());
            }
        }
        return table.lines(terminal);
    }
}
