package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EscalationTest {

    private final Escalation escalation = new Escalation(Duration.ofSeconds(30));

    @Test
    void an_order_is_escalated_after_a_while_and_then_each_time_its_age_has_doubled() {
        assertThat(at(0)).isEmpty();
        assertThat(at(29)).isEmpty();
        assertThat(at(30)).containsExactly(new Escalation.Due("a", Duration.ofSeconds(30)));
        assertThat(at(59)).isEmpty();
        assertThat(at(130)).hasSize(1);
        assertThat(at(239)).isEmpty();
        assertThat(at(240)).hasSize(1);
        assertThat(escalation.oldest(seconds(250))).isEqualTo(Duration.ofSeconds(250));
    }

    @Test
    void one_that_is_known_again_begins_anew() {
        at(0);
        escalation.due(List.of(), seconds(20));

        assertThat(escalation.oldest(seconds(20))).isZero();
        assertThat(at(40)).isEmpty();
        assertThat(at(70)).hasSize(1);
    }

    private List<Escalation.Due> at(long second) {
        return escalation.due(List.of("a"), seconds(second));
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
