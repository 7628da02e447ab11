package io.ffe.stack.audit.rule;

import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.Verdict;
import io.ffe.stack.audit.fact.Published;
import io.ffe.stack.audit.fact.RiskBook;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Risk's book is what the executions that it has folded make: positions, cash, and for each approved entry that has not ended a
 * reservation of what it may still fill. Executions are held back until risk has folded them, so that both are compared at the
 * same one. Executions come in their own order.
 */
public final class RiskRule {

    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<String, Approved> open = new HashMap<>();

    private record Approved(String portfolioId, Instant at, Purpose purpose, BigDecimal left) {}

    private static final class Account {
        private final Deque<Execution> ahead = new ArrayDeque<>();
        private final Map<String, BigDecimal> positions = new HashMap<>();
        private BigDecimal cash = BigDecimal.ZERO;
        private BigDecimal fees = BigDecimal.ZERO;
        private long through;
    }

    public void take(Verdict verdict, Published record) {
        OrderIntent intent = verdict.intent();
        if (intent != null) {
            open.put(
                    verdict.verdictId(),
                    new Approved(verdict.portfolioId(), record.appendedAt(), intent.purpose(), intent.quantity()));
        }
    }

    /** Takes the next execution of a portfolio. */
    public void take(Execution execution) {
        accounts.computeIfAbsent(execution.portfolioId(), first -> new Account())
                .ahead
                .add(execution);
    }

    /** @param books read before the topics, so that all they hold is on them or on its way */
    public Check check(Pass pass, Collection<RiskBook> books) {
        Findings now = new Findings(Identity.RISK_BOOK);
        Set<String> unknown = new TreeSet<>(accounts.keySet());
        for (RiskBook book : books) {
            unknown.remove(book.portfolioId());
            Account account = accounts.computeIfAbsent(book.portfolioId(), first -> new Account());
            foldThrough(account, book.through());
            compare(pass, book, account, now);
        }
        unknown.forEach(
                portfolio -> now.missing(pass.moving(), portfolio, "has executions on the topic and no book at risk"));
        return now.check();
    }

    private void compare(Pass pass, RiskBook book, Account account, Findings now) {
        String id = book.portfolioId();
        if (account.through != book.through()) {
            now.missing(
                    pass.moving(),
                    id,
                    "has folded executions up to " + book.through() + ", the topic has them up to " + account.through);
            return;
        }
        if (!account.ahead.isEmpty()) {
            now.missing(pass.moving(), id, account.ahead.size() + " executions are not folded at risk");
        }
        equal(id, "cash", book.cash(), account.cash, now);
        equal(id, "fees", book.fees(), account.fees, now);
        Set<String> symbols = new TreeSet<>(book.positions().keySet());
        symbols.addAll(account.positions.keySet());
        symbols.forEach(symbol -> equal(
                id,
                "position in " + symbol,
                book.positions().getOrDefault(symbol, BigDecimal.ZERO),
                account.positions.getOrDefault(symbol, BigDecimal.ZERO),
                now));
        reservations(pass, book, now);
    }

    private void reservations(Pass pass, RiskBook book, Findings now) {
        Set<String> held = new HashSet<>();
        open.forEach((verdictId, approved) -> {
            if (!approved.portfolioId().equals(book.portfolioId())) {
                return;
            }
            held.add(verdictId);
            BigDecimal reserved = book.reservations().get(verdictId);
            if (approved.purpose() == Purpose.EXIT) {
                expect(pass, book.pendingExits().contains(verdictId), approved, verdictId, "exit is not pending", now);
            } else if (reserved == null) {
                expect(
                        pass,
                        approved.left().signum() == 0,
                        approved,
                        verdictId,
                        "may still fill " + LedgerRule.plain(approved.left()) + ", and nothing is reserved",
                        now);
            } else {
                now.require(
                        LedgerRule.same(reserved, approved.left()),
                        verdictId,
                        "reserves " + LedgerRule.plain(reserved) + ", may still fill "
                                + LedgerRule.plain(approved.left()));
            }
        });
        Set<String> unexplained = new TreeSet<>(book.reservations().keySet());
        unexplained.addAll(book.pendingExits());
        unexplained.removeAll(held);
        // Committed, and the verdict not published yet; an ended order was folded with the book and is never that.
        unexplained.forEach(
                verdictId -> now.missing(pass.moving(), verdictId, "is reserved for, and no order of it is open"));
    }

    /** A verdict may have been given after the book was read. */
    private static void expect(
            Pass pass, boolean holds, Approved approved, String verdictId, String otherwise, Findings now) {
        if (holds) {
            now.holds();
        } else {
            now.missing(pass.young(approved.at()), verdictId, otherwise);
        }
    }

    private void foldThrough(Account account, long through) {
        while (!account.ahead.isEmpty() && account.ahead.getFirst().sequence() <= through) {
            Execution execution = account.ahead.removeFirst();
            account.through = execution.sequence();
            account.cash = account.cash.add(execution.cashDelta());
            Execution.OrderStatus order = execution.order();
            if (order != null) {
                fold(account, execution, order);
            }
        }
    }

    private void fold(Account account, Execution execution, Execution.OrderStatus order) {
        Execution.Fill fill = execution.fill();
        if (fill != null) {
            account.fees = account.fees.add(fill.fee());
            account.positions.merge(
                    order.symbol(),
                    fill.quantity().multiply(BigDecimal.valueOf(fill.side().sign())),
                    BigDecimal::add);
        }
        String verdictId = order.verdictId();
        if (verdictId == null || order.purpose() == Purpose.PROTECTION) {
            return;
        }
        if (order.state().terminal()) {
            open.remove(verdictId);
        } else if (fill != null && order.purpose() == Purpose.ENTRY) {
            open.computeIfPresent(
                    verdictId,
                    (id, before) -> new Approved(
                            before.portfolioId(),
                            before.at(),
                            before.purpose(),
                            before.left().subtract(fill.quantity())));
        }
    }

    private static void equal(String id, String what, BigDecimal atRisk, BigDecimal folded, Findings now) {
        now.require(
                LedgerRule.same(atRisk, folded),
                id,
                what + " is " + LedgerRule.plain(atRisk) + " at risk, executions make " + LedgerRule.plain(folded));
    }
}
