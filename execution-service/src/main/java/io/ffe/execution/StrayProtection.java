package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.venue.Venue;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.outbox.Lead;
import io.ffe.messaging.time.LogicalTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Takes off protection that has outlived its position. What travels with an entry ends at the venue with what it protects; what was placed
 * as an order of its own stands alone there, and would close the symbol's next position at this one's stop. An exit takes it off first;
 * it outlives a position that somebody closed by hand, or that the venue closed. Nothing is remembered about it, and that it has
 * ended is read from the venue's events. Belongs to the thread that sends.
 *
 * <p>Not in lock-step: the paper venue ends such orders with the trade that closes the position.
 */
@ApplicationScoped
class StrayProtection {

    private static final Logger LOG = Logger.getLogger(StrayProtection.class);

    private final Venue venue;
    private final Books books;
    private final LogicalTime time;
    private final ExecutionConfig config;
    private final boolean lockStep;
    private final Map<String, Backoff> backoffs = new HashMap<>();

    StrayProtection(Venue venue, Books books, LogicalTime time, ExecutionConfig config, RunConfig run) {
        this.venue = venue;
        this.books = books;
        this.time = time;
        this.config = config;
        this.lockStep = run.lockStep();
    }

    /** @throws SQLException when the lead is lost: the rest is another's to do */
    void takeOffDue(Lead lead) throws SQLException {
        if (lockStep) {
            return;
        }
        Set<String> left = new HashSet<>();
        for (Order protection : stray()) {
            left.add(protection.clientOrderId());
            Backoff backoff = backoffs.computeIfAbsent(
                    protection.clientOrderId(),
                    id -> new Backoff(config.asking().firstPause()));
            if (backoff.isOver() && lead.held()) {
                backoff.lengthen(config.asking().longestPause());
                time.runAt(protection.logical() ? protection.decidedAt() : null, () -> {
                    VenueAnswer answer = venue.cancel(protection.clientOrderId());
                    LOG.infof(
                            "stray protection cancelled order=%s symbol=%s answer=%s",
                            protection.clientOrderId(), protection.symbol(), answer);
                });
            }
        }
        backoffs.keySet().retainAll(left);
    }

    /** Of all portfolios at once: this is asked several times a second, and there is none as a rule. */
    private List<Order> stray() {
        return books.read(books.orders::strayProtection).stream()
                .filter(protection -> config.portfolios().contains(protection.portfolioId()))
                .toList();
    }
}
