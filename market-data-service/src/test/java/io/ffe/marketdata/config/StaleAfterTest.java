package io.ffe.marketdata.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StaleAfterTest {

    @Test
    void a_limit_names_class_timeframe_and_length() {
        assertThat(StaleAfter.of("forex/1d=PT72H"))
                .isEqualTo(new StaleAfter(AssetClass.FOREX, Timeframe.D1, Duration.ofHours(72)));
        assertThat(StaleAfter.of(" crypto/15m=PT20.5S "))
                .isEqualTo(new StaleAfter(AssetClass.CRYPTO, Timeframe.M15, Duration.ofMillis(20_500)));
    }

    @ParameterizedTest
    @CsvSource({
        "forex/1d,       CLASS/TIMEFRAME=LENGTH",
        "forex=PT1H,     CLASS/TIMEFRAME=LENGTH",
        "bonds/1d=PT1H,  'crypto, forex, metal, equity'",
        "FOREX/1d=PT1H,  CLASS/TIMEFRAME=LENGTH",
        "forex/7m=PT1H,  'timeframe is ''7m'', expected one of 1m'",
        "forex/1d=1h,    a length above zero",
        "forex/1d=PT0S,  a length above zero",
    })
    void what_is_none_is_refused_by_name(String text, String expected) {
        assertThatThrownBy(() -> StaleAfter.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected);
    }
}
