package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FasterRulesTest {

    @Test
    void durations_are_divided_and_thresholds_stay() {
        assertThat(FasterRules.divided("expr: increase(a[10m]) > 30 or b unless b offset 15m\nfor: 30s\nfor: 15m", 60))
                .isEqualTo("expr: increase(a[10s]) > 30 or b unless b offset 15s\nfor: 1s\nfor: 15s");
    }

    @Test
    void a_range_holds_scrapes_enough_for_a_rate() {
        assertThat(FasterRules.divided("rate(a[1m])", 60)).isEqualTo("rate(a[5s])");
    }
}
