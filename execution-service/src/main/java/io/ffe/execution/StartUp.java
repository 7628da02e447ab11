package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.messaging.FailPoints;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

/** Compares the books with the venue's, again and again until they agree. Until then entries stay closed. */
@ApplicationScoped
class StartUp {

    private static final Logger LOG = Logger.getLogger(StartUp.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Reconciliation reconciliation;
    private final OrderThread orders;
    private final ExecutionConfig config;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "reconciliation");

    StartUp(Reconciliation reconciliation, OrderThread orders, ExecutionConfig config) {
        this.reconciliation = reconciliation;
        this.orders = orders;
        this.config = config;
    }

    void start(@Observes StartupEvent ready) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent ending) throws InterruptedException {
        stopping.countDown();
        thread.join(TimeUnit.SECONDS.toMillis(2));
    }

    private void run() {
        try {
            do {
                config.portfolios().forEach(this::compare);
                orders.wake();
            } while (!reconciliation.clean() && !stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void compare(String portfolioId) {
        FailPoints.hit("execution.before-comparing");
        try {
            reconciliation.compare(portfolioId);
        } catch (VenueUnavailable | CircuitBreakerOpenException away) {
            LOG.warnf("books not compared portfolio=%s cause=%s", portfolioId, away.getMessage());
        } catch (RuntimeException failed) {
            // The database may be away, or the venue's account cannot be booked: entries stay closed either way.
            LOG.errorf(failed, "books not compared portfolio=%s", portfolioId);
        }
    }
}
