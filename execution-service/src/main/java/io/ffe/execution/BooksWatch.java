package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.messaging.Periodic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Measures what the books hold: how many orders are in each state that is not their last, and whether the whole ledger sums to zero.
 * Of the ledger, what was booked since the last look is added every few seconds; now and then everything is read anew, for entries
 * that somebody changed. On a thread of its own: no order waits for it.
 */
@ApplicationScoped
public class BooksWatch {

    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Books books;
    private final Duration recheck;
    private final Periodic looks;
    private LedgerSums sums;
    private long wholeNanos = System.nanoTime();

    BooksWatch(Books books, ExecutionConfig config) {
        this.books = books;
        this.recheck = config.ledgerRecheck();
        this.sums = new LedgerSums(books);
        this.looks = Periodic.afterAPause("books-watch", recheck.compareTo(EVERY) < 0 ? recheck : EVERY, this::look);
    }

    void start(@Observes StartupEvent ready) {
        looks.start();
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        looks.stop();
    }

    private void look() {
        if (System.nanoTime() - wholeNanos >= recheck.toNanos()) {
            sums = new LedgerSums(books);
            wholeNanos = System.nanoTime();
        }
        books.meters.ledgerImbalance(sums.byCurrency());
        books.meters.openOrders(books.read(books.orders::openCounts));
    }
}
