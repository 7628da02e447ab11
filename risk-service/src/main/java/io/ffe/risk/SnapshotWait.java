package io.ffe.risk;

import io.ffe.messaging.RunConfig;
import io.ffe.messaging.inbox.Trouble;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.risk.config.RiskConfig;
import io.ffe.risk.store.LastUsed;
import io.ffe.risk.store.Snapshots;
import io.ffe.risk.store.Verdicts;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Snapshot;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
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

    /** The most that a look counts for: while the process or the database stood still, no snapshot could come either. */
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    /** Failures in a row that are no infrastructure's: a bug, which fails the channel. */
    private static final int BUGS = 5;

    private static final int WAITED_FOR = 1_000;

    private final Admission admission;
    private final Snapshots snapshots;
    private final Verdicts verdicts;
    private final LogicalTime time;
    private final Clock clock;
    private final boolean live;
    private final long patienceNanos;

    /** How long was waited for a snapshot so far, by its id: each portfolio has a decision on it, and none waits anew. */
    private final Map<String, Long> waited = LastUsed.of(WAITED_FOR);

    private final Semaphore woken = new Semaphore(0);
    private volatile boolean stopping;

    /** Of the one thread that decisions are read on. */
    private int bugs;

    SnapshotWait(
            Admission admission,
            Snapshots snapshots,
            Verdicts verdicts,
            LogicalTime time,
            Clock clock,
            RiskConfig config,
            RunConfig run) {
        this.admission = admission;
        this.snapshots = snapshots;
        this.verdicts = verdicts;
        this.time = time;
        this.clock = clock;
        this.live = run.origin() == Origin.LIVE;
        this.patienceNanos = (run.lockStep() ? config.snapshotWaitLockStep() : config.snapshotWait()).toNanos();
    }

    /**
     * Returns when the snapshot is there, when patience with it or the decision's validity is over, or when the decision was judged before;
     * at once when it is not ours to judge, so that strangers cannot hold up the others, when it names a snapshot that its own symbol,
     * timeframe and time do not make, and when a later one of its symbol was read: that one does not come any more.
     *
     * @throws IllegalStateException when the process ends meanwhile: the next one waits anew, and judges as it would have
     */
    public void before(Decision decision) {
        if (!admission.mayBeJudged(decision) || !time.isKnown() || !namesItsOwn(decision)) {
            return;
        }
        long last = System.nanoTime();
        for (Answer answer = ask(decision); answer != Answer.HERE; answer = ask(decision)) {
            long now = System.nanoTime();
            // Time without a database is not the snapshot's fault.
            long soFar = waited.merge(
                    decision.snapshotId(), answer == Answer.NOT_HERE ? Math.min(now - last, LOOK_NANOS) : 0, Long::sum);
            last = now;
            if (answer == Answer.NOT_HERE && (soFar >= patienceNanos || isOver(decision))) {
                LOG.warnf(
                        "snapshot has not arrived decision=%s snapshot=%s symbol=%s waitedMillis=%d",
                        decision.decisionId(),
                        decision.snapshotId(),
                        decision.symbol(),
                        TimeUnit.NANOSECONDS.toMillis(soFar));
                return;
            }
            pause(answer == Answer.NOT_HERE ? ASK_EVERY_NANOS : AFTER_TROUBLE_NANOS);
            if (stopping) {
                throw new IllegalStateException("stopped before snapshot " + decision.snapshotId() + " arrived");
            }
        }
    }

    private static boolean namesItsOwn(Decision decision) {
        return decision.snapshotId()
                .equals(Snapshot.idOf(decision.runId(), decision.symbol(), decision.timeframe(), decision.asOf()));
    }

    /**
     * Whatever comes now, no entry follows; exits need no snapshot. Asked live alone: the time of a replay stands still meanwhile, and its
     * verdicts must not depend on which topic was read first.
     */
    private boolean isOver(Decision decision) {
        return live && time.now().isAfter(decision.validUntil());
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
                    .call(() -> snapshots.has(decision.snapshotId())
                            || verdicts.has(decision.decisionId())
                            || snapshots.passed(decision.symbol(), decision.asOf(), clock.instant()));
            bugs = 0;
            return here ? Answer.HERE : Answer.NOT_HERE;
        } catch (RuntimeException failed) {
            bugs = Trouble.isInfrastructure(failed) ? 0 : bugs + 1;
            if (bugs >= BUGS) {
                throw failed;
            }
            LOG.warnf("snapshot cannot be looked up cause=%s", failed.toString());
            return Answer.DATABASE_AWAY;
        }
    }

    /** Until something arrives or the time is over; which of the two does not matter, the database is asked again. */
    private void pause(long nanos) {
        try {
            if (woken.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                woken.drainPermits();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }
}
