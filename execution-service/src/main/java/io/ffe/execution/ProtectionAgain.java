package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.Position;
import io.ffe.execution.domain.Protection;
import io.ffe.execution.store.PositionStore;
import io.ffe.execution.venue.Venue;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.Transactions;
import io.ffe.messaging.outbox.Lead;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Origin;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Places protection again that the venue refused, or that could not leave because its instrument did not trade. As the next generation,
 * after pauses that grow, once the venue says that it would take it. Entries stay closed until the position is protected and the books
 * were compared.
 *
 * <p>In lock-step it is tried at each beat, by its time, so that a replay does the same again.
 */
@ApplicationScoped
class ProtectionAgain {

    private static final Logger LOG = Logger.getLogger(ProtectionAgain.class);

    private final Venue venue;
    private final Books books;
    private final Transactions transactions;
    private final LogicalTime time;
    private final ExecutionConfig config;
    private final Clock clock;
    private final boolean lockStep;
    private final Map<String, Backoff> backoffs = new HashMap<>();
    private final Set<String> givenUp = new HashSet<>();

    ProtectionAgain(
            Venue venue,
            Books books,
            Transactions transactions,
            LogicalTime time,
            ExecutionConfig config,
            Clock clock,
            RunConfig run) {
        this.venue = venue;
        this.books = books;
        this.transactions = transactions;
        this.time = time;
        this.config = config;
        this.clock = clock;
        this.lockStep = run.lockStep();
    }

    /** Belongs to the thread of beats. @param now the beat's time */
    void atBeat(String portfolioId, Instant now) {
        for (Position position : open(portfolioId)) {
            books.read(() -> missing(portfolioId, position, now))
                    .filter(this::wouldBeTaken)
                    .ifPresent(next -> commit(portfolioId, position.symbol(), now));
        }
    }

    /**
     * Without beats; belongs to the thread that sends.
     *
     * @throws SQLException when the lead is lost: the rest is another's to do
     */
    void placeDue(Lead lead) throws SQLException {
        if (lockStep) {
            return;
        }
        Set<String> unprotected = new HashSet<>();
        for (String portfolioId : config.portfolios()) {
            for (Position position : open(portfolioId)) {
                Optional<Order> next = books.read(() -> missing(portfolioId, position, Instant.EPOCH));
                if (next.isPresent()) {
                    String key = portfolioId + " " + position.symbol();
                    unprotected.add(key);
                    // Looked at before it is paused for the first time: the last one came to nothing a moment ago.
                    Backoff backoff = backoffs.get(key);
                    if (backoff == null) {
                        pause(key);
                    } else if (backoff.isOver() && lead.held()) {
                        pause(key);
                        if (wouldBeTaken(next.get())) {
                            commit(portfolioId, position.symbol(), null);
                        }
                    }
                }
            }
        }
        forget(unprotected);
    }

    private void pause(String key) {
        backoffs.computeIfAbsent(key, first -> new Backoff(config.asking().firstPause()))
                .lengthen(config.asking().longestPause());
    }

    /** A generation that works ends the pauses; one that is on its way does not. */
    private void forget(Set<String> unprotected) {
        backoffs.keySet().removeIf(key -> !unprotected.contains(key) && !onItsWay(key));
    }

    private boolean onItsWay(String key) {
        String portfolioId = key.substring(0, key.lastIndexOf(' '));
        String symbol = key.substring(key.lastIndexOf(' ') + 1);
        return books.read(() -> books.orders.living(portfolioId, symbol)).stream()
                .anyMatch(order -> order.reducesOnly()
                        && switch (order.state()) {
                            case INTENT, SUBMITTING, UNKNOWN -> true;
                            case ACCEPTED, PARTIALLY_FILLED, FILLED, REJECTED, CANCELED, EXPIRED, DENIED -> false;
                        });
    }

    private List<Position> open(String portfolioId) {
        return books.read(() -> books.positions.open(portfolioId)).stream()
                .map(PositionStore.Marked::position)
                .toList();
    }

    /** In a transaction. */
    private Optional<Order> missing(String portfolioId, Position position, Instant now) {
        List<Order> living = books.orders.living(portfolioId, position.symbol());
        if (living.stream().anyMatch(Order::reducesOnly)) {
            return Optional.empty();
        }
        List<Order> protections = books.orders.lastProtections(
                portfolioId, position.symbol(), position.closingSide(), Protection.MOST_IN_A_ROW);
        String key = portfolioId + " " + position.symbol();
        if (!Protection.givenUp(protections)) {
            givenUp.remove(key);
        } else if (givenUp.add(key)) {
            LOG.errorf(
                    "protection given up portfolio=%s symbol=%s generations=%d reason=%s",
                    portfolioId,
                    position.symbol(),
                    Protection.MOST_IN_A_ROW,
                    protections.getFirst().life().reason());
        }
        return Protection.retried(position, living, protections, now);
    }

    /** Asked before a generation is made of it: an instrument that is halted for hours uses up none. */
    private boolean wouldBeTaken(Order next) {
        try {
            Optional<String> obstacle = venue.obstacle(next, null);
            obstacle.ifPresent(why ->
                    LOG.warnf("protection waits symbol=%s quantity=%s for=%s", next.symbol(), next.quantity(), why));
            return obstacle.isEmpty();
        } catch (VenueUnavailable | CircuitBreakerOpenException away) {
            LOG.warnf("protection waits symbol=%s cause=%s", next.symbol(), away.getMessage());
            return false;
        }
    }

    /** Once more under the portfolio's lock: an exit may have come, or the position gone. @param beat null without beats */
    private void commit(String portfolioId, String symbol, @Nullable Instant beat) {
        transactions.run(() -> {
            PortfolioBook book = books.open(portfolioId);
            boolean logical = books.run.origin() != Origin.LIVE;
            // Without beats a replay has no time of its own: the portfolio's last one is the nearest.
            Instant at = beat != null ? beat : logical ? book.head().asOf() : clock.instant();
            Position position = books.positions.position(portfolioId, symbol);
            missing(portfolioId, position, at)
                    .ifPresent(next -> time.runAt(logical ? at : null, () -> book.commit(next, at)));
        });
    }
}
