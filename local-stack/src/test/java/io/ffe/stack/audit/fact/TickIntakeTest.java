package io.ffe.stack.audit.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.audit.fact.TickIntake.OfSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TickIntakeTest {

    @Test
    void checkpoints_of_partitions_are_one_of_all_and_a_source_that_is_in_both_is_added_up() {
        TickIntake first = new TickIntake(
                Map.of(0, 0L),
                Map.of(0, 10L),
                List.of(new OfSource("A", "x", 1, 2, 3, 4), new OfSource("B", "x", 5, 0, 0, 0)),
                1);
        TickIntake second =
                new TickIntake(Map.of(1, 7L), Map.of(1, 12L), List.of(new OfSource("A", "x", 10, 20, 30, 40)), 2);

        assertThat(first.and(second))
                .isEqualTo(new TickIntake(
                        Map.of(0, 0L, 1, 7L),
                        Map.of(0, 10L, 1, 12L),
                        List.of(new OfSource("A", "x", 11, 22, 33, 44), new OfSource("B", "x", 5, 0, 0, 0)),
                        3));
    }
}
