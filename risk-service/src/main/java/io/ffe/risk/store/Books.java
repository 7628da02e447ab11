package io.ffe.risk.store;

import io.ffe.risk.domain.book.Conduct;
import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.TradingDay;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.hibernate.Session;

/** Exposure books, one a portfolio. A book is changed only between {@link #locked} and the end of that transaction. */
@ApplicationScoped
public class Books {

    private final BookRow.Rows books;
    private final PositionRow.Rows positions;
    private final ReservationRow.Rows reservations;
    private final PendingExitRow.Rows pendingExits;
    private final LastEntryRow.Rows lastEntries;
    private final AheadRow.Rows ahead;
    private final ApprovalRow.Rows approvals;
    private final ClosedTradeRow.Rows closed;
    private final ThrottleRow.Rows throttles;

    Books(
            BookRow.Rows books,
            PositionRow.Rows positions,
            ReservationRow.Rows reservations,
            PendingExitRow.Rows pendingExits,
            LastEntryRow.Rows lastEntries,
            AheadRow.Rows ahead,
            ApprovalRow.Rows approvals,
            ClosedTradeRow.Rows closed,
            ThrottleRow.Rows throttles) {
        this.books = books;
        this.positions = positions;
        this.reservations = reservations;
        this.pendingExits = pendingExits;
        this.lastEntries = lastEntries;
        this.ahead = ahead;
        this.approvals = approvals;
        this.closed = closed;
        this.throttles = throttles;
    }

    /** The book, with its row locked until the transaction ends; whoever else wants it waits. */
    public ExposureBook locked(String portfolioId) {
        BookRow row = books.findById(portfolioId, LockModeType.PESSIMISTIC_WRITE);
        if (row == null) {
            books.ensure(portfolioId);
            row = Objects.requireNonNull(books.findById(portfolioId, LockModeType.PESSIMISTIC_WRITE));
        }
        return read(row);
    }

    /** The book as it is committed, whole: its writers wait until the transaction ends. Empty before the first event. */
    public Optional<ExposureBook> find(String portfolioId) {
        return Optional.ofNullable(books.findById(portfolioId, LockModeType.PESSIMISTIC_READ))
                .map(this::read);
    }

    /**
     * Writes what differs.
     *
     * @param before what {@link #locked} gave in this transaction
     */
    public void save(ExposureBook before, ExposureBook after) {
        if (before.equals(after)) {
            return;
        }
        String portfolioId = after.portfolioId();
        BookRow row = Objects.requireNonNull(books.findById(portfolioId));
        row.throughSequence = after.throughSequence();
        row.cash = after.cash();
        row.realisedPnl = after.realisedPnl();
        row.fees = after.fees();
        row.peakEquity = after.peakEquity();
        row.disputed = String.join(",", after.disputed());
        write(
                before.positions(),
                after.positions(),
                symbol -> positions.deleteById(new PortfolioSymbol(portfolioId, symbol)),
                position -> positions.getEntityManager().merge(PositionRow.of(portfolioId, position)));
        write(
                before.reservations(),
                after.reservations(),
                reservations::deleteById,
                reservation -> reservations.getEntityManager().merge(ReservationRow.of(portfolioId, reservation)));
        write(
                before.pendingExits(),
                after.pendingExits(),
                pendingExits::deleteById,
                exit -> pendingExits.getEntityManager().merge(PendingExitRow.of(portfolioId, exit)));
        write(
                before.lastEntries(),
                after.lastEntries(),
                symbol -> lastEntries.deleteById(new PortfolioSymbol(portfolioId, symbol)),
                entry -> lastEntries.getEntityManager().merge(LastEntryRow.of(portfolioId, entry)));
        write(
                before.ahead(),
                after.ahead(),
                sequence -> ahead.deleteById(new AheadRow.Key(portfolioId, sequence)),
                execution -> ahead.getEntityManager().merge(AheadRow.of(execution)));
        TradingDay day = after.conduct().day();
        row.dayDate = day == null ? null : day.date();
        row.dayStartEquity = day == null ? null : day.startEquity();
        save(portfolioId, before.conduct(), after.conduct());
    }

    private void save(String portfolioId, Conduct before, Conduct after) {
        write(
                before.approvals(),
                after.approvals(),
                approvals::deleteById,
                approval -> approvals.getEntityManager().merge(ApprovalRow.of(portfolioId, approval)));
        write(
                before.closed(),
                after.closed(),
                closed::deleteById,
                trade -> closed.getEntityManager().merge(ClosedTradeRow.of(portfolioId, trade)));
        write(
                before.throttles(),
                after.throttles(),
                symbol -> throttles.deleteById(new PortfolioSymbol(portfolioId, symbol)),
                throttle -> throttles.getEntityManager().merge(ThrottleRow.of(portfolioId, throttle)));
    }

    private ExposureBook read(BookRow row) {
        // What was changed in this transaction would not be seen by what reads past Hibernate.
        books.flush();
        return books.getEntityManager()
                .unwrap(Session.class)
                .doReturningWork(connection -> BookTables.read(connection, row));
    }

    private static <K, V> void write(Map<K, V> before, Map<K, V> after, Consumer<K> delete, Consumer<V> put) {
        before.keySet().stream().filter(key -> !after.containsKey(key)).forEach(delete);
        after.forEach((key, value) -> {
            if (!value.equals(before.get(key))) {
                put.accept(value);
            }
        });
    }
}
