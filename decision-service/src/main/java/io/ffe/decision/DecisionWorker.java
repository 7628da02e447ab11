package io.ffe.decision;

import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.ModelCall;
import io.ffe.decision.domain.Standing;
import io.ffe.decision.llm.OllamaModel;
import io.ffe.decision.store.DecisionJobs;
import io.ffe.decision.store.DecisionJobs.Job;
import io.ffe.decision.store.DecisionJobs.Lease;
import io.ffe.decision.store.Decisions;
import io.ffe.decision.store.Positions;
import io.ffe.messaging.FailPoints;
import io.ffe.messaging.LogIds;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.Traces;
import io.ffe.messaging.Transactions;
import io.ffe.messaging.inbox.MessagingReadiness;
import io.ffe.messaging.replay.Acks;
import io.ffe.messaging.replay.PendingWork;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Decides on queued snapshots, on threads of its own. Woken by each commit that queues one, and looking by itself now and
 * then for what a worker that died has left.
 *
 * <p>A job that cannot be recorded, because the database is away, keeps its answers and is tried again: no model is asked
 * twice for it by this process. Readiness is DOWN meanwhile.
 */
@ApplicationScoped
public class DecisionWorker implements PendingWork {

    private static final Logger LOG = Logger.getLogger(DecisionWorker.class);
    private static final Duration LOOK_ANYWAY = Duration.ofMillis(500);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    /** While decisions wait all the time, the oldest questions to the prompt on trial are given up. */
    private static final int MOST_SHADOW_QUESTIONS = 100;

    private final DecisionConfig config;
    private final Ladder ladder;
    private final ModelRungs models;
    private final DecisionJobs jobs;
    private final Positions positions;
    private final Feedback feedback;
    private final Decisions decisions;
    private final Transactions transactions;
    private final DecisionPublication publication;
    private final LogicalTime time;
    private final Traces traces;
    private final Acks acks;
    private final MessagingReadiness readiness;
    private final DecisionMeters meters;
    private final String instance;
    private final Semaphore woken = new Semaphore(0);
    private final List<Thread> threads;
    private final Queue<ShadowQuestion> shadowQuestions = new ConcurrentLinkedQueue<>();
    private volatile boolean running = true;
    private volatile long countAgainNanos = System.nanoTime();

    /** What the prompt on trial is to be asked when no decision waits; all that the deciding one was told. */
    private record ShadowQuestion(String decisionId, Snapshot snapshot, Held held, List<Outcome> past) {}

    DecisionWorker(
            DecisionConfig config,
            Ladder ladder,
            ModelRungs models,
            DecisionJobs jobs,
            Positions positions,
            Feedback feedback,
            Decisions decisions,
            Transactions transactions,
            DecisionPublication publication,
            LogicalTime time,
            Traces traces,
            Acks acks,
            MessagingReadiness readiness,
            DecisionMeters meters,
            RunConfig run) {
        this.config = config;
        this.ladder = ladder;
        this.models = models;
        this.jobs = jobs;
        this.positions = positions;
        this.feedback = feedback;
        this.decisions = decisions;
        this.transactions = transactions;
        this.publication = publication;
        this.time = time;
        this.traces = traces;
        this.acks = acks;
        this.readiness = readiness;
        this.meters = meters;
        this.instance = run.instance();
        DecisionPublication.permitted(config.mode(), run.origin());
        check(config);
        this.threads = IntStream.range(0, config.workers())
                .mapToObj(i -> new Thread(this::run, "decision-worker-" + i))
                .toList();
    }

    /** @throws IllegalArgumentException naming a value that cannot be meant */
    static void check(DecisionConfig config) {
        deadlines(config).forEach((key, deadline) -> checkLease(config, key, deadline));
        if (config.workers() < 1) {
            throw new IllegalArgumentException(
                    "ffe.decision.workers is " + config.workers() + ", expected one or more");
        }
    }

    /** Of every call that a job may wait for, by key. */
    private static SortedMap<String, Duration> deadlines(DecisionConfig config) {
        SortedMap<String, Duration> deadlines = new TreeMap<>(Map.of(
                "ffe.decision.llm.deadline", config.llm().deadline(),
                "ffe.decision.llm.fallback.deadline", config.llm().fallback().deadline()));
        DecisionConfig.Debate debate = config.ensemble().debate();
        if (debate.enabled()) {
            deadlines.put("ffe.decision.ensemble.debate.argument-deadline", debate.argumentDeadline());
            deadlines.put("ffe.decision.ensemble.debate.judge-deadline", debate.judgeDeadline());
        }
        return deadlines;
    }

    private static void checkLease(DecisionConfig config, String key, Duration deadline) {
        if (config.lease().compareTo(deadline) <= 0) {
            throw new IllegalArgumentException("ffe.decision.lease is " + config.lease() + ", expected more than " + key
                    + ", which is " + deadline + ": a second worker would take up what the first still waits for");
        }
    }

    void start(@Observes StartupEvent ready) {
        int left = QuarkusTransaction.requiringNew().call(() -> jobs.giveBack(instance));
        if (left > 0) {
            LOG.infof("jobs of an earlier life are taken up again instance=%s jobs=%d", instance, left);
        }
        threads.forEach(Thread::start);
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        running = false;
        woken.release(threads.size());
        for (Thread thread : threads) {
            // No second model is asked any more, so one deadline is the longest.
            thread.join(deadlines(config).values().stream()
                    .max(Comparator.naturalOrder())
                    .orElseThrow()
                    .plusSeconds(1));
        }
    }

    /** Says that there may be a job. */
    public void wake() {
        countAgainNanos = System.nanoTime();
        woken.release();
    }

    /** Jobs that are not decided yet. */
    @Override
    public Work work() {
        return Work.pending(backlog().jobs());
    }

    private void run() {
        while (running) {
            try {
                Optional<Taken> taken = QuarkusTransaction.requiringNew().call(() -> {
                    countBacklog();
                    // No model is asked twice; what is calculated may be.
                    return jobs.lease(instance, config.lease(), models.configured())
                            .map(this::taken);
                });
                if (taken.isPresent()) {
                    decide(taken.get());
                } else if (askShadow()) {
                    continue;
                } else if (woken.tryAcquire(LOOK_ANYWAY.toMillis(), TimeUnit.MILLISECONDS)) {
                    woken.drainPermits();
                }
                readiness.up("worker");
            } catch (InterruptedException stopping) {
                return;
            } catch (RuntimeException failed) {
                trouble("jobs cannot be worked on", failed);
            }
        }
    }

    /** After each commit that queues, and now and then: to count a long queue before each job takes longer the longer it is. */
    private void countBacklog() {
        long now = System.nanoTime();
        if (now - countAgainNanos >= 0) {
            countAgainNanos = now + LOOK_ANYWAY.toNanos();
            meters.backlog(jobs.backlog());
        }
    }

    /**
     * A job in this worker's hands.
     *
     * @param held what its portfolio holds of its symbol, by all executions read so far
     * @param standing what members were worth before its snapshot
     * @param past outcomes that models are told, the newest first; none unless configured
     */
    private record Taken(Lease lease, Held held, Standing standing, List<Outcome> past) {}

    private Taken taken(Lease lease) {
        Job job = lease.job();
        String portfolio = job.seat().portfolioId();
        return new Taken(
                lease,
                positions.held(portfolio, job.snapshot().symbol()),
                feedback.standing(portfolio, job.snapshot().asOf()),
                feedback.past(portfolio, job.snapshot()));
    }

    private void decide(Taken taken) {
        Job job = taken.lease().job();
        FailPoints.hit("decision.after-lease");
        time.runAt(
                job.logicalNow(),
                () -> traces.inSpan("decide", SpanKind.INTERNAL, job.traceparent(), () -> {
                    Made made = walk(taken);
                    FailPoints.hit("decision.before-record");
                    if (record(taken.lease(), made)) {
                        rememberForShadow(taken, made);
                    }
                }));
    }

    /** A decision and what it took to get there. @param hopLatency what all of it is modelled to take in a replay */
    private record Made(Decision decision, List<ModelCall> calls, Standing standing, Duration hopLatency) {}

    /** Outside of any transaction: this is where models are asked. */
    private Made walk(Taken taken) {
        Job job = taken.lease().job();
        Duration alone = config.hopLatency();
        // One reading, which is on record: the refusal says how far ahead or late the snapshot was by it.
        Instant gate = time.now(alone);
        Optional<TierStep> refusal = ladder.refusal(job.snapshot(), gate);
        if (refusal.isPresent()) {
            return new Made(
                    ladder.refused(job.snapshot(), job.seat(), refusal.get(), gate),
                    List.of(),
                    taken.standing(),
                    alone);
        }
        List<ModelCall> calls =
                models.ask(job.snapshot(), taken.held(), taken.past(), () -> running && renewed(taken.lease()));
        Duration hop = alone.plus(models.modelledLatency(calls));
        List<Ladder.Answered> answers = calls.stream().map(ModelCall::answered).toList();
        Decision decision =
                ladder.decide(job.snapshot(), job.seat(), taken.held(), answers, taken.standing(), time.now(hop));
        return new Made(decision, calls, taken.standing(), hop);
    }

    /**
     * Whether the job is still this worker's, for a whole lease from now on. A database that is away stops nobody: who
     * holds the job is settled when the decision is recorded.
     */
    private boolean renewed(Lease lease) {
        try {
            return QuarkusTransaction.requiringNew().call(() -> jobs.renew(lease, config.lease()));
        } catch (RuntimeException away) {
            LOG.warnf("lease is not renewed cause=%s", away.toString());
            return true;
        }
    }

    /** Tries for as long as the lease stands; after that the job is anybody's. @return whether it was this worker's to record */
    private boolean record(Lease lease, Made made) {
        long began = System.nanoTime();
        boolean recorded = false;
        boolean mine = false;
        while (running && !recorded) {
            try {
                mine = transactions.call(() -> recordOnce(lease, made));
                recorded = true;
                FailPoints.hit("decision.after-record");
                if (mine) {
                    log(made.decision());
                }
                acks.changed();
            } catch (RuntimeException failed) {
                if (System.nanoTime() - began > config.lease().toNanos()) {
                    throw failed;
                }
                trouble("decision is recorded later", failed);
            }
        }
        return mine;
    }

    private boolean recordOnce(Lease lease, Made made) {
        if (!jobs.finish(lease)) {
            return false;
        }
        publication.publish(
                made.decision(),
                lease.job().snapshot(),
                made.calls(),
                made.standing(),
                lease.job().traceparent(),
                made.hopLatency());
        return true;
    }

    private void rememberForShadow(Taken taken, Made made) {
        if (models.shadow().isPresent() && made.calls().stream().anyMatch(ModelCall::configured)) {
            shadowQuestions.add(new ShadowQuestion(
                    made.decision().decisionId(), taken.lease().job().snapshot(), taken.held(), taken.past()));
            while (shadowQuestions.size() > MOST_SHADOW_QUESTIONS) {
                shadowQuestions.poll();
            }
        }
    }

    /**
     * Asks the primary with the prompt that is on trial, on this thread and when no decision waits, so that it takes no place
     * from one. What goes wrong here is nobody's decision: it is logged.
     *
     * @return whether there was something to ask
     */
    private boolean askShadow() {
        Optional<OllamaModel> shadow = models.shadow();
        ShadowQuestion question = shadow.isEmpty() ? null : shadowQuestions.poll();
        if (shadow.isEmpty() || question == null) {
            return false;
        }
        try {
            ModelCall call = shadow.get().ask(question.snapshot(), question.held(), question.past());
            QuarkusTransaction.requiringNew().run(() -> decisions.addShadow(question.decisionId(), call));
        } catch (RuntimeException failed) {
            LOG.warnf("shadow answer is not recorded decision=%s cause=%s", question.decisionId(), failed.toString());
        }
        return true;
    }

    private DecisionJobs.Backlog backlog() {
        return QuarkusTransaction.requiringNew().call(jobs::backlog);
    }

    private void trouble(String what, RuntimeException cause) {
        readiness.down("worker", cause);
        LOG.warnf("%s cause=%s", what, cause.toString());
        LOG.debug(what, cause);
        try {
            TimeUnit.MILLISECONDS.sleep(TROUBLE_PAUSE.toMillis());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static void log(Decision decision) {
        LogIds.during(
                decision,
                () -> LOG.infof(
                        "decided id=%s portfolio=%s symbol=%s asOf=%s outcome=%s action=%s confidence=%d tier=%s path=%s",
                        decision.decisionId(),
                        decision.portfolioId(),
                        decision.symbol(),
                        decision.asOf(),
                        decision.outcome(),
                        decision.action(),
                        decision.confidence(),
                        decision.tier(),
                        decision.tierPath().stream().map(TierStep::code).toList()));
    }
}
