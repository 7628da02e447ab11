package io.ffe.schema.event;

import static io.ffe.schema.event.Quality.Reason.CROSSED_QUOTE;
import static io.ffe.schema.event.Quality.Reason.DERIVED_TICKS;
import static io.ffe.schema.event.Quality.Reason.MARKET_CLOSED;
import static io.ffe.schema.event.Quality.Reason.OTHER;
import static io.ffe.schema.event.Quality.Reason.STALE_QUOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.schema.event.Quality.Reason;
import io.ffe.schema.event.Quality.Verdict;
import io.ffe.schema.serde.Json;
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

    /** A later version may think worse of a reason than this one does. */
    @Test
    void a_verdict_that_is_worse_than_its_reasons_force_is_believed() {
        assertThat(new Quality(Verdict.INVALID, List.of(STALE_QUOTE), null).verdict())
                .isEqualTo(Verdict.INVALID);
        assertThat(new Quality(Verdict.STALE, List.of(DERIVED_TICKS), null).usable())
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_reason_of_a_later_version_makes_a_snapshot_unusable_whatever_its_writer_thought(Verdict written)
            throws JsonProcessingException {
        Quality read = Json.mapper()
                .readValue(
                        "{\"verdict\":\"" + written
                                + "\",\"reasons\":[\"MOON_PHASE\",\"DERIVED_TICKS\",\"TIDE\"],\"detail\":\"the moon is full\"}",
                        Quality.class);

        assertThat(read).isEqualTo(new Quality(Verdict.INVALID, List.of(DERIVED_TICKS, OTHER), "the moon is full"));
        assertThat(read.usable()).isFalse();
    }

    @Test
    void a_closed_market_is_not_usable() {
        assertThat(Quality.of(List.of(MARKET_CLOSED)).verdict()).isEqualTo(Verdict.STALE);
        assertThat(Quality.of(List.of(MARKET_CLOSED)).usable()).isFalse();
    }

    @Test
    void a_verdict_that_its_reasons_do_not_force_is_refused() {
        assertThatThrownBy(() -> new Quality(Verdict.VALID, List.of(STALE_QUOTE), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("verdict is VALID, expected STALE");
        assertThatThrownBy(() -> new Quality(Verdict.INVALID, List.of(), null))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
