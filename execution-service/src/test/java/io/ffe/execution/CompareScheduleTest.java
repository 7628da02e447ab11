package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CompareScheduleTest {

    private long now = Long.MAX_VALUE - 5;
    private final CompareSchedule schedule = new CompareSchedule(Duration.ofSeconds(30), () -> now);

    @Test
    void one_that_does_not_agree_is_tried_at_every_look_and_holds_up_nobody_else() {
        assertThat(schedule.due("main", true)).as("never compared").isTrue();
        schedule.begins("main");
        schedule.begins("other");
        now += Duration.ofSeconds(1).toNanos();

        assertThat(schedule.due("main", true)).isFalse();
        assertThat(schedule.due("other", false)).isTrue();
    }

    @Test
    void one_that_agrees_is_looked_at_again_when_its_interval_is_over_whatever_the_others_do() {
        schedule.begins("main");
        now += Duration.ofSeconds(30).toNanos() - 1;
        assertThat(schedule.due("main", true)).isFalse();

        now += 1;
        assertThat(schedule.due("main", true)).isTrue();
    }
}
