package io.ffe.risk;

import io.ffe.messaging.RunConfig;
import io.ffe.risk.config.RiskConfig;
import io.ffe.risk.store.Snapshots;
import io.ffe.risk.store.Verdicts;
import io.ffe.schema.event.Decision;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Holds a decision back until the snapshot that it names was read, by this process or by another one of this service. The
 * two topics have no order between them, and a decision without its snapshot can only be rejected. Waits outside of any
 * transaction and on monotonic time.
 */
@ApplicationScoped
public class SnapshotWait {

    private static final Logger LOG = Logger.getLogger(SnapshotWait.class);

    /** How often the database is asked: another process may have read the snapshot, and nothing tells us. */
    private static final long ASK_EVERY_NANOS = Duration.ofMillis(25).toNanos();

    private static final long AFTER_TROUBLE_NANOS = Duration.ofMillis(500).toNanos();

    private final Admission admission;
    private final Snapshots snapshots;
    private final Verdicts verdicts;
    private final long patienceNanos;

    /** How long was waited for a snapshot so far, by its id: each portfolio has a decision on it, and none waits anew. */
    private final Map<String, Long> waited = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > 64;
        }
    });

    private final Semaphore woken = new Semaphore(0);
    private volatile boolean stopping;

    SnapshotWait(Admission admission, Snapshots snapshots, Verdicts verdicts, RiskConfig config, RunConfig run) {
        this.admission = admission;
        this.snapshots = snapshots;
        this.verdicts = verdicts;
        this.patienceNanos = (run.lockStep() ? config.snapshotWaitLockStep() : config.snapshotWait()).toNanos();
    }

    /**
     * Returns when the snapshot is there, when patience with it is over, or when the decision was judged before; at once when it is
     * not ours to judge, so that strangers cannot hold up the others.
     */
    public void before(Decision decision) {
        if (!admission.mayBeJudged(decision)) {
            return;
        }
        long last = System.nanoTime();
        while (!stopping) {
            Answer answer = ask(decision);
            if (answer == Answer.HERE) {
                return;
            }
            long now = System.nanoTime();
            // Time without a database is not the snapshot's fault.
            long soFar = waited.merge(decision.snapshotId(), answer == Answer.NOT_HERE ? now - last : 0, Long::sum);
            last = now;
            if (soFar >= patienceNanos) {
                LOG.warnf(
                        "snapshot has not arrived decision=%s snapshot=%s symbol=%s waitedMillis=%d",
                        decision.decisionId(),
                        decision.snapshotId(),
                        decision.symbol(),
                        TimeUnit.NANOSECONDS.toMillis(soFar));
                return;
            }
            if (!pause(answer == Answer.NOT_HERE ? ASK_EVERY_NANOS : AFTER_TROUBLE_NANOS)) {
                return;
            }
        }
    }

    /** A snapshot was committed by this process. */
    public void arrived() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
    }

    void stop(@Observes ShutdownEvent shutdown) {
        stopping = true;
        arrived();
    }

    private enum Answer {
        HERE,
        NOT_HERE,
        DATABASE_AWAY
    }

    private Answer ask(Decision decision) {
        try {
            boolean here = QuarkusTransaction.requiringNew()
                    .call(() -> snapshots.has(decision.snapshotId()) || verdicts.has(decision.decisionId()));
            return here ? Answer.HERE : Answer.NOT_HERE;
        } catch (RuntimeException away) {
            LOG.warnf("snapshot cannot be looked up cause=%s", away.toString());
            return Answer.DATABASE_AWAY;
        }
    }

    /**
     * Until something arrives or the time is over; which of the two does not matter, the database is asked again.
     *
     * @return false when the thread was interrupted: the process is going down
     */
    private boolean pause(long nanos) {
        try {
            if (woken.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                woken.drainPermits();
            }
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
