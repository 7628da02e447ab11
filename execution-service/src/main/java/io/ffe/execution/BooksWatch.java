package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Measures what the books hold: how many orders are in each state that is not their last, and whether the whole ledger sums to zero.
 * Of the ledger, what was booked since the last look is added every few seconds; now and then everything is read anew, for entries
 * that somebody changed. On a thread of its own: no order waits for it.
 */
@ApplicationScoped
public class BooksWatch {

    private static final Logger LOG = Logger.getLogger(BooksWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Books books;
    private final Duration recheck;
    private final Thread thread = new Thread(this::run, "books-watch");

    BooksWatch(Books books, ExecutionConfig config) {
        this.books = books;
        this.recheck = config.ledgerRecheck();
        thread.setDaemon(true);
    }

    void start(@Observes StartupEvent ready) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(2));
    }

    private void run() {
        LedgerSums sums = new LedgerSums(books);
        long wholeNanos = System.nanoTime();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (System.nanoTime() - wholeNanos >= recheck.toNanos()) {
                    sums = new LedgerSums(books);
                    wholeNanos = System.nanoTime();
                }
                look(sums);
                TimeUnit.NANOSECONDS.sleep(Math.min(EVERY.toNanos(), recheck.toNanos()));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(LedgerSums sums) {
        try {
            books.meters.ledgerImbalance(sums.byCurrency());
            books.meters.openOrders(books.read(books.orders::openCounts));
        } catch (RuntimeException away) {
            LOG.debug("the books cannot be read", away);
        }
    }
}
