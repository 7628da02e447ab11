package io.ffe.marketdata.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quality.Reason;
import io.ffe.schema.event.Quality.Verdict;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotQualityTest {

    private static final Instant AS_OF = Market.START.plus(Duration.ofDays(60));
    private static final QualityLimits LIMITS = QualityLimits.defaults();

    private static Quote quote(Duration age, String bid, String ask) {
        return new Quote(new BigDecimal(bid), new BigDecimal(ask), null, null, AS_OF.minus(age), "test");
    }

    private static List<TimeframePulse> pulses(int bars, Duration sinceLastBar) {
        List<TimeframePulse> pulses = new ArrayList<>();
        for (Timeframe timeframe : Timeframe.values()) {
            TimeframeHistory history = new TimeframeHistory(timeframe);
            Instant end = timeframe.startOf(AS_OF.minus(sinceLastBar));
            for (int i = bars; i > 0; i--) {
                history.add(Market.flat(timeframe, end.minus(timeframe.length().multipliedBy(i)), "100"));
            }
            pulses.add(PulseBuilder.pulse(history, AS_OF, LIMITS.staleAfter(timeframe)));
        }
        return pulses;
    }

    private static Quality judge(@Nullable Quote quote, List<TimeframePulse> pulses, boolean derived) {
        return SnapshotQuality.judge(AS_OF, Timeframe.M15, AssetClass.CRYPTO, quote, pulses, derived, LIMITS);
    }

    @Test
    void fresh_observed_data_with_history_is_valid() {
        assertThat(judge(quote(Duration.ofSeconds(1), "100.00", "100.01"), pulses(50, Duration.ZERO), false))
                .isEqualTo(Quality.of(List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "100.00, 100.00, LOCKED_QUOTE, DEGRADED",
        "100.01, 100.00, CROSSED_QUOTE, INVALID",
        "100.00, 100.11, WIDE_SPREAD, DEGRADED",
    })
    void a_quote_that_nobody_should_trade_on_is_named(String bid, String ask, Reason reason, Verdict verdict) {
        Quality quality = judge(quote(Duration.ofSeconds(1), bid, ask), pulses(50, Duration.ZERO), false);
        assertThat(quality.reasons()).containsExactly(reason);
        assertThat(quality.verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"PT90S, false", "PT90.001S, true", "PT31M, true", "PT-2S, false"})
    void a_quote_is_stale_beyond_ninety_seconds(Duration age, boolean stale) {
        Quality quality = judge(quote(age, "100.00", "100.01"), pulses(50, Duration.ZERO), false);
        assertThat(quality.reasons().contains(Reason.STALE_QUOTE)).isEqualTo(stale);
        assertThat(quality.verdict()).isEqualTo(stale ? Verdict.STALE : Verdict.VALID);
    }

    @ParameterizedTest
    @CsvSource({
        "M1, PT15M",
        "M5, PT15M",
        "M15, PT30M",
        "M30, PT1H",
        "H1, PT2H",
        "H4, PT8H",
        "D1, PT48H",
    })
    void without_a_tighter_limit_for_quotes_the_timeframes_own_holds(Timeframe timeframe, Duration limit) {
        QualityLimits loose = LIMITS.withQuoteAge(Duration.ofDays(30));
        for (boolean beyond : new boolean[] {false, true}) {
            Quote quote = quote(limit.plusMillis(beyond ? 1 : 0), "100.00", "100.01");
            Quality quality = SnapshotQuality.judge(
                    AS_OF, timeframe, AssetClass.CRYPTO, quote, pulses(50, Duration.ZERO), false, loose);
            assertThat(quality.reasons().contains(Reason.STALE_QUOTE)).isEqualTo(beyond);
        }
    }

    @Test
    void a_quote_from_the_future_is_as_bad_as_none() {
        Quality quality = judge(quote(Duration.ofMillis(-2001), "100.00", "100.01"), pulses(50, Duration.ZERO), false);
        assertThat(quality.reasons()).containsExactly(Reason.FUTURE_QUOTE);
        assertThat(quality.verdict()).isEqualTo(Verdict.INVALID);
    }

    @Test
    void without_a_quote_a_snapshot_is_invalid() {
        assertThat(judge(null, pulses(50, Duration.ZERO), false).reasons()).containsExactly(Reason.NO_QUOTE);
    }

    @Test
    void derived_ticks_degrade() {
        Quality quality = judge(quote(Duration.ofSeconds(1), "100.00", "100.01"), pulses(50, Duration.ZERO), true);
        assertThat(quality.reasons()).containsExactly(Reason.DERIVED_TICKS);
        assertThat(quality.verdict()).isEqualTo(Verdict.DEGRADED);
    }

    @Test
    void too_little_history_is_its_own_reason() {
        Quality quality = judge(quote(Duration.ofSeconds(1), "100.00", "100.01"), pulses(49, Duration.ZERO), false);
        assertThat(quality.reasons()).containsExactly(Reason.HIGHER_TIMEFRAME_MISSING, Reason.TOO_LITTLE_HISTORY);
        assertThat(quality.verdict()).isEqualTo(Verdict.INVALID);
    }

    @Test
    void a_missing_higher_timeframe_degrades_and_a_missing_lower_one_does_not() {
        List<TimeframePulse> pulses = new ArrayList<>(pulses(50, Duration.ZERO));
        List<TimeframePulse> few = pulses(3, Duration.ZERO);
        Quote quote = quote(Duration.ofSeconds(1), "100.00", "100.01");

        pulses.set(Timeframe.M1.ordinal(), few.get(Timeframe.M1.ordinal()));
        assertThat(judge(quote, pulses, false).verdict()).isEqualTo(Verdict.VALID);

        pulses.set(Timeframe.D1.ordinal(), few.get(Timeframe.D1.ordinal()));
        assertThat(judge(quote, pulses, false).reasons()).containsExactly(Reason.HIGHER_TIMEFRAME_MISSING);
    }

    @Test
    void the_bar_that_should_have_ended_now_is_missed() {
        Quality quality =
                judge(quote(Duration.ofSeconds(1), "100.00", "100.01"), pulses(50, Duration.ofMinutes(15)), false);
        assertThat(quality.reasons()).contains(Reason.MISSING_LAST_BAR);
        assertThat(quality.verdict()).isEqualTo(Verdict.STALE);
    }

    @Test
    void a_history_that_ended_long_ago_counts_as_missing() {
        TimeframePulse hour = pulses(50, Duration.ofHours(3)).get(Timeframe.H1.ordinal());
        assertThat(hour.status()).isEqualTo(TimeframePulse.Status.MISSING);
        assertThat(hour.reason()).contains("older than 120 min");
    }
}
