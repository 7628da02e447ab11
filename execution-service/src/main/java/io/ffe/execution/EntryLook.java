package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.DenialReason;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.SendCheck;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.time.LogicalTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Everything that may keep an order from leaving now, in one place: what must not leave must not go on resting at the venue either. */
@ApplicationScoped
class EntryLook {

    private final EntryStop stop;
    private final Reconciliation reconciliation;
    private final Books books;
    private final LastQuotes quotes;
    private final LogicalTime time;
    private final ExecutionConfig config;
    private final Clock clock;
    private final SendCheck check;
    private final boolean followsMarket;

    EntryLook(
            EntryStop stop,
            Reconciliation reconciliation,
            Books books,
            LastQuotes quotes,
            LogicalTime time,
            RunConfig run,
            ExecutionConfig config,
            Clock clock) {
        this.stop = stop;
        this.reconciliation = reconciliation;
        this.books = books;
        this.quotes = quotes;
        this.time = time;
        this.config = config;
        this.clock = clock;
        this.followsMarket = !run.lockStep();
        this.check = new SendCheck(config.venue().real(), config.maxQuoteAge(), config.maxQuoteSkew());
    }

    /**
     * Before the books were compared once, nobody knows what is open; before quotes are loaded, or while the broker is away,
     * nobody knows their age; before the control topic was read, nobody knows what risk has said. An entry that is stopped is
     * denied without any of the latter.
     */
    boolean possible(Order order) {
        return reconciliation.compared(order.portfolioId())
                && (order.reducesOnly()
                        || (quotes.current() && stop.known())
                        || stopped(order).isPresent());
    }

    /** Why an entry may not leave now, whatever it is; always empty for orders that only reduce. */
    Optional<String> stopped(Order order) {
        return order.reducesOnly() ? Optional.empty() : stop.denial(order.portfolioId());
    }

    /** In a free run the market has gone on while the order came here, and its age counts by that. */
    Instant now(Order order) {
        Instant now = time.now(config.hopLatency());
        return followsMarket && order.logical() && quotes.marketTime().isAfter(now) ? quotes.marketTime() : now;
    }

    /** Once more, right before an order leaves: all but what the database knows, which may take its time. */
    Optional<String> lastDenial(Order order) {
        return stopped(order).or(() -> check.denial(order, quotes.last(order.symbol()), now(order)));
    }

    /** For an order that left some time ago: in a replay without beats the market's own time, which has gone on. */
    Instant laterNow(Order order) {
        if (!order.logical()) {
            return clock.instant();
        }
        return quotes.marketTime().isAfter(order.decidedAt()) ? quotes.marketTime() : order.decidedAt();
    }

    /** Why the order must not leave, or empty. */
    Optional<String> denial(Order order, Instant now) {
        Optional<String> stopped = stopped(order);
        if (stopped.isPresent()) {
            return stopped;
        }
        String closed = books.read(() -> books.portfolios
                .byId(order.portfolioId())
                .map(row -> row.entriesClosed() == null ? "" : row.entriesClosed())
                .orElse(""));
        if (!order.reducesOnly() && !closed.isEmpty()) {
            return Optional.of(DenialReason.ENTRIES_CLOSED.text(closed));
        }
        return check.denial(order, quotes.last(order.symbol()), now);
    }
}
