package io.ffe.execution;

import io.ffe.execution.domain.Account;
import io.ffe.execution.domain.Booking;
import io.ffe.execution.domain.Conversion;
import io.ffe.execution.domain.LedgerTransaction;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderEvent;
import io.ffe.execution.domain.OrderLife;
import io.ffe.execution.domain.Position;
import io.ffe.execution.domain.Protection;
import io.ffe.execution.domain.Valuation;
import io.ffe.execution.domain.VenueEvent;
import io.ffe.execution.domain.VenueOrder;
import io.ffe.execution.store.PortfolioRow;
import io.ffe.execution.store.PositionStore;
import io.ffe.messaging.LogIds;
import io.ffe.schema.event.CashCause;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Execution.Kind;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Portfolio;
import io.ffe.schema.event.Quote;
import io.ffe.schema.topic.Topics;
import io.opentelemetry.api.trace.SpanKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One portfolio's book, open under its lock inside one transaction. Every change that is made here is numbered, booked and
 * put into the outbox before the transaction ends: the next execution, and the portfolio as it then stands.
 */
final class PortfolioBook {

    private static final Logger LOG = Logger.getLogger(PortfolioBook.class);

    private final Books books;
    private final PortfolioRow row;
    private final String portfolioId;

    PortfolioBook(Books books, PortfolioRow row) {
        this.books = books;
        this.row = row;
        this.portfolioId = row.portfolioId();
    }

    PortfolioRow head() {
        return row;
    }

    /** Takes in an order that is to be sent; its trace is the current one. */
    void commit(Order intent, Instant at) {
        books.orders.add(intent, books.traces.traceparent());
        publishOrder(intent, at);
    }

    /** Lets an event happen to an order of this portfolio; one that changes nothing is not published. */
    Order apply(Order order, OrderEvent event, Instant at) {
        OrderLife before = order.life();
        OrderLife after = before.after(event);
        if (after == before) {
            return order;
        }
        Order changed = order.with(after);
        books.orders.live(changed);
        boolean visible = after.state() != before.state() || after.quantity().compareTo(before.quantity()) != 0;
        if (visible) {
            publishOrder(changed, at);
        }
        if (after.ended() && !before.ended()) {
            afterEnd(changed, at);
        }
        return changed;
    }

    /**
     * Books the venue's next event. One that is booked already is passed over.
     *
     * @throws IllegalStateException when the venue left out a number
     */
    void book(VenueEvent event) {
        if (event.sequence() <= row.venueCursor()) {
            return;
        }
        boolean opens = event instanceof VenueEvent.Opened && row.venueCursor() == 0;
        if (!opens && event.sequence() != row.venueCursor() + 1) {
            throw new IllegalStateException("the venue's event " + event.sequence() + " of portfolio " + portfolioId
                    + " came after " + row.venueCursor() + ", expected " + (row.venueCursor() + 1));
        }
        switch (event) {
            case VenueEvent.Opened opened -> bookCash(opened.at(), opened.cashAfter(), "OPENING_BALANCE");
            case VenueEvent.Passed passed -> {}
            case VenueEvent.CashMoved cash -> bookCash(cash.at(), cash.amount(), cash.reason());
            case VenueEvent.OrderChanged changed -> {
                Order order = known(changed.order(), changed.at());
                order = apply(order, new OrderEvent.Resized(changed.order().quantity()), changed.at());
                apply(order, changed.order().stateEvent(), changed.at());
            }
            case VenueEvent.Traded trade -> bookTrade(trade);
        }
        row.venueCursor(event.sequence());
        compareCash(event);
    }

    /** Values open positions at the last quotes and publishes the portfolio. */
    void mark(Instant at) {
        convertWhatIsOwed(at);
        publishPortfolio(at);
    }

    private void bookCash(Instant at, BigDecimal amount, String reason) {
        if (amount.signum() == 0) {
            return;
        }
        CashCause cause = CashCause.of(reason);
        // What the venue converts is no conversion of execution's: it has one amount, and is a result.
        CashCause booked = cause == CashCause.CONVERSION ? CashCause.CHARGE : cause;
        if (booked == CashCause.DEPOSIT) {
            row.value(row.valuation().deposited(at, amount), at);
        }
        bookMoney(LedgerTransaction.moved(booked, books.config.currency(), amount), at, amount, reason);
    }

    private void bookMoney(LedgerTransaction transaction, Instant at, BigDecimal amount, String reason) {
        long sequence = row.nextExecutionSeq();
        books.ledger.book(portfolioId, sequence, transaction);
        row.booked(amount, BigDecimal.ZERO, BigDecimal.ZERO);
        publish(new Execution(
                books.run.id(),
                portfolioId,
                sequence,
                Kind.CASH,
                at,
                books.run.origin(),
                null,
                null,
                amount,
                BigDecimal.ZERO,
                null,
                reason));
    }

    /** Cash that was booked in another currency, while no rate was known, becomes account currency once there is one. */
    private void convertWhatIsOwed(Instant at) {
        if (row.account().unconverted() == null) {
            return;
        }
        String account = books.config.currency();
        books.ledger.foreignCash(portfolioId, account).forEach((currency, amount) -> {
            if (books.rates.of(currency, books.quotes::last) instanceof Conversion.Rate rate) {
                BigDecimal worth = rate.of(amount);
                bookMoney(
                        LedgerTransaction.conversion(currency, amount, account, worth),
                        at,
                        worth,
                        CashCause.CONVERSION + " of " + amount.toPlainString() + " " + currency + " at "
                                + rate.rate().toPlainString());
            }
        });
    }

    private void bookTrade(VenueEvent.Traded trade) {
        Order order = known(trade.order(), trade.at());
        if (books.fills.isBooked(books.config.venue().name(), trade.tradeId())) {
            return;
        }
        String symbol = order.symbol();
        Position before = books.positions.position(portfolioId, symbol);
        String currency = books.rates.bookedIn(symbol);
        Booking booking = Booking.of(
                before,
                new Booking.Trade(trade.side(), trade.quantity(), trade.price(), trade.fee()),
                currency,
                books.config.currency(),
                books.rates.of(currency, books.quotes::last));
        Position after = booking.change().after();

        if (booking.unconverted() != null) {
            row.owes(booking.unconverted());
        }
        long sequence = row.nextExecutionSeq();
        row.booked(booking.cashDelta(), booking.realised(), trade.fee());
        books.positions.save(portfolioId, after, trade.price(), currency);
        books.fills.add(books.config.venue().name(), portfolioId, trade, sequence);
        books.ledger.book(portfolioId, sequence, booking.entries());

        OrderLife life = order.life()
                .after(new OrderEvent.Resized(trade.order().quantity()))
                .after(new OrderEvent.Traded(books.fills.filledOf(order.clientOrderId())));
        Order filled = order.with(life);
        books.orders.live(filled);
        publish(new Execution(
                books.run.id(),
                portfolioId,
                sequence,
                Kind.FILL,
                trade.at(),
                filled.origin(),
                filled.status(books.config.venue().name()),
                new Execution.Fill(trade.tradeId(), trade.side(), trade.quantity(), trade.price(), trade.fee()),
                booking.cashDelta(),
                booking.realised(),
                after.quantity(),
                null));
        books.meters.filled(filled, trade.price());
        String gaveUp = trade.gaveUp();
        if (gaveUp != null) {
            // Told like any other end, so that what waits for the order's last state hears of it.
            apply(filled, new OrderEvent.Canceled(gaveUp), trade.at());
        }
        if (life.ended()) {
            // Also when it had ended before: a trade that is told late leaves a position that needs protection.
            afterEnd(filled, trade.at());
        }
        comparePosition(trade, after);
    }

    /** An order that the venue has and execution never made is adopted, and closes entries until a person has looked. */
    private Order known(VenueOrder found, Instant at) {
        return books.orders.byId(found.clientOrderId()).orElseGet(() -> {
            Order adopted = Order.adopted(
                    found, portfolioId, books.config.venue().name(), at, books.run.origin() != Origin.LIVE);
            commit(adopted, at);
            closeEntries("order " + found.clientOrderId() + " in " + found.symbol()
                    + " works at the venue and was never made here");
            return adopted;
        });
    }

    private void afterEnd(Order ended, Instant at) {
        if (ended.purpose() == Purpose.ENTRY) {
            books.orders
                    .travellingWith(ended.clientOrderId())
                    .ifPresent(protection -> Protection.afterEntry(ended, books.venue.carriesProtection())
                            .ifPresent(event -> apply(protection, event, at)));
        }
        Position position = books.positions.position(portfolioId, ended.symbol());
        if (position.isFlat()) {
            return;
        }
        List<Order> living = books.orders.living(portfolioId, ended.symbol());
        Optional<Order> last = books.orders.lastProtection(portfolioId, ended.symbol(), position.closingSide());
        Optional<Order> again = Protection.missing(
                position, Stream.concat(living.stream(), last.stream()).toList(), at);
        again.ifPresent(protection -> commit(protection, at));
        if (again.isEmpty() && living.stream().noneMatch(Order::reducesOnly)) {
            closeEntries("position in " + ended.symbol() + " has no protection: " + ended.purpose() + " order "
                    + ended.clientOrderId() + " ended " + ended.state() + " ("
                    + ended.life().reason() + ")");
        }
    }

    private void compareCash(VenueEvent event) {
        BigDecimal told = event.cashAfter();
        if (told == null) {
            return;
        }
        BigDecimal difference = row.cash().subtract(told).abs();
        if (difference.compareTo(books.config.venue().cashTolerance()) > 0) {
            closeEntries("after the venue's event " + event.sequence() + " cash is "
                    + row.cash().toPlainString() + " here and " + told.toPlainString() + " at the venue");
        }
    }

    private void comparePosition(VenueEvent.Traded trade, Position position) {
        BigDecimal told = trade.positionAfter();
        if (told != null && position.quantity().compareTo(told) != 0) {
            closeEntries("after the venue's event " + trade.sequence() + " the position in " + position.symbol()
                    + " is " + position.quantity().toPlainString() + " here and "
                    + told.toPlainString() + " at the venue");
        }
    }

    /** No entry leaves until the books were compared and agree. */
    void closeEntries(String reason) {
        if (!reason.equals(row.entriesClosed())) {
            LOG.errorf("entries closed portfolio=%s reason=%s", portfolioId, reason);
            row.closeEntries(reason);
        }
        books.meters.entriesClosed(portfolioId, true);
    }

    private void publishOrder(Order order, Instant at) {
        publish(new Execution(
                books.run.id(),
                portfolioId,
                row.nextExecutionSeq(),
                Kind.ORDER,
                at,
                order.origin(),
                order.status(books.config.venue().name()),
                null,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                books.positions.position(portfolioId, order.symbol()).quantity(),
                order.life().reason()));
        books.meters.changed(order);
    }

    /** Goes out in the trace of the order, so that one trace leads from the tick that closed the bar to the fill. */
    private void publish(Execution event) {
        Execution.OrderStatus order = event.order();
        String traceparent = order == null ? null : books.orders.traceparent(order.clientOrderId());
        books.traces.inSpan("book " + event.kind(), SpanKind.INTERNAL, traceparent, () -> {
            books.executions.add(event);
            books.outbox.append(Topics.EXECUTIONS, event, portfolioId, hop());
            publishPortfolio(event.occurredAt());
        });
        LogIds.during(
                event,
                () -> LOG.infof(
                        "execution portfolio=%s sequence=%d kind=%s order=%s symbol=%s state=%s reason=%s",
                        portfolioId,
                        event.sequence(),
                        event.kind(),
                        order == null ? "-" : order.clientOrderId(),
                        order == null ? "-" : order.symbol(),
                        order == null ? "-" : order.state(),
                        event.reason()));
    }

    private void publishPortfolio(Instant at) {
        List<Portfolio.Position> open = new ArrayList<>();
        List<Account.Holding> holdings = new ArrayList<>();
        for (PositionStore.Marked marked : books.positions.open(portfolioId)) {
            Position position = marked.position();
            BigDecimal mark = markOf(position, marked.mark());
            String currency = books.rates.bookedIn(position.symbol());
            Conversion conversion = books.rates.of(currency, books.quotes::last);
            @Nullable BigDecimal rate = conversion instanceof Conversion.Rate known ? known.rate() : null;
            books.positions.mark(portfolioId, position.symbol(), mark, currency, rate);
            holdings.add(new Account.Holding(position, mark, conversion));
            open.add(new Portfolio.Position(
                    position.symbol(),
                    position.quantity(),
                    position.averagePrice(),
                    mark,
                    conversion instanceof Conversion.Rate known
                            ? known.of(position.unrealisedAt(mark))
                            : BigDecimal.ZERO));
        }
        Account account = Account.of(row.cash(), holdings, books.config.leverageLimit(), owed());
        row.account(account, books.config.currency(), books.config.leverageLimit());
        if (account.unconverted() != null) {
            closeEntries("the account cannot be valued: " + account.unconverted());
        }
        // What cannot be valued whole keeps the equity that it last had: half of it would look like a loss, or a gain.
        BigDecimal equity = account.unconverted() == null
                ? account.equity()
                : row.valuation().equity();
        Valuation valuation = row.valuation().at(at, equity);
        row.value(valuation, at);
        long version = row.nextVersion();
        Portfolio portfolio = new Portfolio(
                books.run.id(),
                portfolioId,
                version,
                row.executionSeq(),
                row.asOf(),
                books.run.origin(),
                books.config.currency(),
                row.cash(),
                equity,
                valuation.peakEquity(),
                valuation.drawdownFraction(),
                valuation.dayResult(),
                row.realisedPnl(),
                row.fees(),
                open,
                Math.toIntExact(books.orders.workingCount(portfolioId)));
        books.outbox.appendLatest(Topics.PORTFOLIO, portfolio, portfolioId, version, hop());
        books.meters.valued(portfolioId, valuation);
    }

    /** Cash in other currencies, as words; null when there is none. Looked for only where a rate was missing. */
    private @Nullable String owed() {
        if (row.account().unconverted() == null) {
            return null;
        }
        Map<String, BigDecimal> owed = books.ledger.foreignCash(portfolioId, books.config.currency());
        return owed.isEmpty() ? null : "cash without a rate: " + owed;
    }

    /** The middle of the last quote; without one, what the position was last marked at. */
    private BigDecimal markOf(Position position, BigDecimal lastMark) {
        @Nullable Quote quote = books.quotes.last(position.symbol());
        return quote == null ? lastMark : quote.mid();
    }

    private Duration hop() {
        return books.config.hopLatency();
    }
}
