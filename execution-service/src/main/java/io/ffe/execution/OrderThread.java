package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.messaging.AdvisoryLock;
import io.ffe.messaging.inbox.MessagingReadiness;
import io.ffe.messaging.outbox.Lead;
import io.ffe.messaging.replay.Acks;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * The one thread that asks, cancels and sends, in this order: what is unresolved from before is settled first. Of several processes
 * one holds the lead and does it; the others take verdicts in and wait for the lead, which they have at once when its
 * holder dies and within an exchange with the venue when it freezes. One that wakes up with an order in its hand keeps it: what
 * left just before the lead was lost is asked about, by whoever has it then, for as long as it can be under way.
 */
@ApplicationScoped
public class OrderThread {

    private static final Logger LOG = Logger.getLogger(OrderThread.class);

    /** Also looks without being woken: for verdicts that another instance took in, and for pauses that end. */
    private static final Duration POLL = Duration.ofMillis(200);

    private static final Duration TROUBLE_PAUSE = Duration.ofMillis(500);

    private final DataSource database;
    private final OrderSender sender;
    private final UnresolvedOrders unresolved;
    private final HaltWork halts;
    private final RestingEntries resting;
    private final ProtectionAgain protection;
    private final StrayProtection stray;
    private final MessagingReadiness readiness;
    private final Acks acks;
    private final Duration longestExchange;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "orders");
    private volatile boolean running = true;

    OrderThread(
            DataSource database,
            OrderSender sender,
            UnresolvedOrders unresolved,
            HaltWork halts,
            RestingEntries resting,
            ProtectionAgain protection,
            StrayProtection stray,
            MessagingReadiness readiness,
            Acks acks,
            ExecutionConfig config) {
        this.database = database;
        this.sender = sender;
        this.unresolved = unresolved;
        this.halts = halts;
        this.resting = resting;
        this.protection = protection;
        this.stray = stray;
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
        while (running) {
            try (Lead lead = Lead.join(database, AdvisoryLock.ORDERS, longestExchange.plusSeconds(1))) {
                orderWith(lead);
            } catch (SQLException | RuntimeException failed) {
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

    private void orderWith(Lead lead) throws SQLException {
        boolean leading = false;
        while (running) {
            if (lead.held()) {
                if (!leading) {
                    unresolved.leadBegins();
                    leading = true;
                }
                unresolved.askDue(lead);
                halts.doWhatIsLeft(lead);
                resting.endDue(lead);
                stray.takeOffDue(lead);
                protection.placeDue(lead);
                sender.sendCommitted(lead);
            }
            acks.changed();
            readiness.up("orders");
            pause(POLL);
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
