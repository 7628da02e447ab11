package io.ffe.schema.event;

import static io.ffe.schema.event.Quality.Reason.CROSSED_QUOTE;
import static io.ffe.schema.event.Quality.Reason.DERIVED_TICKS;
import static io.ffe.schema.event.Quality.Reason.STALE_QUOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.event.Quality.Reason;
import io.ffe.schema.event.Quality.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QualityTest {

    @Test
    void the_worst_reason_decides() {
        assertThat(Quality.of(List.of()).verdict()).isEqualTo(Verdict.VALID);
        assertThat(Quality.of(List.of(DERIVED_TICKS)).verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(Quality.of(List.of(STALE_QUOTE, DERIVED_TICKS)).verdict()).isEqualTo(Verdict.STALE);
        assertThat(Quality.of(List.of(DERIVED_TICKS, CROSSED_QUOTE, STALE_QUOTE))
                        .verdict())
                .isEqualTo(Verdict.INVALID);
    }

    @Test
    void reasons_stand_once_and_in_one_order() {
        assertThat(Quality.of(List.of(CROSSED_QUOTE, DERIVED_TICKS, CROSSED_QUOTE)))
                .isEqualTo(Quality.of(List.of(DERIVED_TICKS, CROSSED_QUOTE)))
                .extracting(Quality::reasons)
                .isEqualTo(List.of(DERIVED_TICKS, CROSSED_QUOTE));
    }

    @ParameterizedTest
    @EnumSource
    void no_reason_leaves_a_snapshot_valid(Reason reason) {
        assertThat(Quality.of(List.of(reason)).verdict()).isNotEqualTo(Verdict.VALID);
        assertThat(Quality.of(List.of(reason)).usable()).isEqualTo(reason.atLeast() == Verdict.DEGRADED);
    }

    @Test
    void a_verdict_that_its_reasons_do_not_force_is_refused() {
        assertThatThrownBy(() -> new Quality(Verdict.VALID, List.of(STALE_QUOTE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("verdict is VALID, expected STALE");
        assertThatThrownBy(() -> new Quality(Verdict.INVALID, List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
