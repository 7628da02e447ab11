package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.RestingEntry;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.venue.Venue;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.inbox.Trouble;
import io.ffe.messaging.outbox.Lead;
import io.ffe.messaging.time.LogicalTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends entries that rest at the venue once they must not any more: when a part has traded, so that what is held is protected as a
 * whole; and when they would not be let out anew, because their verdict's validity is over, trading or entries are stopped, or prices
 * are old. Nothing is remembered about it: each look at the books finds what is left to do, so it goes on after a death. That an
 * entry has ended is read from the venue's events, like every end of an order.
 *
 * <p>In lock-step it is done at beats, by their time, so that a replay ends the same orders at the same ticks.
 */
@ApplicationScoped
class RestingEntries {

    private static final Logger LOG = Logger.getLogger(RestingEntries.class);

    private final EntryLook look;
    private final Venue venue;
    private final VenueBooking booking;
    private final Books books;
    private final LogicalTime time;
    private final ExecutionConfig config;
    private final boolean lockStep;
    private final Map<String, Backoff> backoffs = new HashMap<>();

    RestingEntries(
            EntryLook look,
            Venue venue,
            VenueBooking booking,
            Books books,
            LogicalTime time,
            RunConfig run,
            ExecutionConfig config) {
        this.look = look;
        this.venue = venue;
        this.booking = booking;
        this.books = books;
        this.time = time;
        this.config = config;
        this.lockStep = run.lockStep();
    }

    /**
     * After the venue's part of a beat is booked; belongs to the thread of beats.
     *
     * @param now the beat's time
     * @throws VenueUnavailable when the venue did not end one: the beat is then done again
     * @throws IllegalStateException when it is not known yet what may stop one: a moment after a start the beat is done again
     */
    void endAtBeat(String portfolioId, Instant now) {
        for (Order entry : resting()) {
            if (!entry.portfolioId().equals(portfolioId)) {
                continue;
            }
            if (!look.possible(entry)) {
                throw new IllegalStateException("entry " + entry.clientOrderId()
                        + " rests, and the books were not compared or the control topic was not read yet");
            }
            Optional<String> why = why(entry, now);
            if (why.isPresent()) {
                time.runAt(now, () -> {
                    if (!end(entry, why.get(), now)) {
                        throw new VenueUnavailable("the venue did not end entry " + entry.clientOrderId());
                    }
                });
            }
        }
    }

    /**
     * Without beats; belongs to the thread that sends.
     *
     * @throws SQLException when the lead is lost: the rest is another's to do
     */
    void endDue(Lead lead) throws SQLException {
        if (lockStep) {
            return;
        }
        Set<String> ending = new HashSet<>();
        for (Order entry : resting()) {
            Instant now = look.laterNow(entry);
            Optional<String> why = why(entry, now);
            if (why.isPresent()) {
                ending.add(entry.clientOrderId());
                Backoff backoff = backoffs.computeIfAbsent(
                        entry.clientOrderId(), id -> new Backoff(config.asking().firstPause()));
                if (backoff.isOver() && lead.held()) {
                    backoff.lengthen(config.asking().longestPause());
                    time.runAt(entry.logical() ? now : null, () -> end(entry, why.get(), null));
                }
            }
        }
        backoffs.keySet().retainAll(ending);
    }

    /** Of all portfolios at once: this is asked several times a second. */
    private List<Order> resting() {
        return books.read(books.orders::resting).stream()
                .filter(entry -> config.portfolios().contains(entry.portfolioId()))
                .toList();
    }

    private Optional<String> why(Order entry, Instant now) {
        return RestingEntry.ends(entry, now)
                .or(() -> look.possible(entry) ? look.denial(entry, now) : Optional.empty());
    }

    /** @return true when it works no more and its end is booked */
    private boolean end(Order entry, String why, @Nullable Instant logicalNow) {
        VenueAnswer answer = venue.cancel(entry.clientOrderId());
        LOG.infof("resting entry cancelled order=%s because=\"%s\" answer=%s", entry.clientOrderId(), why, answer);
        boolean over = answer instanceof VenueAnswer.HasNot
                || (answer instanceof VenueAnswer.Has(var order)
                        && !order.state().works());
        if (over) {
            try {
                booking.catchUp(entry.portfolioId(), 0, logicalNow);
            } catch (RuntimeException later) {
                if (Trouble.isInfrastructure(later)) {
                    throw later;
                }
                // The venue is away, or what it tells cannot be booked: other orders go on.
                LOG.debugf("its end is booked later order=%s cause=%s", entry.clientOrderId(), later);
                return false;
            }
        }
        return over;
    }
}
