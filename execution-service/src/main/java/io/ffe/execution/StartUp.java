package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.messaging.FailPoints;
import io.ffe.messaging.RunConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

/**
 * Compares the books with the venue's: again and again until they agree, until when entries stay closed, and from then on now and
 * then, so that a difference closes them again. In lock-step every event is compared as it is booked, and that is all.
 */
@ApplicationScoped
class StartUp {

    private static final Logger LOG = Logger.getLogger(StartUp.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Reconciliation reconciliation;
    private final OrderThread orders;
    private final RunConfig run;
    private final ExecutionConfig config;
    private final CompareSchedule schedule;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "reconciliation");

    StartUp(Reconciliation reconciliation, OrderThread orders, RunConfig run, ExecutionConfig config) {
        this.reconciliation = reconciliation;
        this.orders = orders;
        this.run = run;
        this.config = config;
        this.schedule = new CompareSchedule(config.venue().compareInterval(), System::nanoTime);
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
                config.portfolios().stream().filter(this::due).forEach(this::compare);
                orders.wake();
            } while (!(run.lockStep() && reconciliation.clean())
                    && !stopping.await(pauseMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Not those that agree as well at each try: with many portfolios and a busy venue the others would wait for all of them. */
    private boolean due(String portfolioId) {
        return schedule.due(portfolioId, reconciliation.clean(portfolioId));
    }

    private long pauseMillis() {
        return (reconciliation.clean() ? config.venue().compareInterval() : PAUSE).toMillis();
    }

    private void compare(String portfolioId) {
        FailPoints.hit("execution.before-comparing");
        schedule.begins(portfolioId);
        try {
            reconciliation.compare(portfolioId);
        } catch (Reconciliation.WentOn busy) {
            LOG.debugf("books not compared portfolio=%s cause=%s", portfolioId, busy.getMessage());
        } catch (VenueUnavailable | CircuitBreakerOpenException away) {
            LOG.warnf("books not compared portfolio=%s cause=%s", portfolioId, away.getMessage());
        } catch (RuntimeException failed) {
            // The database may be away, or the venue's account cannot be booked, which closes entries (FreeRun).
            LOG.errorf(failed, "books not compared portfolio=%s", portfolioId);
        }
    }
}
