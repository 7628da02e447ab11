package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.VenueMemory;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The books as a venue that numbers nothing remembers itself by. Each answer is read in a transaction of its own. */
@ApplicationScoped
class BookMemory implements VenueMemory {

    private final Books books;
    private final ExecutionConfig config;

    BookMemory(Books books, ExecutionConfig config) {
        this.books = books;
        this.config = config;
    }

    @Override
    public long cursor(String portfolioId) {
        return books.read(() ->
                books.portfolios.byId(portfolioId).map(row -> row.venueCursor()).orElse(0L));
    }

    @Override
    public Optional<Instant> openedAt(String portfolioId) {
        return books.read(() -> books.executions.firstAt(portfolioId));
    }

    @Override
    public List<Order> living(String portfolioId) {
        return books.read(() -> books.orders.atVenue(portfolioId));
    }

    @Override
    public Optional<Order> order(String clientOrderId) {
        return books.read(() -> books.orders.byId(clientOrderId));
    }

    @Override
    public Set<String> booked(Collection<String> tradeIds) {
        return tradeIds.isEmpty()
                ? Set.of()
                : books.read(() -> books.fills.booked(config.venue().name(), tradeIds));
    }
}
