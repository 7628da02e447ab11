package io.ffe.stack.audit.rule;

import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Side;
import io.ffe.stack.audit.fact.BookedOrder;
import io.ffe.stack.audit.fact.ExecutionBook;
import io.ffe.stack.audit.fact.VenueEntry;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * I5 and I7: the venue's journal has the orders that left execution, each once, and its accounts are execution's. The journal
 * is ahead of the books, so an account is compared as it was at the last event that is booked.
 */
public final class VenueRule {

    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<String, Taken> taken = new HashMap<>();
    private final Set<String> trades = new HashSet<>();
    private final Findings lines = new Findings(Identity.VENUE_ORDERS);
    private final Set<String> adopted;

    private record Taken(String portfolioId, long sequence, String symbol, Side side) {}

    /** @param sequence the event's number in its account */
    private record Step(long sequence, VenueEntry entry) {}

    private static final class Account {
        private final Deque<Step> ahead = new ArrayDeque<>();
        private final Map<String, BigDecimal> positions = new HashMap<>();
        private BigDecimal cash = BigDecimal.ZERO;
        private long last;
        private long through;
    }

    /** @param adopted orders that a restore has found in the journal and not in the databases */
    public VenueRule(Set<String> adopted) {
        this.adopted = Set.copyOf(adopted);
    }

    /** Takes the next entry of the journal. */
    public void take(VenueEntry entry) {
        switch (entry) {
            case VenueEntry.Damaged damaged -> lines.broken("line " + damaged.line(), damaged.what());
            case VenueEntry.Credited credited -> step(credited.portfolioId(), credited);
            case VenueEntry.Other other -> step(other.portfolioId(), other);
            case VenueEntry.Taken order -> {
                Taken first =
                        new Taken(order.portfolioId(), step(order.portfolioId(), order), order.symbol(), order.side());
                if (taken.putIfAbsent(order.clientOrderId(), first) == null) {
                    lines.holds();
                } else {
                    lines.broken(order.clientOrderId(), "taken a second time in line " + order.line());
                }
            }
            case VenueEntry.Traded trade -> {
                step(trade.portfolioId(), trade);
                if (!trades.add(trade.tradeId())) {
                    lines.broken(trade.tradeId(), "traded a second time in line " + trade.line());
                }
            }
        }
    }

    private long step(String portfolioId, VenueEntry entry) {
        Account account = accounts.computeIfAbsent(portfolioId, first -> new Account());
        account.last++;
        account.ahead.add(new Step(account.last, entry));
        return account.last;
    }

    /** I5. */
    public Check orders(Pass pass, Map<String, BookedOrder> booked, Collection<ExecutionBook> books) {
        Findings now = new Findings(Identity.VENUE_ORDERS);
        Map<String, Long> cursors = new HashMap<>();
        books.forEach(book -> cursors.put(book.portfolioId(), book.venueCursor()));
        taken.forEach((id, order) -> {
            BookedOrder ours = booked.get(id);
            boolean unbooked = pass.moving() && order.sequence() > cursors.getOrDefault(order.portfolioId(), 0L);
            if (ours == null) {
                now.missing(unbooked, id, "is in the venue's journal and not in execution's database");
            } else if (ours.leg().equals(BookedOrder.OUTSIDE_LEG) && !adopted.contains(id)) {
                now.broken(id, "is in the venue's journal and was never made by execution");
            } else if (ours.state() == OrderState.DENIED || ours.state() == OrderState.INTENT) {
                now.missing(unbooked, id, "is in the venue's journal, and execution has it as " + ours.state());
            } else {
                now.holds();
            }
        });
        booked.values().stream()
                .filter(order -> leftAndKnown(order) && !taken.containsKey(order.clientOrderId()))
                .forEach(order -> now.broken(
                        order.clientOrderId(), "is " + order.state() + " here and not in the venue's journal"));
        return now.with(lines);
    }

    /** Whoever has the venue's own id was taken there. What the venue called malformed never got into its journal. */
    private static boolean leftAndKnown(BookedOrder order) {
        return order.venueOrderId() != null || order.works() || order.state() == OrderState.FILLED;
    }

    /** Portfolios of which every event at the venue is booked. */
    public Set<String> complete(Collection<ExecutionBook> books) {
        Set<String> complete = new HashSet<>();
        books.forEach(book -> {
            Account account = accounts.get(book.portfolioId());
            if (account == null ? book.venueCursor() == 0 : account.last == book.venueCursor()) {
                complete.add(book.portfolioId());
            }
        });
        return complete;
    }

    /** I7. Folds the journal up to what is booked. */
    public Check accounts(Pass pass, Collection<ExecutionBook> books) {
        Findings now = new Findings(Identity.VENUE_ACCOUNT);
        Set<String> unknown = new TreeSet<>(accounts.keySet());
        for (ExecutionBook book : books) {
            unknown.remove(book.portfolioId());
            Account account = accounts.computeIfAbsent(book.portfolioId(), first -> new Account());
            foldThrough(account, book.venueCursor());
            compare(pass, book, account, now);
        }
        unknown.forEach(portfolio ->
                now.missing(pass.moving(), portfolio, "has an account at the venue and no book in the database"));
        return now.check();
    }

    private static void compare(Pass pass, ExecutionBook book, Account account, Findings now) {
        String id = book.portfolioId();
        if (book.venueCursor() > account.last) {
            now.broken(id, "booked the venue's event " + book.venueCursor() + ", its journal ends at " + account.last);
            return;
        }
        if (book.venueCursor() < account.last) {
            now.missing(
                    pass.moving(),
                    id,
                    "booked the venue's events up to " + book.venueCursor() + ", its journal ends at " + account.last);
        }
        if (book.venueCursor() < account.through) {
            return;
        }
        now.require(
                LedgerRule.same(book.cash(), account.cash),
                id,
                "cash is " + LedgerRule.plain(book.cash()) + " here and " + LedgerRule.plain(account.cash)
                        + " at the venue");
        Set<String> symbols = new TreeSet<>(book.positions().keySet());
        symbols.addAll(account.positions.keySet());
        for (String symbol : symbols) {
            BigDecimal ours = book.positions().getOrDefault(symbol, BigDecimal.ZERO);
            BigDecimal theirs = account.positions.getOrDefault(symbol, BigDecimal.ZERO);
            now.require(
                    LedgerRule.same(ours, theirs),
                    id,
                    "position in " + symbol + " is " + LedgerRule.plain(ours) + " here and " + LedgerRule.plain(theirs)
                            + " at the venue");
        }
    }

    private void foldThrough(Account account, long cursor) {
        while (!account.ahead.isEmpty() && account.ahead.getFirst().sequence() <= cursor) {
            Step step = account.ahead.removeFirst();
            account.through = step.sequence();
            switch (step.entry()) {
                case VenueEntry.Credited credited -> account.cash = account.cash.add(credited.amount());
                case VenueEntry.Traded trade -> fold(account, trade);
                case VenueEntry.Taken order -> {}
                case VenueEntry.Other other -> {}
                case VenueEntry.Damaged damaged -> {}
            }
        }
    }

    private void fold(Account account, VenueEntry.Traded trade) {
        Taken order = taken.get(trade.clientOrderId());
        if (order == null) {
            lines.broken(trade.tradeId(), "trades order " + trade.clientOrderId() + ", which the venue never took");
            return;
        }
        BigDecimal sign = BigDecimal.valueOf(order.side().sign());
        account.positions.merge(order.symbol(), trade.quantity().multiply(sign), BigDecimal::add);
        account.cash = account.cash
                .subtract(trade.quantity().multiply(trade.price()).multiply(sign))
                .subtract(trade.fee());
    }
}
