package io.ffe.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VigilTest {

    private final AtomicLong now = new AtomicLong();
    private final Vigil vigil = new Vigil(now::get);

    private void pass(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void a_process_that_runs_is_trusted() {
        for (int second = 0; second < 10; second++) {
            pass(1_000);
            vigil.look();
            assertThat(vigil.trusted()).isTrue();
        }
    }

    @Test
    void one_that_stood_still_is_not_whoever_looks_first() {
        pass(4_000);
        assertThat(vigil.trusted()).as("before its own thread has looked").isFalse();

        vigil.look();
        assertThat(vigil.trusted()).as("after it has").isFalse();
        pass(100);
        vigil.look();
        assertThat(vigil.trusted()).as("time alone heals nothing").isFalse();
    }

    @Test
    void one_that_the_group_has_confirmed_is_again() {
        pass(10_000);
        vigil.look();
        long asked = now.get();
        pass(50);

        vigil.confirmed(asked);

        assertThat(vigil.trusted()).isTrue();
    }

    @Test
    void one_that_stood_still_between_the_answer_and_its_reading_is_not() {
        pass(10_000);
        vigil.look();
        long asked = now.get();
        pass(10_000);

        vigil.confirmed(asked);
        vigil.look();

        assertThat(vigil.trusted()).isFalse();
    }
}
