package io.ffe.marketdata.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        return pulses(AssetClass.CRYPTO, bars, AS_OF.minus(sinceLastBar), AS_OF);
    }

    private static List<TimeframePulse> pulses(AssetClass assetClass, int bars, Instant lastTraded, Instant asOf) {
        List<TimeframePulse> pulses = new ArrayList<>();
        for (Timeframe timeframe : Timeframe.values()) {
            TimeframeHistory history = new TimeframeHistory(timeframe);
            Instant end = timeframe.startOf(lastTraded);
            for (int i = bars; i > 0; i--) {
                history.add(Market.flat(timeframe, end.minus(timeframe.length().multipliedBy(i)), "100"));
            }
            pulses.add(PulseBuilder.pulse(history, asOf, assetClass, LIMITS.staleAfter(assetClass, timeframe)));
        }
        return pulses;
    }

    /** Of EURUSD on 15m: the last price came a second before {@code lastTraded}, as did the last bars. */
    private static Quality forex(String lastTraded, String asOf) {
        Instant last = Instant.parse(lastTraded);
        Instant now = Instant.parse(asOf);
        Quote quote = new Quote(
                new BigDecimal("1.10000"), new BigDecimal("1.10010"), null, null, last.minusSeconds(1), "test");
        return SnapshotQuality.judge(
                now, Timeframe.M15, AssetClass.FOREX, quote, pulses(AssetClass.FOREX, 50, last, now), false, LIMITS);
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
    void the_figures_behind_the_reasons_are_in_the_detail() {
        QualityLimits loose = LIMITS.withQuoteAge(Duration.ofDays(1));
        Quote old = quote(Duration.ofMinutes(51).plusSeconds(18), "100.00", "100.12");
        Quality quality = SnapshotQuality.judge(
                AS_OF, Timeframe.M5, AssetClass.CRYPTO, old, pulses(50, Duration.ofMinutes(50)), false, loose);

        assertThat(quality.detail())
                .isEqualTo("quote is 51.3 min old, limit 15 min on 5m; spread is 12 bp, limit 10 bp;"
                        + " last 5m bar ended 50 min ago; 15m is missing");
        assertThat(judge(quote(Duration.ofMillis(90_001), "100.00", "100.01"), pulses(50, Duration.ZERO), false)
                        .detail())
                .isEqualTo("quote is 90.1 s old, limit 90 s on 15m");
        assertThat(judge(quote(Duration.ofHours(-5), "100.00", "100.01"), pulses(50, Duration.ZERO), false)
                        .detail())
                .isEqualTo("quote is 5 h from the future, limit 2 s");
        assertThat(judge(quote(Duration.ofSeconds(1), "100.00", "100.01"), pulses(7, Duration.ZERO), false)
                        .detail())
                .isEqualTo("7 bars of 15m, needs 50; 30m, 1h, 4h, 1d are missing");
        assertThat(judge(quote(Duration.ofSeconds(1), "100.00", "100.01"), pulses(50, Duration.ZERO), true)
                        .detail())
                .isNull();
    }

    @Test
    void another_asset_class_may_have_another_limit() {
        QualityLimits limits = LIMITS.withQuoteAge(Duration.ofDays(1))
                .withStaleAfter(AssetClass.METAL, Timeframe.M15, Duration.ofMinutes(5));

        assertThat(limits.oldestQuote(AssetClass.METAL, Timeframe.M15)).isEqualTo(Duration.ofMinutes(5));
        assertThat(limits.oldestQuote(AssetClass.METAL, Timeframe.M5)).isEqualTo(Duration.ofMinutes(15));
        assertThat(limits.oldestQuote(AssetClass.FOREX, Timeframe.M15)).isEqualTo(Duration.ofMinutes(30));
        assertThat(LIMITS.oldestQuote(AssetClass.METAL, Timeframe.M15)).isEqualTo(Duration.ofSeconds(90));
        assertThatThrownBy(() -> LIMITS.withStaleAfter(AssetClass.METAL, Timeframe.M15, Duration.ZERO))
                .hasMessage("staleAfter of METAL on 15m is PT0S, expected a length of time above zero");
    }

    // Market hours. 2024-08-02 is a Friday; New York is four hours behind.

    @Test
    void on_a_saturday_a_currency_is_closed_and_not_stale() {
        Quality quality = forex("2024-08-02T21:00:00Z", "2024-08-03T12:00:00Z");

        assertThat(quality.reasons()).containsExactly(Reason.MARKET_CLOSED);
        assertThat(quality.usable()).isFalse();
        assertThat(quality.detail())
                .isEqualTo("FOREX market is closed until 2024-08-04T21:00:00Z; last quote is 15.1 h old");
    }

    /** The price is fresh, and nobody can trade on it any more. */
    @Test
    void with_the_last_close_of_friday_the_market_is_closed() {
        assertThat(forex("2024-08-02T21:00:00Z", "2024-08-02T21:00:00Z").reasons())
                .containsExactly(Reason.MARKET_CLOSED);
        assertThat(forex("2024-08-02T20:45:00Z", "2024-08-02T20:45:00Z").reasons())
                .isEmpty();
    }

    @Test
    void a_price_of_friday_is_no_price_when_the_market_opens_on_sunday() {
        Quality opening = forex("2024-08-02T21:00:00Z", "2024-08-04T21:00:00Z");

        assertThat(opening.reasons()).containsExactly(Reason.STALE_QUOTE);
        assertThat(opening.detail()).isEqualTo("quote is 48.1 h old, limit 90 s on 15m");
    }

    @Test
    void a_bar_of_closed_hours_is_not_missed_and_the_first_of_open_ones_is() {
        assertThat(forex("2024-08-02T21:00:00Z", "2024-08-04T21:15:00Z").reasons())
                .containsExactly(Reason.MISSING_LAST_BAR, Reason.STALE_QUOTE);
    }

    @Test
    void the_history_of_friday_is_there_when_trading_begins_again() {
        Instant asOf = Instant.parse("2024-08-04T21:15:00Z");
        assertThat(pulses(AssetClass.FOREX, 50, Instant.parse("2024-08-02T21:00:00Z"), asOf))
                .extracting(TimeframePulse::status)
                .containsOnly(TimeframePulse.Status.OK);
        assertThat(pulses(AssetClass.CRYPTO, 50, Instant.parse("2024-08-02T21:00:00Z"), asOf))
                .extracting(TimeframePulse::status)
                .containsOnly(TimeframePulse.Status.MISSING);
        // Sixteen minutes of trading without a bar are too much for a timeframe of one minute on a Monday as well.
        assertThat(pulses(AssetClass.FOREX, 50, Instant.parse("2024-08-02T21:00:00Z"), asOf.plusSeconds(60))
                        .getFirst()
                        .reason())
                .isEqualTo("last bar of 1m ended 2024-08-02T21:00:00Z, older than 15 min of open market");
    }

    @Test
    void a_closed_market_does_not_hide_what_is_broken() {
        Quality quality = SnapshotQuality.judge(
                Instant.parse("2024-08-03T12:00:00Z"),
                Timeframe.M15,
                AssetClass.METAL,
                null,
                pulses(AssetClass.METAL, 3, AS_OF, AS_OF),
                false,
                LIMITS);

        assertThat(quality.reasons())
                .contains(Reason.MARKET_CLOSED, Reason.NO_QUOTE, Reason.TOO_LITTLE_HISTORY)
                .doesNotContain(Reason.MISSING_LAST_BAR);
        assertThat(quality.verdict()).isEqualTo(Verdict.INVALID);
    }

    @Test
    void a_history_that_ended_long_ago_counts_as_missing() {
        TimeframePulse hour = pulses(50, Duration.ofHours(3)).get(Timeframe.H1.ordinal());
        assertThat(hour.status()).isEqualTo(TimeframePulse.Status.MISSING);
        assertThat(hour.reason()).contains("older than 120 min");
    }
}
