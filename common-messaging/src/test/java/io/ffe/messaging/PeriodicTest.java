package io.ffe.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeriodicTest {

    @Test
    void a_look_that_fails_is_followed_by_the_next_and_none_comes_after_the_stop() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        Periodic periodic = new Periodic("test", Duration.ofMillis(1), () -> {
            if (looks.incrementAndGet() < 3) {
                throw new IllegalStateException("away");
            }
        });

        periodic.start();
        await().until(() -> looks.get() > 4);
        periodic.stop();

        int last = looks.get();
        Thread.sleep(20);
        assertThat(looks.get()).isEqualTo(last);
    }

    @Test
    void a_first_look_that_can_wait_comes_after_the_pause_and_not_after_a_stop_meanwhile() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        Periodic soon = Periodic.afterAPause("soon", Duration.ofMillis(1), looks::incrementAndGet);
        AtomicInteger never = new AtomicInteger();
        Periodic later = Periodic.afterAPause("later", Duration.ofMinutes(1), never::incrementAndGet);

        later.start();
        soon.start();
        await().until(() -> looks.get() > 1);
        later.stop();
        soon.stop();

        assertThat(never).hasValue(0);
    }
}
