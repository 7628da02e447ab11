package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.VenueEvent;
import io.ffe.execution.domain.VenueEventPage;
import io.ffe.execution.venue.Venue;
import io.ffe.messaging.FailPoints;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.Transactions;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Origin;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks the venue what happened in a portfolio and books it. How far that has come is stored in the transaction that books,
 * so an event is booked once, however often it is asked for and by however many threads.
 */
@ApplicationScoped
public class VenueBooking {

    /** How long the venue may hold a question for a beat before it is asked again. */
    private static final Duration BEAT_WAIT = Duration.ofSeconds(5);

    private final Venue venue;
    private final Books books;
    private final Transactions transactions;
    private final LogicalTime time;
    private final ExecutionConfig config;
    private final boolean live;

    VenueBooking(
            Venue venue,
            Books books,
            Transactions transactions,
            LogicalTime time,
            ExecutionConfig config,
            RunConfig run) {
        this.venue = venue;
        this.books = books;
        this.transactions = transactions;
        this.time = time;
        this.config = config;
        this.live = run.origin() == Origin.LIVE;
    }

    /**
     * Books everything that the venue has up to now, and returns then.
     *
     * @param throughBeat also everything that the venue makes of this beat; 0 when beats do not count
     * @param logicalNow time to put on what is published; with null each event's own
     * @throws io.ffe.execution.venue.VenueUnavailable when the venue does not answer
     */
    void catchUp(String portfolioId, long throughBeat, @Nullable Instant logicalNow) {
        boolean all;
        do {
            all = look(portfolioId, throughBeat, logicalNow);
        } while (!all);
    }

    /**
     * One look of those that {@link #catchUp} takes, for whoever has something to do in between.
     *
     * @return true when everything that the venue had is booked
     * @throws io.ffe.execution.venue.VenueUnavailable when the venue does not answer
     */
    boolean look(String portfolioId) {
        return look(portfolioId, 0, null);
    }

    private boolean look(String portfolioId, long throughBeat, @Nullable Instant logicalNow) {
        long cursor = cursor(portfolioId);
        VenueEventPage page =
                venue.events(portfolioId, cursor, throughBeat, throughBeat > 0 ? BEAT_WAIT : Duration.ZERO);
        return book(portfolioId, cursor, page, logicalNow)
                && page.lastFrom(cursor) >= page.lastSequence()
                && page.beat() >= throughBeat;
    }

    /**
     * Waits a moment for the venue's next events and books them.
     *
     * @return whether there were any
     */
    boolean bookNext(String portfolioId) {
        long cursor = cursor(portfolioId);
        VenueEventPage page =
                venue.events(portfolioId, cursor, 0, config.venue().eventWait());
        if (!book(portfolioId, cursor, page, null)) {
            catchUp(portfolioId, 0, null);
        }
        return !page.events().isEmpty();
    }

    /** The last event that is booked. */
    long cursor(String portfolioId) {
        return books.read(() ->
                books.portfolios.byId(portfolioId).map(row -> row.venueCursor()).orElse(0L));
    }

    /**
     * A page counts from where it was asked from only: of a venue that numbers nothing by itself, the numbers are places in one look
     * at its lists, and another look's may stand for other events.
     *
     * @return false when somebody else has booked meanwhile, and nothing of the page was
     */
    private boolean book(String portfolioId, long askedFrom, VenueEventPage page, @Nullable Instant logicalNow) {
        if (page.events().isEmpty()) {
            return true;
        }
        boolean booked = transactions.call(() -> {
            PortfolioBook book = books.open(portfolioId);
            if (book.head().venueCursor() != askedFrom) {
                return false;
            }
            for (VenueEvent event : page.events()) {
                time.runAt(live ? null : logicalNow == null ? event.at() : logicalNow, () -> book.book(event));
            }
            FailPoints.hit("execution.before-booking");
            return true;
        });
        FailPoints.hit("execution.after-booking");
        return booked;
    }
}
