package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.Position;
import io.ffe.execution.domain.Protection;
import io.ffe.execution.store.PositionStore.Held;
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
    private final Map<Place, Backoff> backoffs = new HashMap<>();
    private final Set<Place> givenUp = new HashSet<>();

    private record Place(String portfolioId, String symbol) {

        static Place of(Held held) {
            return new Place(held.portfolioId(), held.position().symbol());
        }
    }

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
        for (Held held : uncovered()) {
            if (held.portfolioId().equals(portfolioId)) {
                books.read(() -> missing(portfolioId, held.position(), now))
                        .filter(this::wouldBeTaken)
                        .ifPresent(next -> commit(Place.of(held), now));
            }
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
        Set<Place> unprotected = new HashSet<>();
        for (Held held : uncovered()) {
            Optional<Order> next = books.read(() -> missing(held.portfolioId(), held.position(), Instant.EPOCH));
            if (next.isPresent()) {
                Place place = Place.of(held);
                unprotected.add(place);
                // Looked at before it is paused for the first time: the last one came to nothing a moment ago.
                Backoff backoff = backoffs.get(place);
                if (backoff == null) {
                    pause(place);
                } else if (backoff.isOver() && lead.held()) {
                    pause(place);
                    if (wouldBeTaken(next.get())) {
                        commit(place, null);
                    }
                }
            }
        }
        forget(unprotected);
    }

    private void pause(Place place) {
        backoffs.computeIfAbsent(place, first -> new Backoff(config.asking().firstPause()))
                .lengthen(config.asking().longestPause());
    }

    /** A generation that works ends the pauses; one that is on its way does not. */
    private void forget(Set<Place> unprotected) {
        backoffs.keySet().removeIf(place -> !unprotected.contains(place) && !onItsWay(place));
    }

    private boolean onItsWay(Place place) {
        return books.read(() -> books.orders.living(place.portfolioId(), place.symbol())).stream()
                .anyMatch(order -> order.reducesOnly()
                        && switch (order.state()) {
                            case INTENT, SUBMITTING, UNKNOWN -> true;
                            case ACCEPTED, PARTIALLY_FILLED, FILLED, REJECTED, CANCELED, EXPIRED, DENIED -> false;
                        });
    }

    /** Of all portfolios at once: this is asked several times a second, and there are none as a rule. */
    private List<Held> uncovered() {
        return books.read(books.positions::uncovered).stream()
                .filter(held -> config.portfolios().contains(held.portfolioId()))
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
        Place place = new Place(portfolioId, position.symbol());
        if (!Protection.givenUp(protections)) {
            givenUp.remove(place);
        } else if (givenUp.add(place)) {
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
    private void commit(Place place, @Nullable Instant beat) {
        transactions.run(() -> {
            PortfolioBook book = books.open(place.portfolioId());
            boolean logical = books.run.origin() != Origin.LIVE;
            // Without beats a replay has no time of its own: the portfolio's last one is the nearest.
            Instant at = beat != null ? beat : logical ? book.head().asOf() : clock.instant();
            Position position = books.positions.position(place.portfolioId(), place.symbol());
            missing(place.portfolioId(), position, at)
                    .ifPresent(next -> time.runAt(logical ? at : null, () -> book.commit(next, at)));
        });
    }
}
