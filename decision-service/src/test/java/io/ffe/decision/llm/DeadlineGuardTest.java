package io.ffe.decision.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.junit.jupiter.api.Test;

/** Places in the bulkhead, where a call and its deadline meet at a bad moment. */
class DeadlineGuardTest {

    private final Semaphore places = new Semaphore(1);
    private final Semaphore mayBegin = new Semaphore(0);
    private final AtomicReference<Thread> thread = new AtomicReference<>();

    /** Threads that the machine does not get to until it is told to. */
    private final ThreadFactory late = task -> {
        Thread made = new Thread(() -> {
            mayBegin.acquireUninterruptibly();
            task.run();
        });
        thread.set(made);
        return made;
    };

    @Test
    void a_call_that_is_abandoned_before_it_began_gives_its_place_back_once_and_is_never_made() throws Exception {
        AtomicBoolean made = new AtomicBoolean();
        try (DeadlineGuard guard = guard(Duration.ofMillis(50))) {
            assertThatThrownBy(() -> guard.run(() -> made.set(true))).isInstanceOf(TimeoutException.class);

            assertThat(places.availablePermits()).isOne();
            mayBegin.release();
            thread.get().join();
        }
        assertThat(places.availablePermits()).isOne();
        assertThat(made).isFalse();
    }

    @Test
    void a_call_that_is_abandoned_while_it_runs_keeps_its_place_until_it_has_ended() throws Exception {
        mayBegin.release();
        Semaphore mayEnd = new Semaphore(0);
        try (DeadlineGuard guard = guard(Duration.ofSeconds(1))) {
            assertThatThrownBy(() -> guard.run(mayEnd::acquireUninterruptibly)).isInstanceOf(TimeoutException.class);

            assertThat(places.availablePermits()).isZero();
            mayEnd.release();
            thread.get().join();
        }
        assertThat(places.availablePermits()).isOne();
    }

    private DeadlineGuard guard(Duration deadline) {
        return new DeadlineGuard(
                "test", deadline, StubbedModels.config(Map.of()).llm(), places, late);
    }
}
