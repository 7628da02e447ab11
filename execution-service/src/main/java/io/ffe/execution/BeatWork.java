package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.Transactions;
import io.ffe.messaging.replay.BeatListener;
import io.ffe.schema.event.Beat;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What execution does at a beat: takes in its quotes, waits until the venue has merged it, books what the venue made of it,
 * ends entries that must not rest on, places protection again that came to nothing, and at a snapshot's beat marks open
 * positions. A venue that does not answer fails the beat, which is then done again.
 *
 * <p>In a free run quotes and events are followed as they come ({@link FreeRun}). Its one beat, the end, comes when the venue
 * has read every tick: what the venue has then is all there will be, and it is booked before the beat is answered.
 */
@ApplicationScoped
class BeatWork implements BeatListener {

    private final LastQuotes quotes;
    private final VenueBooking booking;
    private final Books books;
    private final Transactions transactions;
    private final RestingEntries resting;
    private final ProtectionAgain protection;
    private final OrderThread orders;
    private final RunConfig run;
    private final ExecutionConfig config;

    BeatWork(
            LastQuotes quotes,
            VenueBooking booking,
            Books books,
            Transactions transactions,
            RestingEntries resting,
            ProtectionAgain protection,
            OrderThread orders,
            RunConfig run,
            ExecutionConfig config) {
        this.quotes = quotes;
        this.booking = booking;
        this.books = books;
        this.transactions = transactions;
        this.resting = resting;
        this.protection = protection;
        this.orders = orders;
        this.run = run;
        this.config = config;
    }

    @Override
    public void onBeat(Beat beat) {
        if (run.lockStep()) {
            inLockStep(beat);
        } else {
            config.portfolios().forEach(portfolioId -> booking.catchUp(portfolioId, 0, null));
        }
        orders.wake();
    }

    private void inLockStep(Beat beat) {
        quotes.mergeThrough(beat.tickEnds());
        for (String portfolioId : config.portfolios()) {
            booking.catchUp(portfolioId, beat.beat(), beat.now());
            resting.endAtBeat(portfolioId, beat.now());
            protection.atBeat(portfolioId, beat.now());
            if (beat.kind() == Beat.Kind.SNAPSHOT) {
                mark(portfolioId, beat);
            }
        }
    }

    /** Once for each beat, so that a beat that comes again after a restart publishes nothing twice. */
    private void mark(String portfolioId, Beat beat) {
        transactions.run(() -> {
            PortfolioBook book = books.open(portfolioId);
            if (book.head().markedBeat() < beat.beat()) {
                book.head().markedBeat(beat.beat());
                if (!books.positions.open(portfolioId).isEmpty()) {
                    book.mark(beat.now());
                }
            }
        });
    }
}
