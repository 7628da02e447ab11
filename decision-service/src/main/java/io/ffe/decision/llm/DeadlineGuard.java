package io.ffe.decision.llm;

import io.ffe.decision.config.DecisionConfig;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Bounds a blocking call by wall clock, number and luck: deadline, bulkhead, breaker.
 *
 * <p>The call runs on a virtual thread of its own and the guard is asynchronous, so that the caller is let go at the
 * deadline even when the call is not. An abandoned call is interrupted, which makes the JDK's HTTP client close its
 * connection, and keeps its place in the bulkhead until it has really ended.
 */
final class DeadlineGuard implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(DeadlineGuard.class);

    /** Beyond the deadline, for the timer that ends the call; only if that fails does the caller leave by itself. */
    private static final Duration TIMER_SLACK = Duration.ofMillis(300);

    /** How long an abandoned call is given to unwind, so that the next model behind the server finds a free place. */
    private static final Duration UNWINDING = Duration.ofMillis(200);

    /** What a call may take beyond its deadline at the very most. */
    static final Duration SLACK = TIMER_SLACK.plus(UNWINDING);

    private final ExecutorService threads;
    private final TypedGuard<CompletionStage<@Nullable Void>> guard;
    private final Duration deadline;
    private final Semaphore places;

    /** @param places calls that the server works on at once, shared by all models behind it */
    DeadlineGuard(String name, Duration deadline, DecisionConfig.Llm config, Semaphore places) {
        this(
                name,
                deadline,
                config,
                places,
                Thread.ofVirtual().name("llm-call-", 0).factory());
    }

    /** @param threads makes one for each call */
    DeadlineGuard(String name, Duration deadline, DecisionConfig.Llm config, Semaphore places, ThreadFactory threads) {
        this.threads = Executors.newThreadPerTaskExecutor(threads);
        this.deadline = deadline;
        this.places = places;
        this.guard = TypedGuard.create(new TypeLiteral<CompletionStage<@Nullable Void>>() {
                    private static final long serialVersionUID = 1L;
                })
                .withDescription(name)
                .withTimeout()
                .duration(deadline.toMillis(), ChronoUnit.MILLIS)
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(config.breakerVolume())
                .failureRatio(config.breakerRatio())
                .delay(config.breakerDelay().toMillis(), ChronoUnit.MILLIS)
                // Being busy with an abandoned call says nothing new about the server.
                .skipOn(BulkheadException.class)
                .done()
                .build();
    }

    /**
     * Runs the call and waits for its end or the deadline.
     *
     * @throws TimeoutException at the deadline
     * @throws Exception what the call threw, or the refusal of bulkhead or breaker
     */
    void run(Runnable call) throws Exception {
        AtomicReference<@Nullable Running> running = new AtomicReference<>();
        try {
            guard.call(() -> start(call, running))
                    .toCompletableFuture()
                    .get(deadline.plus(TIMER_SLACK).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException ended) {
            throw ended.getCause() instanceof Exception cause ? cause : ended;
        } catch (java.util.concurrent.TimeoutException late) {
            throw new TimeoutException(late);
        } finally {
            Running left = running.get();
            if (left != null) {
                left.abandon();
            }
        }
    }

    /** A place in the bulkhead. Whoever claims it gives it back: the call that begins, or who abandons it before it could. */
    private static final class Place {

        private final Semaphore places;
        private final AtomicBoolean claimed = new AtomicBoolean();
        private final CountDownLatch free = new CountDownLatch(1);

        Place(Semaphore places) {
            this.places = places;
        }

        boolean claim() {
            return claimed.compareAndSet(false, true);
        }

        void giveBack() {
            places.release();
            free.countDown();
        }
    }

    /** A call on its thread. */
    private record Running(Future<?> task, Place place) {

        /** Does nothing to a call that has ended by itself. */
        void abandon() throws InterruptedException {
            task.cancel(true);
            if (place.claim()) {
                place.giveBack();
            } else if (!place.free.await(UNWINDING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warnf("an abandoned call keeps its place after=%s", UNWINDING);
            }
        }
    }

    /**
     * The bulkhead is a plain semaphore: SmallRye's asynchronous one insists on a queue, and what waits in it would be
     * sent after its caller has left.
     */
    private CompletionStage<@Nullable Void> start(Runnable call, AtomicReference<@Nullable Running> running) {
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(new BulkheadException("all places are taken"));
        }
        CompletableFuture<@Nullable Void> answered = new CompletableFuture<>();
        Place place = new Place(places);
        Future<?> task = threads.submit(() -> {
            if (!place.claim()) {
                return;
            }
            try {
                runAndGiveBack(call, place);
                answered.complete(null);
            } catch (Throwable failed) {
                answered.completeExceptionally(failed);
            }
        });
        running.set(new Running(task, place));
        return answered;
    }

    /** The place is free before anybody has the answer, who may ask again at once. */
    private static void runAndGiveBack(Runnable call, Place place) {
        try {
            call.run();
        } finally {
            place.giveBack();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
