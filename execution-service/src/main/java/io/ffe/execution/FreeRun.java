package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.Transactions;
import io.ffe.messaging.inbox.MessagingReadiness;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Origin;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Without beats: one thread follows the quotes, and one for each portfolio follows the venue's events. */
@ApplicationScoped
class FreeRun {

    private static final Logger LOG = Logger.getLogger(FreeRun.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    private final LastQuotes quotes;
    private final VenueBooking booking;
    private final Reconciliation reconciliation;
    private final Books books;
    private final Transactions transactions;
    private final OrderThread orders;
    private final MessagingReadiness readiness;
    private final LogicalTime time;
    private final RunConfig run;
    private final ExecutionConfig config;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running = true;

    FreeRun(
            LastQuotes quotes,
            VenueBooking booking,
            Reconciliation reconciliation,
            Books books,
            Transactions transactions,
            OrderThread orders,
            MessagingReadiness readiness,
            LogicalTime time,
            RunConfig run,
            ExecutionConfig config) {
        this.quotes = quotes;
        this.booking = booking;
        this.reconciliation = reconciliation;
        this.books = books;
        this.transactions = transactions;
        this.orders = orders;
        this.readiness = readiness;
        this.time = time;
        this.run = run;
        this.config = config;
    }

    void start(@Observes StartupEvent ready) {
        if (run.lockStep()) {
            return;
        }
        follow("last-quotes", () -> quotes.poll(POLL), quotes::close);
        for (String portfolioId : config.portfolios()) {
            Marking marking = new Marking(portfolioId);
            follow("venue-events-" + portfolioId, () -> bookAndMark(portfolioId, marking), () -> {});
        }
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join(config.venue().eventWait().plus(POLL).toMillis());
        }
    }

    private void bookAndMark(String portfolioId, Marking marking) {
        try {
            if (booking.bookNext(portfolioId)) {
                orders.wake();
            }
        } catch (RuntimeException failed) {
            // Not at the end of the process, when anything may fail.
            if (running) {
                reconciliation.notBooked(portfolioId, failed);
            }
            throw failed;
        } finally {
            // Prices go on while the venue is away, and so does the loss or gain of what is held there.
            marking.whenDue();
        }
    }

    private void follow(String name, Runnable step, Runnable afterTrouble) {
        Thread thread = new Thread(() -> repeat(name, step, afterTrouble), name);
        threads.add(thread);
        thread.start();
    }

    private void repeat(String name, Runnable step, Runnable afterTrouble) {
        while (running) {
            try {
                step.run();
                readiness.up(name);
            } catch (RuntimeException trouble) {
                if (!running) {
                    return;
                }
                readiness.down(name, trouble);
                LOG.warnf("%s waits cause=%s", name, trouble.toString());
                LOG.debug("waits", trouble);
                afterTrouble.run();
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(TROUBLE_PAUSE.toMillis());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Marks a portfolio's open positions now and then; only live, because a replay without beats has no time of its own. */
    private final class Marking {

        private final String portfolioId;
        private long markedNanos = System.nanoTime();

        Marking(String portfolioId) {
            this.portfolioId = portfolioId;
        }

        void whenDue() {
            boolean due =
                    System.nanoTime() - markedNanos >= config.markInterval().toNanos();
            if (!due || run.origin() != Origin.LIVE) {
                return;
            }
            markedNanos = System.nanoTime();
            transactions.run(() -> {
                // The book first, and its lock with it: positions that were read before it may be booked on meanwhile.
                PortfolioBook book = books.open(portfolioId);
                if (!books.positions.open(portfolioId).isEmpty()) {
                    book.mark(time.now());
                }
            });
        }
    }
}
