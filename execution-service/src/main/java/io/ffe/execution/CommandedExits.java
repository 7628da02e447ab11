package io.ffe.execution;

import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderEvent;
import io.ffe.execution.domain.Position;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quote;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes the exits that an operator asks for, by a halt or by a command of its own. */
@ApplicationScoped
class CommandedExits {

    private final Books books;
    private final LastQuotes quotes;
    private final LogicalTime time;
    private final Clock clock;

    CommandedExits(Books books, LastQuotes quotes, LogicalTime time, Clock clock) {
        this.books = books;
        this.quotes = quotes;
        this.time = time;
        this.clock = clock;
    }

    /** Commits the exit in the transaction in which the book was opened; {@link OrderSender} sends it. */
    Order commit(PortfolioBook book, Position position, String commandId, int generation, BigDecimal quantity) {
        boolean logical = books.run.origin() != Origin.LIVE;
        Instant at = at(book);
        Order exit = Order.flattening(
                commandId,
                generation,
                book.head().portfolioId(),
                position,
                quantity,
                closingPrice(position),
                books.run.origin(),
                at,
                logical);
        // What is published in a replay carries its time.
        time.runAt(logical ? at : null, () -> book.commit(exit, at));
        return exit;
    }

    /** Ends an exit that has not left, in the transaction in which the book was opened. */
    void withdraw(PortfolioBook book, Order exit, String reason) {
        Instant at = at(book);
        time.runAt(exit.logical() ? at : null, () -> book.apply(exit, new OrderEvent.Denied(reason), at));
    }

    /** A command has no logical time of its own: the portfolio's last one is the nearest. */
    private Instant at(PortfolioBook book) {
        return books.run.origin() == Origin.LIVE ? clock.instant() : book.head().asOf();
    }

    private @Nullable BigDecimal closingPrice(Position position) {
        Quote quote = quotes.last(position.symbol());
        return quote == null ? null : position.quantity().signum() > 0 ? quote.bid() : quote.ask();
    }
}
