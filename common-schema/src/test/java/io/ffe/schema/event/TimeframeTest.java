package io.ffe.schema.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TimeframeTest {

    @ParameterizedTest
    @CsvSource({
        "1m,  2024-08-05T06:14:59.999999999Z, 2024-08-05T06:14:00Z",
        "1m,  2024-08-05T06:15:00Z,           2024-08-05T06:15:00Z",
        "5m,  2024-08-05T06:14:59Z,           2024-08-05T06:10:00Z",
        "15m, 2024-08-05T06:14:59Z,           2024-08-05T06:00:00Z",
        "30m, 2024-08-05T06:31:00Z,           2024-08-05T06:30:00Z",
        "1h,  2024-08-05T06:59:59Z,           2024-08-05T06:00:00Z",
        "4h,  2024-08-05T07:59:59Z,           2024-08-05T04:00:00Z",
        "4h,  2024-08-05T23:00:00Z,           2024-08-05T20:00:00Z",
        "1d,  2024-08-05T23:59:59.999Z,       2024-08-05T00:00:00Z",
        "1d,  2024-02-29T00:00:00Z,           2024-02-29T00:00:00Z",
        "1h,  1969-12-31T23:59:59.999999999Z, 1969-12-31T23:00:00Z",
    })
    void an_interval_starts_on_the_utc_grid_and_ends_before_the_next(String label, Instant time, Instant start) {
        assertThat(Timeframe.ofLabel(label).startOf(time)).isEqualTo(start);
    }

    @ParameterizedTest
    @EnumSource
    void a_start_is_its_own_and_the_end_belongs_to_the_next(Timeframe timeframe) {
        Instant start = timeframe.startOf(Instant.parse("2024-08-05T06:14:59Z"));
        Instant end = start.plus(timeframe.length());

        assertThat(timeframe.startOf(start)).isEqualTo(start);
        assertThat(timeframe.startOf(end.minusNanos(1))).isEqualTo(start);
        assertThat(timeframe.startOf(end)).isEqualTo(end);
    }

    @Test
    void a_day_is_made_of_whole_bars_and_longer_ones_of_shorter() {
        Timeframe before = Timeframe.M1;
        for (Timeframe timeframe : Timeframe.values()) {
            assertThat(Duration.ofDays(1).toMinutes() % timeframe.length().toMinutes())
                    .isZero();
            assertThat(timeframe.length().toMinutes() % before.length().toMinutes())
                    .isZero();
            assertThat(Timeframe.ofLabel(timeframe.label())).isSameAs(timeframe);
            before = timeframe;
        }
    }

    @Test
    void an_unknown_label_is_named_with_those_that_exist() {
        assertThatThrownBy(() -> Timeframe.ofLabel("2h"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeframe is '2h', expected one of 1m, 5m, 15m, 30m, 1h, 4h, 1d");
    }
}
