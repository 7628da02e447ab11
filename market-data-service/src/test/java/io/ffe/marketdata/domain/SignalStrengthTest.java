package io.ffe.marketdata.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalStrengthTest {

    @ParameterizedTest
    @CsvSource({
        // RSI, histogram in ATR, ADX, %B
        "50, 0,    20, 0.5,  41", // 40 50 30 45
        "29, 0,    20, 0.5,  51", // 80 50 30 45
        "61, 0.21, 20, 0.5,  50", // 60 65 30 45
        "50, -0.5, 20, 0.29, 53", // 40 80 30 65
        "75, 0.5,  40, 0.95, 83", // 80 80 90 85
        "75, 0.5,  60, 1.2,  86", // 80 80 100 85
        "40, 0.2,  25, 0.3,  41", // at a limit is not beyond it
    })
    void marks_are_averaged(double rsi, double histogramInAtr, double adx, double percentB, int strength) {
        assertThat(SignalStrength.of(rsi, histogramInAtr * 8, 8, adx, percentB)).isEqualTo(strength);
    }

    /** A coin's histogram is a thousand times a currency's, and means the same. */
    @Test
    void it_is_the_same_whichever_way_and_at_whatever_price() {
        int one = SignalStrength.of(65, 0.0002, 0.001, 30, 0.8);

        assertThat(SignalStrength.of(35, -0.0002, 0.001, 30, 0.2)).isEqualTo(one);
        assertThat(SignalStrength.of(65, 40, 200, 30, 0.8)).isEqualTo(one);
    }

    @Test
    void a_market_that_does_not_move_has_the_lowest() {
        assertThat(SignalStrength.of(50, 0, 0, 0, 0.5)).isEqualTo(41);
    }
}
