package io.ffe.stack.audit.rule;

import io.ffe.schema.event.Execution;
import io.ffe.stack.audit.fact.ExecutionBook;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * I6: in execution's database the fills make the positions and, with what was paid, the cash, and every ledger transaction and
 * the whole ledger sum to zero in each currency; and the executions on the topic fold to the same. Executions come in their own order.
 */
public final class LedgerRule {

    private static final String CASH = "cash";
    private static final String FEES = "fees";
    private static final String DEPOSITS = "deposits";
    private static final String FINANCING = "financing";
    private static final String CHARGES = "charges";

    private final Map<String, Account> accounts = new HashMap<>();
    private final Findings steps = new Findings(Identity.LEDGER);

    /** What the executions of a portfolio fold to. */
    private static final class Account {
        private long through;
        private BigDecimal cash = BigDecimal.ZERO;
        private BigDecimal fees = BigDecimal.ZERO;
        private final Map<String, BigDecimal> positions = new HashMap<>();
        private final Set<String> trades = new HashSet<>();
        private final List<Converted> converted = new ArrayList<>();
    }

    /** A fill whose cash is not what quantity and price make: right only where that is another currency's. */
    private record Converted(String symbol, String id, String what) {}

    /** Takes the next execution of a portfolio. */
    public void take(Execution execution) {
        Account account = accounts.computeIfAbsent(execution.portfolioId(), first -> new Account());
        account.through = execution.sequence();
        account.cash = account.cash.add(execution.cashDelta());
        Execution.Fill fill = execution.fill();
        Execution.OrderStatus order = execution.order();
        if (fill != null && order != null) {
            trade(account, execution, order, fill);
        }
    }

    /** Something was left out of the sequence. */
    void gap(String portfolioId, String what) {
        steps.broken(portfolioId, what);
    }

    private void trade(Account account, Execution execution, Execution.OrderStatus order, Execution.Fill fill) {
        BigDecimal sign = BigDecimal.valueOf(fill.side().sign());
        BigDecimal after =
                account.positions.merge(order.symbol(), fill.quantity().multiply(sign), BigDecimal::add);
        account.fees = account.fees.add(fill.fee());
        String id = execution.eventId();
        BigDecimal paid =
                fill.quantity().multiply(fill.price()).multiply(sign).negate().subtract(fill.fee());
        if (same(paid, execution.cashDelta())) {
            steps.holds();
        } else {
            account.converted.add(new Converted(
                    order.symbol(),
                    id,
                    "cash moved by " + plain(execution.cashDelta()) + ", its fill makes " + plain(paid)));
        }
        BigDecimal stated = execution.positionQuantity();
        steps.require(
                stated != null && same(stated, after),
                id,
                "states a position of " + stated + " in " + order.symbol() + ", its fills make " + plain(after));
        steps.require(
                account.trades.add(order.venue() + ":" + fill.venueTradeId()),
                id,
                "books trade " + fill.venueTradeId() + " a second time");
    }

    public Check check(Pass pass, Collection<ExecutionBook> books) {
        Findings now = new Findings(Identity.LEDGER);
        for (ExecutionBook book : books) {
            rows(book, now);
            sums(book, now);
            converted(book, now);
            topic(pass, book, now);
        }
        Set<String> unknown = new TreeSet<>(accounts.keySet());
        books.forEach(book -> unknown.remove(book.portfolioId()));
        unknown.forEach(portfolio -> now.broken(portfolio, "has executions on the topic and no book in the database"));
        return now.with(steps);
    }

    private static void rows(ExecutionBook book, Findings now) {
        String id = book.portfolioId();
        ExecutionBook.Numbering numbering = book.numbering();
        now.require(
                numbering.rows() == book.sequence() && numbering.last() == book.sequence(),
                id,
                "numbered " + book.sequence() + " executions, the database has " + numbering.rows() + " up to "
                        + numbering.last());
        now.require(
                numbering.moving() == book.ledger().transactions(),
                id,
                "has " + numbering.moving() + " fills and cash movements, but "
                        + book.ledger().transactions() + " ledger transactions");
        book.ledger()
                .unbalanced()
                .forEach(sequence -> now.broken(id, "ledger transaction " + sequence + " does not sum to zero"));
        now.holds(book.ledger().transactions() - book.ledger().unbalanced().size());
    }

    private void converted(ExecutionBook book, Findings now) {
        for (Converted each : accounts.getOrDefault(book.portfolioId(), new Account()).converted) {
            now.require(book.ledger().foreign(each.symbol()), each.id(), each.what());
        }
    }

    private static void sums(ExecutionBook book, Findings now) {
        String id = book.portfolioId();
        Map<String, BigDecimal> accounts = book.ledger().accounts();
        new TreeMap<>(book.ledger().sums())
                .forEach((currency, sum) -> now.require(
                        same(sum, BigDecimal.ZERO), id, "the whole ledger sums to " + plain(sum) + " " + currency));
        equal(id, "cash", book.cash(), "the ledger's", of(accounts, CASH), now);
        equal(id, "fees", book.fees(), "the ledger's", of(accounts, FEES), now);
        equal(id, "fees", book.fees(), "the fills'", book.fills().fees(), now);
        // With a currency that had to be converted cash depends on rates, which only the ledger has.
        if (!book.ledger().converts()) {
            BigDecimal paidIn = of(accounts, DEPOSITS)
                    .add(of(accounts, FINANCING))
                    .add(of(accounts, CHARGES))
                    .negate();
            equal(
                    id,
                    "cash",
                    book.cash(),
                    "payments and fills make",
                    paidIn.add(book.fills().cash()),
                    now);
        }
        Set<String> symbols = new TreeSet<>(book.positions().keySet());
        symbols.addAll(book.fills().net().keySet());
        for (String symbol : symbols) {
            equal(
                    id,
                    "position in " + symbol,
                    of(book.positions(), symbol),
                    "fills make",
                    of(book.fills().net(), symbol),
                    now);
            equal(
                    id,
                    "cost of " + symbol,
                    of(book.costs(), symbol),
                    "the ledger's",
                    book.ledger().cost(symbol),
                    now);
        }
    }

    /** Compared where both have come equally far; what lies between is in the outbox or on its way. */
    private void topic(Pass pass, ExecutionBook book, Findings now) {
        Account account = accounts.getOrDefault(book.portfolioId(), new Account());
        if (account.through != book.sequence()) {
            now.missing(
                    pass.moving() && account.through < book.sequence(),
                    book.portfolioId(),
                    "numbered " + book.sequence() + " executions, the topic has them up to " + account.through);
            return;
        }
        String id = book.portfolioId();
        equal(id, "cash", book.cash(), "the topic's", account.cash, now);
        equal(id, "fees", book.fees(), "the topic's", account.fees, now);
        Set<String> symbols = new TreeSet<>(book.positions().keySet());
        symbols.addAll(account.positions.keySet());
        for (String symbol : symbols) {
            equal(
                    id,
                    "position in " + symbol,
                    of(book.positions(), symbol),
                    "the topic's",
                    of(account.positions, symbol),
                    now);
        }
    }

    private static void equal(String id, String what, BigDecimal ours, String whose, BigDecimal other, Findings now) {
        now.require(same(ours, other), id, what + " is " + plain(ours) + ", " + whose + " " + plain(other));
    }

    private static BigDecimal of(Map<String, BigDecimal> amounts, String name) {
        return amounts.getOrDefault(name, BigDecimal.ZERO);
    }

    static boolean same(BigDecimal one, BigDecimal other) {
        return one.compareTo(other) == 0;
    }

    static String plain(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString();
    }
}
