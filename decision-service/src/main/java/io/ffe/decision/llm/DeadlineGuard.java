package io.ffe.decision.llm;

import io.ffe.decision.config.DecisionConfig;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Bounds a blocking call by wall clock, number and luck: deadline, bulkhead, breaker.
 *
 * <p>The call runs on a virtual thread of its own and the guard is asynchronous, so that the caller is let go at the
 * deadline even when the call is not. An abandoned call is interrupted, which makes the JDK's HTTP client close its
 * connection, and keeps its place in the bulkhead until it has really ended.
 */
final class DeadlineGuard implements AutoCloseable {

    /** Beyond the deadline, for the timer that ends the call; only if that fails does the caller leave by itself. */
    private static final Duration TIMER_SLACK = Duration.ofMillis(500);

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("llm-call-", 0).factory());
    private final TypedGuard<CompletionStage<@Nullable Void>> guard;
    private final Duration deadline;
    private final Semaphore places;

    DeadlineGuard(DecisionConfig.Llm config) {
        this.deadline = config.deadline();
        this.places = new Semaphore(config.concurrency());
        this.guard = TypedGuard.create(new TypeLiteral<CompletionStage<@Nullable Void>>() {
                    private static final long serialVersionUID = 1L;
                })
                .withDescription("llm")
                .withTimeout()
                .duration(config.deadline().toMillis(), ChronoUnit.MILLIS)
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
        AtomicReference<@Nullable Future<?>> running = new AtomicReference<>();
        try {
            guard.call(() -> start(call, running))
                    .toCompletableFuture()
                    .get(deadline.plus(TIMER_SLACK).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException ended) {
            throw ended.getCause() instanceof Exception cause ? cause : ended;
        } catch (java.util.concurrent.TimeoutException late) {
            throw new TimeoutException(late);
        } finally {
            Future<?> left = running.get();
            if (left != null) {
                left.cancel(true);
            }
        }
    }

    /**
     * The bulkhead is a plain semaphore: SmallRye's asynchronous one insists on a queue, and what waits in it would be
     * sent after its caller has left.
     */
    private CompletionStage<@Nullable Void> start(Runnable call, AtomicReference<@Nullable Future<?>> running) {
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(new BulkheadException("all places are taken"));
        }
        CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
        running.set(threads.submit(() -> {
            try {
                runAndGiveBack(call);
                ended.complete(null);
            } catch (Throwable failed) {
                ended.completeExceptionally(failed);
            }
        }));
        return ended;
    }

    /** The place is free before anybody has the answer, who may ask again at once. */
    private void runAndGiveBack(Runnable call) {
        try {
            call.run();
        } finally {
            places.release();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
