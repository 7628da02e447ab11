package io.ffe.decision;

import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.ModelCall;
import io.ffe.decision.llm.OllamaModel;
import io.ffe.decision.store.DecisionJobs;
import io.ffe.decision.store.DecisionJobs.Job;
import io.ffe.decision.store.DecisionJobs.Lease;
import io.ffe.decision.store.Decisions;
import io.ffe.messaging.FailPoints;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.Traces;
import io.ffe.messaging.Transactions;
import io.ffe.messaging.inbox.MessagingReadiness;
import io.ffe.messaging.outbox.Outbox;
import io.ffe.messaging.replay.Acks;
import io.ffe.messaging.replay.PendingWork;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.TierStep;
import io.ffe.schema.topic.Topics;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides on queued snapshots, on threads of its own. Woken by each commit that queues one, and looking by itself now and
 * then for what a worker that died has left.
 *
 * <p>A job that cannot be recorded, because the database is away, keeps its answer and is tried again: the model is not
 * asked twice for it by this process. Readiness is DOWN meanwhile.
 */
@ApplicationScoped
public class DecisionWorker implements PendingWork {

    private static final Logger LOG = Logger.getLogger(DecisionWorker.class);
    private static final Duration LOOK_ANYWAY = Duration.ofMillis(500);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    private final DecisionConfig config;
    private final Ladder ladder;
    private final OllamaModel model;
    private final DecisionJobs jobs;
    private final Decisions decisions;
    private final Transactions transactions;
    private final Outbox outbox;
    private final LogicalTime time;
    private final Traces traces;
    private final Acks acks;
    private final MessagingReadiness readiness;
    private final DecisionMeters meters;
    private final String instance;
    private final Semaphore woken = new Semaphore(0);
    private final List<Thread> threads;
    private volatile boolean running = true;

    DecisionWorker(
            DecisionConfig config,
            Ladder ladder,
            OllamaModel model,
            DecisionJobs jobs,
            Decisions decisions,
            Transactions transactions,
            Outbox outbox,
            LogicalTime time,
            Traces traces,
            Acks acks,
            MessagingReadiness readiness,
            DecisionMeters meters,
            RunConfig run) {
        this.config = config;
        this.ladder = ladder;
        this.model = model;
        this.jobs = jobs;
        this.decisions = decisions;
        this.transactions = transactions;
        this.outbox = outbox;
        this.time = time;
        this.traces = traces;
        this.acks = acks;
        this.readiness = readiness;
        this.meters = meters;
        this.instance = run.instance();
        if (config.lease().compareTo(config.llm().deadline()) <= 0) {
            throw new IllegalArgumentException("ffe.decision.lease is " + config.lease()
                    + ", expected more than ffe.decision.llm.deadline, which is "
                    + config.llm().deadline()
                    + ": a second worker would take up what the first still waits for");
        }
        if (config.workers() < 1) {
            throw new IllegalArgumentException(
                    "ffe.decision.workers is " + config.workers() + ", expected one or more");
        }
        this.threads = IntStream.range(0, config.workers())
                .mapToObj(i -> new Thread(this::run, "decision-worker-" + i))
                .toList();
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
            thread.join(config.llm().deadline().plusSeconds(1));
        }
    }

    /** Says that there may be a job. */
    public void wake() {
        woken.release();
    }

    /** Jobs that are not decided yet. */
    @Override
    public Work work() {
        return Work.pending(
                QuarkusTransaction.requiringNew().call(jobs::backlog).jobs());
    }

    private void run() {
        while (running) {
            try {
                Optional<Lease> lease = QuarkusTransaction.requiringNew().call(() -> {
                    meters.backlog(jobs.backlog());
                    return jobs.lease(instance, config.lease());
                });
                if (lease.isPresent()) {
                    decide(lease.get());
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

    private void decide(Lease lease) {
        Job job = lease.job();
        FailPoints.hit("decision.after-lease");
        time.runAt(
                job.logicalNow(),
                () -> traces.inSpan("decide", SpanKind.INTERNAL, job.traceparent(), () -> {
                    Made made = walk(job);
                    FailPoints.hit("decision.before-record");
                    record(lease, made);
                }));
    }

    /** A decision and what it took to get there. @param hopLatency what all of it is modelled to take in a replay */
    private record Made(Decision decision, @Nullable ModelCall call, Duration hopLatency) {}

    /** Outside of any transaction: this is where the model is asked. */
    private Made walk(Job job) {
        Duration alone = config.hopLatency();
        Optional<TierStep> refusal = ladder.refusal(job.snapshot(), time.now());
        if (refusal.isPresent()) {
            return new Made(ladder.refused(job.snapshot(), job.seat(), refusal.get(), time.now(alone)), null, alone);
        }
        ModelCall call = model.ask(job.snapshot());
        Duration hop = call.request() == null ? alone : alone.plus(config.llm().modelledLatency());
        return new Made(ladder.decide(job.snapshot(), job.seat(), call.answer(), time.now(hop)), call, hop);
    }

    /** Tries for as long as the lease stands; after that the job is anybody's. */
    private void record(Lease lease, Made made) {
        long began = System.nanoTime();
        boolean recorded = false;
        while (running && !recorded) {
            try {
                boolean first = transactions.call(() -> recordOnce(lease, made));
                recorded = true;
                FailPoints.hit("decision.after-record");
                if (first) {
                    meters.decided(made.decision());
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
    }

    private boolean recordOnce(Lease lease, Made made) {
        if (!jobs.finish(lease)) {
            return false;
        }
        Decision recorded = decisions.add(made.decision(), lease.job().snapshot(), made.call());
        outbox.append(Topics.DECISIONS, recorded, recorded.portfolioId(), made.hopLatency());
        return true;
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
        LOG.infof(
                "decided id=%s portfolio=%s symbol=%s asOf=%s outcome=%s action=%s confidence=%d tier=%s path=%s",
                decision.decisionId(),
                decision.portfolioId(),
                decision.symbol(),
                decision.asOf(),
                decision.outcome(),
                decision.action(),
                decision.confidence(),
                decision.tier(),
                decision.tierPath().stream().map(TierStep::code).toList());
    }
}
