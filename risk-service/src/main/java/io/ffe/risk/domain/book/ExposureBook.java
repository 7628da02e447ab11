package io.ffe.risk.domain.book;

import io.ffe.schema.event.CashCause;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Execution.Fill;
import io.ffe.schema.event.Execution.OrderStatus;
import io.ffe.schema.event.OrderIntent.Purpose;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One portfolio as risk knows it. Immutable; {@link #fold}, {@link #reserve} and {@link #expect} give the next one.
 *
 * @param throughSequence last execution taken in; all before it were taken too
 * @param cash in account currency
 * @param realisedPnl sum of what executions stated as realised, in account currency
 * @param fees sum of all fees, in account currency
 * @param peakEquity highest equity that a verdict was computed on, moved by cash that came or went; absent before the
 *     first valuation
 * @param positions by symbol
 * @param reservations of approved entries, by verdictId
 * @param pendingExits approved exits whose order has not ended, by verdictId
 * @param lastEntries newest approved entry, by symbol
 * @param ahead executions that arrived beyond a gap, by sequence
 * @param disputed symbols whose folded position is not the one that the last execution stated
 * @param conduct what the portfolio did lately
 */
public record ExposureBook(
        String portfolioId,
        long throughSequence,
        BigDecimal cash,
        BigDecimal realisedPnl,
        BigDecimal fees,
        @Nullable BigDecimal peakEquity,
        SortedMap<String, Position> positions,
        SortedMap<String, Reservation> reservations,
        SortedMap<String, PendingExit> pendingExits,
        SortedMap<String, LastEntry> lastEntries,
        SortedMap<Long, Execution> ahead,
        SortedSet<String> disputed,
        Conduct conduct) {

    public ExposureBook {
        positions = sorted(positions);
        reservations = sorted(reservations);
        pendingExits = sorted(pendingExits);
        lastEntries = sorted(lastEntries);
        ahead = sorted(ahead);
        disputed = Collections.unmodifiableSortedSet(new TreeSet<>(disputed));
    }

    /** The book of a portfolio about which nothing was heard. */
    public static ExposureBook empty(String portfolioId) {
        return new ExposureBook(
                portfolioId,
                0,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                null,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeSet<>(),
                Conduct.NONE);
    }

    /**
     * The book after an execution of this portfolio. One that was taken before gives this same book; one beyond a gap is
     * kept until the gap is filled.
     */
    public ExposureBook fold(Execution execution) {
        if (!execution.portfolioId().equals(portfolioId)) {
            throw new IllegalArgumentException(
                    "execution of portfolio " + execution.portfolioId() + " in the book of " + portfolioId);
        }
        if (execution.sequence() <= throughSequence || ahead.containsKey(execution.sequence())) {
            return this;
        }
        if (execution.sequence() > throughSequence + 1) {
            return change().ahead(execution).book();
        }
        Draft draft = change();
        draft.take(execution);
        draft.takeWhatFollows();
        return draft.book();
    }

    /**
     * The book after an approved entry: its exposure is reserved.
     *
     * @param asOf of the snapshot that was decided on
     * @param now logical time of the verdict
     */
    public ExposureBook reserve(Reservation reservation, Instant asOf, Instant now) {
        return change().entry(reservation, asOf, now).book();
    }

    /** The book after an approved exit: a second one waits until this one's order has ended. */
    public ExposureBook expect(PendingExit exit) {
        return change().exit(exit).book();
    }

    /** The book after an equity was seen: the peak rises to it or stays, and the first one of a day is what the day began with. */
    public ExposureBook seen(BigDecimal equity, Instant now) {
        return change().peak(peakEquity == null ? equity : peakEquity.max(equity))
                .day(equity, now)
                .book();
    }

    /** The book after the repeated-execution throttle of a symbol was passed: no entry until somebody re-enables it. */
    public ExposureBook trip(String symbol, Instant now) {
        Throttle before = conduct.throttles().get(symbol);
        return before != null && before.tripped()
                ? this
                : change().throttle(new Throttle(symbol, before == null ? Instant.EPOCH : before.countsFrom(), now))
                        .book();
    }

    /** The book after somebody re-enabled a symbol that was tripped: what was approved until then does not count any more. */
    public ExposureBook reenable(String symbol) {
        Throttle before = conduct.throttles().get(symbol);
        return before == null || before.trippedAt() == null
                ? this
                : change().throttle(new Throttle(symbol, before.trippedAt(), null))
                        .book();
    }

    /** The signed position in a symbol, zero when flat. */
    public BigDecimal positionIn(String symbol) {
        Position position = positions.get(symbol);
        return position == null ? BigDecimal.ZERO : position.quantity();
    }

    /** Positions of a symbol at their marks plus its reservations, in account currency; never negative. */
    public BigDecimal exposureTo(String symbol, Map<String, Mark> marks) {
        BigDecimal reserved = reservations.values().stream()
                .filter(reservation -> reservation.symbol().equals(symbol))
                .map(Reservation::notional)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return Optional.ofNullable(positions.get(symbol))
                .map(position -> reserved.add(worth(position, marks)))
                .orElse(reserved);
    }

    /** The position in a symbol at its mark, in account currency; below zero when short, zero when flat. */
    public BigDecimal signedWorthOf(String symbol, Map<String, Mark> marks) {
        Position held = positions.get(symbol);
        return held == null
                ? BigDecimal.ZERO
                : worth(held, marks).multiply(BigDecimal.valueOf(held.quantity().signum()));
    }

    /** Exposure to all symbols, long and short added up. */
    public BigDecimal grossExposure(Map<String, Mark> marks) {
        return openSymbols().stream().map(symbol -> exposureTo(symbol, marks)).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Every symbol that is held or reserved. */
    public Set<String> openSymbols() {
        SortedSet<String> symbols = new TreeSet<>(positions.keySet());
        reservations.values().forEach(reservation -> symbols.add(reservation.symbol()));
        return symbols;
    }

    /** A position without a mark counts at what it cost: only its equity is unknown, not that it is there. */
    private static BigDecimal worth(Position position, Map<String, Mark> marks) {
        Mark mark = marks.get(position.symbol());
        BigDecimal price = mark == null ? position.averagePrice() : mark.closing(position.quantity());
        return position.quantity().abs().multiply(price);
    }

    private static <K, V> SortedMap<K, V> sorted(Map<K, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    private Draft change() {
        return new Draft(this);
    }

    /** The next book while it is being worked out; never leaves this class. */
    private static final class Draft {

        private final String portfolioId;
        private long throughSequence;
        private BigDecimal cash;
        private BigDecimal realisedPnl;
        private BigDecimal fees;
        private @Nullable BigDecimal peakEquity;
        private final TreeMap<String, Position> positions;
        private final TreeMap<String, Reservation> reservations;
        private final TreeMap<String, PendingExit> pendingExits;
        private final TreeMap<String, LastEntry> lastEntries;
        private final TreeMap<Long, Execution> ahead;
        private final TreeSet<String> disputed;
        private Conduct conduct;

        Draft(ExposureBook from) {
            this.portfolioId = from.portfolioId;
            this.throughSequence = from.throughSequence;
            this.cash = from.cash;
            this.realisedPnl = from.realisedPnl;
            this.fees = from.fees;
            this.peakEquity = from.peakEquity;
            this.positions = new TreeMap<>(from.positions);
            this.reservations = new TreeMap<>(from.reservations);
            this.pendingExits = new TreeMap<>(from.pendingExits);
            this.lastEntries = new TreeMap<>(from.lastEntries);
            this.ahead = new TreeMap<>(from.ahead);
            this.disputed = new TreeSet<>(from.disputed);
            this.conduct = from.conduct;
        }

        void take(Execution execution) {
            throughSequence = execution.sequence();
            cash = cash.add(execution.cashDelta());
            realisedPnl = realisedPnl.add(execution.realisedPnl());
            OrderStatus order = execution.order();
            if (order == null) {
                // Money that was paid in or out is neither a gain nor a loss: peak and day move with it. Interest and
                // fees
                // are.
                boolean deposited = CashCause.of(execution.reason()) == CashCause.DEPOSIT;
                if (peakEquity != null && deposited) {
                    peakEquity = peakEquity.add(execution.cashDelta()).max(BigDecimal.ZERO);
                }
                TradingDay day = conduct.day();
                if (day != null && deposited) {
                    conduct = conduct.on(new TradingDay(
                            day.date(),
                            day.startEquity().add(execution.cashDelta()).max(BigDecimal.ZERO)));
                }
                return;
            }
            Fill fill = execution.fill();
            if (fill != null) {
                fees = fees.add(fill.fee());
                if (reduces(order.symbol(), fill)) {
                    conduct = conduct.closed(new ClosedTrade(
                            order.clientOrderId(),
                            order.symbol(),
                            order.purpose() == Purpose.PROTECTION,
                            execution.realisedPnl(),
                            execution.occurredAt()));
                }
                move(order, fill);
                compare(order.symbol(), execution.positionQuantity());
            }
            if (order.state().terminal()) {
                release(order);
            }
        }

        void takeWhatFollows() {
            for (Execution next = ahead.remove(throughSequence + 1);
                    next != null;
                    next = ahead.remove(throughSequence + 1)) {
                take(next);
            }
        }

        private boolean reduces(String symbol, Fill fill) {
            Position held = positions.get(symbol);
            return held != null && held.side() != fill.side();
        }

        /** From reservation to position in one step. */
        private void move(OrderStatus order, Fill fill) {
            Position held = positions.get(order.symbol());
            Optional<Position> after =
                    held == null ? Optional.of(Position.opened(order.symbol(), fill)) : held.after(fill);
            after.ifPresentOrElse(
                    position -> positions.put(order.symbol(), position), () -> positions.remove(order.symbol()));
            if (order.purpose() == Purpose.ENTRY && order.verdictId() != null) {
                reservations.computeIfPresent(order.verdictId(), (id, reservation) -> {
                    BigDecimal left = reservation.quantity().subtract(fill.quantity());
                    return left.signum() <= 0
                            ? null
                            : new Reservation(
                                    id, reservation.symbol(), reservation.side(), left, reservation.notionalPerUnit());
                });
            }
        }

        private void release(OrderStatus order) {
            if (order.verdictId() == null) {
                return;
            }
            switch (order.purpose()) {
                case ENTRY -> reservations.remove(order.verdictId());
                case EXIT -> pendingExits.remove(order.verdictId());
                // Protection carries the verdict of its entry; its end says nothing about the entry's own order.
                case PROTECTION -> {}
            }
        }

        private void compare(String symbol, @Nullable BigDecimal stated) {
            Position held = positions.get(symbol);
            BigDecimal folded = held == null ? BigDecimal.ZERO : held.quantity();
            if (stated == null || folded.compareTo(stated) == 0) {
                disputed.remove(symbol);
            } else {
                disputed.add(symbol);
            }
        }

        Draft ahead(Execution execution) {
            ahead.put(execution.sequence(), execution);
            return this;
        }

        Draft entry(Reservation reservation, Instant asOf, Instant now) {
            conduct = conduct.approved(new Approval(
                    reservation.verdictId(), reservation.symbol(), reservation.side(), reservation.quantity(), now));
            reservations.put(reservation.verdictId(), reservation);
            lastEntries.put(
                    reservation.symbol(),
                    new LastEntry(reservation.symbol(), reservation.side(), asOf, reservation.verdictId()));
            return this;
        }

        Draft exit(PendingExit exit) {
            pendingExits.put(exit.verdictId(), exit);
            return this;
        }

        Draft peak(BigDecimal equity) {
            peakEquity = equity;
            return this;
        }

        Draft day(BigDecimal equity, Instant now) {
            LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
            TradingDay day = conduct.day();
            if (day == null || day.date().isBefore(today)) {
                conduct = conduct.on(new TradingDay(today, equity));
            }
            return this;
        }

        Draft throttle(Throttle throttle) {
            conduct = conduct.with(throttle);
            return this;
        }

        ExposureBook book() {
            return new ExposureBook(
                    portfolioId,
                    throughSequence,
                    cash,
                    realisedPnl,
                    fees,
                    peakEquity,
                    positions,
                    reservations,
                    pendingExits,
                    lastEntries,
                    ahead,
                    disputed,
                    conduct);
        }
    }
}
