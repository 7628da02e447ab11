package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.messaging.inbox.MessagingReadiness;
import io.ffe.messaging.replay.Acks;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The one thread that asks and sends, in this order: what is unresolved from before is settled first. */
@ApplicationScoped
public class OrderThread {

    private static final Logger LOG = Logger.getLogger(OrderThread.class);

    /** Also looks without being woken: for verdicts that another instance took in, and for pauses that end. */
    private static final Duration POLL = Duration.ofMillis(200);

    private static final Duration TROUBLE_PAUSE = Duration.ofMillis(500);
    private static final Duration LEDGER_CHECK = Duration.ofSeconds(10);

    private final OrderSender sender;
    private final UnresolvedOrders unresolved;
    private final Books books;
    private final ExecutionMeters meters;
    private final MessagingReadiness readiness;
    private final Acks acks;
    private final Duration longestExchange;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "orders");
    private volatile boolean running = true;

    OrderThread(
            OrderSender sender,
            UnresolvedOrders unresolved,
            Books books,
            ExecutionMeters meters,
            MessagingReadiness readiness,
            Acks acks,
            ExecutionConfig config) {
        this.sender = sender;
        this.unresolved = unresolved;
        this.books = books;
        this.meters = meters;
        this.readiness = readiness;
        this.acks = acks;
        this.longestExchange =
                config.venue().connectTimeout().plus(config.venue().requestTimeout());
    }

    void start(@Observes StartupEvent ready) {
        thread.start();
    }

    /** Lets an order that is under way come to its answer. */
    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        running = false;
        wake();
        thread.join(longestExchange.toMillis());
    }

    /** Says that something may be to be sent. */
    public void wake() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
    }

    /** False once the thread has ended, which it does with the application only. */
    public boolean alive() {
        return thread.isAlive();
    }

    private void run() {
        long ledgerCheckedNanos = System.nanoTime() - LEDGER_CHECK.toNanos();
        while (running) {
            try {
                unresolved.askDue();
                sender.sendCommitted();
                acks.changed();
                if (System.nanoTime() - ledgerCheckedNanos >= LEDGER_CHECK.toNanos()) {
                    meters.ledgerImbalance(books.read(books.ledger::imbalance));
                    ledgerCheckedNanos = System.nanoTime();
                }
                readiness.up("orders");
                pause(POLL);
            } catch (RuntimeException failed) {
                // Whatever was half done stands in the database as SUBMITTING or INTENT and is taken up again from
                // there.
                if (running) {
                    readiness.down("orders", failed);
                    LOG.errorf(failed, "orders wait cause=%s", failed.toString());
                    pause(TROUBLE_PAUSE);
                }
            }
        }
    }

    private void pause(Duration pause) {
        try {
            if (woken.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                woken.drainPermits();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }
}
