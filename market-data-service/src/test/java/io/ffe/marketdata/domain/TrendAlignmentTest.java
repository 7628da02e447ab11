package io.ffe.marketdata.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Snapshot.Alignment;
import io.ffe.schema.event.Snapshot.Alignment.Direction;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.TimeframePulse.Status;
import io.ffe.schema.event.TimeframePulse.Trend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights: 1d 40, 4h 25, 1h 15, 30m 12, 15m 10, 5m 5, 1m 5, together 112. */
class TrendAlignmentTest {

    /** {@code U80 D50 R -}: up with strength 80, down with 50, ranging, missing; 1m first. */
    private static List<TimeframePulse> pulses(String said) {
        List<TimeframePulse> pulses = new ArrayList<>();
        String[] each = said.split(" ");
        for (Timeframe timeframe : Timeframe.values()) {
            String text = each[timeframe.ordinal()];
            pulses.add(
                    switch (text.charAt(0)) {
                        case 'U' -> pulse(timeframe, Trend.UP, Integer.parseInt(text.substring(1)));
                        case 'D' -> pulse(timeframe, Trend.DOWN, Integer.parseInt(text.substring(1)));
                        case 'R' -> pulse(timeframe, Trend.RANGING, 0);
                        default -> TimeframePulse.missing(timeframe, "too short", 0, null);
                    });
        }
        return pulses;
    }

    private static TimeframePulse pulse(Timeframe timeframe, Trend trend, int strength) {
        return new TimeframePulse(
                timeframe, Status.OK, null, 50, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, null, null, trend, strength, null, null, null);
    }

    @ParameterizedTest
    @CsvSource({
        // All of one mind: the score is their strength.
        "U80 U80 U80 U80 U80 U80 U80, UP,    80, 100",
        "D50 D50 D50 D50 D50 D50 D50, DOWN, -50, 100",
        // Weak trends that all point up are aligned, and weak.
        "U40 U40 U40 U40 U40 U40 U40, UP,    40, 100",
        // Day and four hours are 65 of 112: not more than 60 %, and with the hour they are.
        "D60 D60 D60 D60 D60 U60 U60, MIXED, 10, 100",
        "D60 D60 D60 D60 U60 U60 U60, UP,    26, 100",
        "R   R   R   R   R   R   R,   MIXED,  0, 100",
        "-   U90 U90 -   -   -   -,   UP,    90,  13",
        "-   U90 D90 -   -   -   -,   DOWN, -30,  13",
        // Missing ones leave their weight to the others; ranging ones keep theirs.
        "-   -   -   -   -   U70 R,   MIXED, 27,  58",
        "-   -   -   -   U70 U70 -,   UP,    70,  36",
    })
    void the_weight_of_the_timeframes_decides(String said, Direction direction, int score, int coverage) {
        assertThat(TrendAlignment.of(pulses(said.replaceAll(" +", " "))))
                .isEqualTo(new Alignment(direction, score, coverage));
    }

    @Test
    void more_than_sixty_percent_is_needed_and_not_sixty() {
        // 1h has 15 of 25 with 15m.
        assertThat(TrendAlignment.of(pulses("- - D50 - U50 - -")).direction()).isEqualTo(Direction.MIXED);
        // With 5m it has 15 of 20.
        assertThat(TrendAlignment.of(pulses("- D50 - - U50 - -")).direction()).isEqualTo(Direction.UP);
    }

    @Test
    void one_timeframe_does_not_agree_with_anybody() {
        assertThat(TrendAlignment.of(pulses("- - U80 - - - -"))).isNull();
        assertThat(TrendAlignment.of(pulses("- - - - - - -"))).isNull();
    }
}
