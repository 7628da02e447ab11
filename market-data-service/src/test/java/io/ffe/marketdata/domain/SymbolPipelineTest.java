package io.ffe.marketdata.domain;

import static io.ffe.marketdata.domain.Market.START;
import static io.ffe.marketdata.domain.Market.around;
import static io.ffe.marketdata.domain.Market.settings;
import static io.ffe.marketdata.domain.Market.through;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quality.Reason;
import io.ffe.schema.event.Quality.Verdict;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.Watermark;
import io.ffe.schema.money.Instruments;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SymbolPipelineTest {

    private static SymbolPipeline opened() {
        SymbolPipeline pipeline = new SymbolPipeline(settings(Timeframe.M15));
        pipeline.openAt(START);
        return pipeline;
    }

    private static TickOutcome take(SymbolPipeline pipeline, Tick tick) {
        return pipeline.onTick(tick, tick.receivedAt());
    }

    private static Closed onTick(SymbolPipeline pipeline, Tick tick) {
        TickOutcome outcome = take(pipeline, tick);
        assertThat(outcome).isInstanceOf(TickOutcome.Folded.class);
        return ((TickOutcome.Folded) outcome).closed();
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }

    /** A tick every 20 s from one minute to another. */
    private static Closed play(SymbolPipeline pipeline, long fromMinute, long toMinute) {
        List<Bar> bars = new ArrayList<>();
        List<Snapshot> snapshots = new ArrayList<>();
        for (long second = fromMinute * 60; second < toMinute * 60; second += 20) {
            Tick tick = around(Duration.ofSeconds(second), 60_000 + Math.floorMod(second * 7919, 997L));
            if (take(pipeline, tick) instanceof TickOutcome.Folded folded) {
                bars.addAll(folded.closed().bars());
                snapshots.addAll(folded.closed().snapshots());
            }
        }
        return new Closed(bars, snapshots);
    }

    @Test
    void each_close_of_the_snapshot_timeframe_makes_one_snapshot() {
        SymbolPipeline pipeline = opened();
        Closed closed = play(pipeline, 0, 61);
        assertThat(closed.snapshots())
                .extracting(Snapshot::asOf)
                .containsExactly(
                        START.plus(minutes(15)),
                        START.plus(minutes(30)),
                        START.plus(minutes(45)),
                        START.plus(minutes(60)));
        assertThat(closed.snapshots())
                .allSatisfy(snapshot ->
                        assertThat(snapshot.pulse(Timeframe.M15).lastBarEnd()).isEqualTo(snapshot.asOf()));
    }

    @Test
    void a_watermark_closes_what_no_tick_would_and_snapshots_say_that_the_bar_is_missing() {
        SymbolPipeline pipeline = opened();
        play(pipeline, 0, 10);

        Closed first = pipeline.onWatermark(through(minutes(15)), START);
        Closed second = pipeline.onWatermark(through(minutes(30)), START);

        assertThat(first.bars()).extracting(Bar::timeframe).containsExactly(Timeframe.M1, Timeframe.M5, Timeframe.M15);
        assertThat(first.snapshots()).hasSize(1);
        assertThat(second.bars()).extracting(Bar::timeframe).containsExactly(Timeframe.M30);
        assertThat(second.snapshots()).singleElement().satisfies(snapshot -> {
            assertThat(snapshot.quality().reasons()).contains(Reason.MISSING_LAST_BAR, Reason.STALE_QUOTE);
            assertThat(snapshot.quality().verdict()).isEqualTo(Verdict.INVALID);
        });
    }

    @Test
    void a_watermark_of_the_past_closes_nothing() {
        SymbolPipeline pipeline = opened();
        play(pipeline, 0, 16);
        assertThat(pipeline.onWatermark(through(minutes(15)), START)).isEqualTo(Closed.NOTHING);
        assertThat(pipeline.onWatermark(through(minutes(1)), START)).isEqualTo(Closed.NOTHING);
    }

    @Test
    void a_snapshot_knows_nothing_from_its_asof_on() {
        SymbolPipeline pipeline = opened();
        play(pipeline, 0, 14);
        Tick before = around(minutes(15).minusMillis(1), 61_000);
        Tick at = around(minutes(15), 99_000);
        take(pipeline, before);

        TickOutcome outcome = take(pipeline, at);

        Snapshot snapshot = ((TickOutcome.Folded) outcome).closed().snapshots().getFirst();
        assertThat(snapshot.asOf()).isEqualTo(at.occurredAt());
        assertThat(snapshot.quote().occurredAt()).isEqualTo(before.occurredAt());
        assertThat(snapshot.quote().mid()).isEqualByComparingTo("61000");
    }

    /** A pause in the data may let one tick pass several closes: each snapshot is still as of its own time. */
    @Test
    void one_tick_that_passes_several_closes_makes_the_snapshots_that_watermarks_would_have_made() {
        SymbolPipeline byTick = opened();
        SymbolPipeline byWatermark = opened();
        play(byTick, 0, 100);
        play(byWatermark, 0, 100);
        Tick after = around(minutes(191), 60_500);

        Closed jumped = onTick(byTick, after);
        List<Snapshot> stepped = new ArrayList<>();
        for (long minute = 105; minute <= 180; minute += 15) {
            stepped.addAll(
                    byWatermark.onWatermark(through(minutes(minute)), START).snapshots());
        }
        stepped.addAll(onTick(byWatermark, after).snapshots());

        assertThat(jumped.snapshots()).hasSize(6).isEqualTo(stepped);
    }

    @Test
    void a_late_tick_is_counted_and_changes_nothing() {
        SymbolPipeline pipeline = opened();
        SymbolPipeline untouched = opened();
        play(pipeline, 0, 20);
        play(untouched, 0, 20);
        Tick late = around(minutes(18), 1);

        TickOutcome outcome = take(pipeline, late);

        assertThat(outcome).isEqualTo(new TickOutcome.Late(late, START.plus(minutes(19))));
        assertThat(pipeline.counts().late()).isEqualTo(1);
        assertThat(pipeline.checkpoint().bars())
                .isEqualTo(untouched.checkpoint().bars());
        assertThat(pipeline.checkpoint().timeframes())
                .isEqualTo(untouched.checkpoint().timeframes());
    }

    @Test
    void every_tick_is_accounted_for() {
        SymbolPipeline pipeline = opened();
        play(pipeline, 0, 20);
        take(pipeline, around(minutes(3), 1));
        Tick synthetic = new Tick(
                "BTCUSDT",
                "other",
                1,
                Tick.Kind.QUOTE,
                START.plus(minutes(25)),
                START.plus(minutes(25)),
                BigDecimal.ONE,
                BigDecimal.TWO,
                null,
                null,
                null,
                null,
                Origin.SYNTHETIC,
                false);

        assertThat(take(pipeline, synthetic))
                .isInstanceOfSatisfying(
                        TickOutcome.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo("origin is SYNTHETIC, expected REPLAY"));

        assertThat(pipeline.counts()).isEqualTo(new TickCounts(60, 1, 0, 1, 0, 0));
        assertThat(pipeline.counts().raw()).isEqualTo(62);
    }

    /** Delivery is at least once, and sources may be out of order within the lateness that is allowed. */
    @Test
    void a_tick_that_comes_again_is_counted_and_changes_nothing_also_out_of_order_and_after_a_restart() {
        PipelineSettings settings = new PipelineSettings(
                Market.RUN, Market.BTC, Origin.REPLAY, Timeframe.M15, minutes(2), QualityLimits.defaults());
        SymbolPipeline once = new SymbolPipeline(settings);
        SymbolPipeline again = new SymbolPipeline(settings);
        List<Closed> closedOnce = new ArrayList<>();
        List<Closed> closedAgain = new ArrayList<>();
        List<Tick> ticks = List.of(
                Market.quote(START.plusSeconds(10), 1, "100", "101"),
                Market.quote(START.plusSeconds(50), 3, "102", "103"),
                Market.quote(START.plusSeconds(30), 2, "90", "91"),
                Market.quote(START.plusSeconds(70), 4, "104", "105"),
                Market.quote(START.plusSeconds(200), 5, "106", "107"));
        once.openAt(START);
        again.openAt(START);

        for (Tick tick : ticks) {
            closedOnce.add(onTick(once, tick));
            closedAgain.add(onTick(again, tick));
            again = SymbolPipeline.restore(settings, again.checkpoint());
            for (Tick before : ticks.subList(0, ticks.indexOf(tick) + 1)) {
                assertThat(again.onTick(before, before.receivedAt()))
                        .isInstanceOfAny(TickOutcome.Repeated.class, TickOutcome.Late.class);
            }
        }

        assertThat(closedAgain).isEqualTo(closedOnce);
        assertThat(again.checkpoint().bars()).isEqualTo(once.checkpoint().bars());
        assertThat(again.counts().folded()).isEqualTo(5);
        assertThat(again.counts().repeated()).isPositive();
        assertThat(again.counts().raw()).isEqualTo(5 + 15);
    }

    /** Two sources may count alike; a gap is the source's. */
    @Test
    void a_tick_of_another_source_or_from_a_gap_is_no_repeat() {
        SymbolPipeline pipeline = opened();

        onTick(pipeline, Market.quote(START.plusSeconds(1), 7, "100", "101"));
        onTick(pipeline, Market.quote(START.plusSeconds(2), 9, "100", "101"));
        onTick(pipeline, Market.quote(START.plusSeconds(3), 8, "100", "101"));
        Tick other = new Tick(
                "BTCUSDT",
                "other",
                7,
                Tick.Kind.QUOTE,
                START.plusSeconds(1),
                START.plusSeconds(1),
                BigDecimal.ONE,
                BigDecimal.TWO,
                null,
                null,
                null,
                null,
                Origin.REPLAY,
                false);
        onTick(pipeline, other);

        assertThat(pipeline.counts().folded()).isEqualTo(4);
        assertThat(pipeline.counts().repeated()).isZero();
    }

    /** Anybody may write to the tick topic; one wrong time must not make a million snapshots and all that follows late. */
    @Test
    void a_record_from_the_far_future_closes_nothing() {
        SymbolPipeline pipeline = opened();
        play(pipeline, 0, 20);
        SymbolCheckpoint before = pipeline.checkpoint();
        Duration century = Duration.ofDays(36_500);

        assertThat(take(pipeline, around(century, 60_000)))
                .isInstanceOfSatisfying(
                        TickOutcome.Refused.class,
                        refused -> assertThat(refused.why())
                                .startsWith("occurredAt is 2124-")
                                .contains("expected at most PT168H after 2024-08-05T00:19:00Z"));
        assertThat(pipeline.onWatermark(through(century), START)).isEqualTo(Closed.NOTHING);

        assertThat(pipeline.checkpoint().bars()).isEqualTo(before.bars());
        assertThat(play(pipeline, 20, 31).snapshots()).hasSize(1);
    }

    /** The clock of whoever wrote it was ahead: it must not close what real ticks are still going to fill. */
    @Test
    void a_live_watermark_that_lies_after_its_own_record_closes_nothing() {
        SymbolPipeline pipeline = new SymbolPipeline(new PipelineSettings(
                Market.RUN, Market.BTC, Origin.LIVE, Timeframe.M15, Duration.ZERO, QualityLimits.defaults()));
        pipeline.openAt(START);
        Watermark hour = new Watermark("BTCUSDT", "test", START.plus(minutes(60)), Origin.LIVE);

        assertThat(pipeline.onWatermark(hour, START)).isEqualTo(Closed.NOTHING);
        assertThat(pipeline.closedThrough()).contains(START);
        assertThat(pipeline.onWatermark(hour, hour.through()).snapshots()).hasSize(4);
    }

    /** Of a live run whose configuration says another timeframe after a restart. */
    @Test
    void a_run_goes_on_when_snapshots_become_rarer() {
        SymbolPipeline often = opened();
        play(often, 0, 8);

        SymbolPipeline rare = SymbolPipeline.restore(Market.settings(Timeframe.H1), often.checkpoint());
        List<Snapshot> snapshots = play(rare, 8, 61).snapshots();

        assertThat(snapshots)
                .singleElement()
                .satisfies(snapshot -> assertThat(snapshot.path().steps())
                        .extracting(step -> step.start())
                        .isSorted()
                        .first()
                        .isEqualTo(START.plus(minutes(5))));
    }

    @Test
    void a_watermark_of_another_origin_closes_nothing() {
        SymbolPipeline pipeline = opened();
        play(pipeline, 0, 14);
        assertThat(pipeline.onWatermark(
                        new Watermark("BTCUSDT", "other", START.plus(minutes(15)), Origin.SYNTHETIC), START))
                .isEqualTo(Closed.NOTHING);
    }

    @Test
    void without_a_quote_yet_a_snapshot_says_so() {
        SymbolPipeline pipeline = opened();
        Closed closed = pipeline.onWatermark(through(minutes(15)), START);
        assertThat(closed.snapshots()).singleElement().satisfies(snapshot -> {
            assertThat(snapshot.quote()).isNull();
            assertThat(snapshot.quality().reasons())
                    .containsExactly(
                            Reason.HIGHER_TIMEFRAME_MISSING,
                            Reason.MISSING_LAST_BAR,
                            Reason.TOO_LITTLE_HISTORY,
                            Reason.NO_QUOTE);
        });
    }

    @Test
    void trades_fill_the_price_and_the_volume_and_leave_bid_and_ask_absent() {
        SymbolPipeline pipeline = opened();
        Tick trade = new Tick(
                "BTCUSDT",
                "test",
                1,
                Tick.Kind.TRADE,
                START,
                START,
                null,
                null,
                null,
                null,
                new BigDecimal("60000.5"),
                new BigDecimal("0.25"),
                Origin.REPLAY,
                false);
        onTick(pipeline, trade);
        Bar minute = pipeline.onWatermark(through(minutes(1)), START).bars().getFirst();
        assertThat(minute.price().close()).isEqualTo("60000.50");
        assertThat(minute.volume()).isEqualByComparingTo("0.25");
        assertThat(minute.bid()).isNull();
    }

    /** What a decision makes of it: {@code LadderTest.the_age_of_stale_data_is_in_the_reason_of_the_hold}. */
    @Test
    void data_of_51_3_minutes_ago_is_stale_and_says_so() {
        SymbolPipeline pipeline = new SymbolPipeline(new PipelineSettings(
                Market.RUN,
                Market.BTC,
                Origin.REPLAY,
                Timeframe.M5,
                Duration.ZERO,
                QualityLimits.defaults().withQuoteAge(Duration.ofHours(1))));
        Instant start = START.minus(Duration.ofDays(60));
        for (Instant at = start; at.isBefore(START); at = at.plus(Timeframe.M5.length())) {
            pipeline.warmUp(Market.flat(Timeframe.M5, at, "60000"));
        }
        pipeline.openAt(START);
        // The quote of 0:08:42 is 51 minutes and 18 seconds old at 1:00.
        take(pipeline, around(Duration.ofSeconds(522), 60_000));

        Snapshot snapshot =
                pipeline.onWatermark(through(minutes(60)), START).snapshots().getLast();

        assertThat(snapshot.asOf()).isEqualTo(START.plus(minutes(60)));
        assertThat(snapshot.quality().verdict()).isEqualTo(Verdict.STALE);
        assertThat(snapshot.quality().reasons())
                .containsExactly(Reason.HIGHER_TIMEFRAME_MISSING, Reason.MISSING_LAST_BAR, Reason.STALE_QUOTE);
        assertThat(snapshot.quality().detail())
                .isEqualTo("quote is 51.3 min old, limit 15 min on 5m; last 5m bar ended 50 min ago; 15m is missing");
    }

    /** Friday's prices, a weekend of watermarks, and Sunday's first minutes. */
    @Test
    void a_currency_goes_through_its_weekend_closed_and_comes_out_with_its_history() {
        SymbolPipeline pipeline = new SymbolPipeline(new PipelineSettings(
                Market.RUN,
                Instruments.builtIn().require("EURUSD"),
                Origin.REPLAY,
                Timeframe.M15,
                Duration.ZERO,
                QualityLimits.defaults()));
        Instant friday = Instant.parse("2024-08-02T00:00:00Z");
        Instant close = Instant.parse("2024-08-02T21:00:00Z");
        Instant open = Instant.parse("2024-08-04T21:00:00Z");
        pipeline.openAt(friday);
        List<Snapshot> snapshots = new ArrayList<>();
        currency(pipeline, friday, close, snapshots);
        for (Instant at = close; !at.isAfter(open); at = at.plus(minutes(15))) {
            Watermark mark = new Watermark("EURUSD", "test", at, Origin.REPLAY);
            snapshots.addAll(pipeline.onWatermark(mark, at).snapshots());
        }
        currency(pipeline, open, open.plus(minutes(16)), snapshots);

        assertThat(snapshots)
                .filteredOn(each -> !each.asOf().isBefore(close) && each.asOf().isBefore(open))
                .hasSize(4 * 48)
                .allSatisfy(each -> assertThat(each.quality().reasons())
                        .containsExactly(Reason.HIGHER_TIMEFRAME_MISSING, Reason.MARKET_CLOSED));
        Snapshot first = snapshots.getLast();
        assertThat(first.asOf()).isEqualTo(open.plus(minutes(15)));
        assertThat(first.quality().reasons()).containsExactly(Reason.HIGHER_TIMEFRAME_MISSING);
        assertThat(first.timeframes().subList(0, 3))
                .extracting(TimeframePulse::status)
                .containsOnly(TimeframePulse.Status.OK);
        assertThat(first.pulse(Timeframe.H1).reason()).isEqualTo("21 bars of 1h, needs 50");
    }

    private static void currency(SymbolPipeline pipeline, Instant from, Instant to, List<Snapshot> snapshots) {
        for (Instant at = from; at.isBefore(to); at = at.plusSeconds(30)) {
            Tick tick = Market.quote("EURUSD", at, at.getEpochSecond(), "1.10000", "1.10010");
            snapshots.addAll(onTick(pipeline, tick).snapshots());
        }
    }

    @Test
    void a_snapshot_says_how_far_its_timeframes_agree() {
        SymbolPipeline pipeline = opened();
        Snapshot snapshot = play(pipeline, 0, 60 * 30).snapshots().getLast();

        assertThat(snapshot.alignment()).isEqualTo(TrendAlignment.of(snapshot.timeframes()));
        assertThat(snapshot.alignment().coverage()).isEqualTo(29);
        assertThat(snapshot.pulse(Timeframe.M15).signalStrength()).isBetween(41, 86);
        assertThat(snapshot.pulse(Timeframe.H1).signalStrength()).isNull();
    }

    @Test
    void the_same_run_again_gives_equal_bars_and_snapshots() {
        assertThat(play(opened(), 0, 1000)).isEqualTo(play(opened(), 0, 1000));
    }

    // What warms up

    @Test
    void a_run_after_a_warm_up_goes_on_as_if_it_had_begun_earlier() {
        SymbolPipeline whole = opened();
        List<Bar> minutes = play(whole, 0, 5000).bars().stream()
                .filter(bar -> bar.timeframe() == Timeframe.M1)
                .toList();
        Closed expected = play(whole, 5000, 6000);

        // 4,987 is in the middle of a bar of each longer timeframe.
        SymbolPipeline warmed = new SymbolPipeline(settings(Timeframe.M15));
        minutes.stream().limit(4987).forEach(warmed::warmUp);
        warmed.openAt(START.plus(minutes(4987)));
        play(warmed, 4987, 5000);

        assertThat(play(warmed, 5000, 6000)).isEqualTo(expected);
        assertThat(warmed.counts().warmUpRows()).isEqualTo(4987);
    }

    @Test
    void warm_up_bars_feed_their_timeframe_and_the_longer_ones_and_never_a_shorter_one() {
        SymbolPipeline pipeline = new SymbolPipeline(settings(Timeframe.M15));
        Instant start = START.minus(Duration.ofDays(60));
        for (Instant at = start; at.isBefore(START); at = at.plus(Timeframe.H1.length())) {
            pipeline.warmUp(Market.flat(Timeframe.H1, at, "60000"));
        }
        pipeline.openAt(START);
        assertThat(pipeline.pulses())
                .extracting(pulse -> pulse.bars())
                .containsExactly(0L, 0L, 0L, 0L, 60 * 24L, 60 * 6L, 60L);
    }

    @Test
    void days_come_from_the_daily_file_until_the_minutes_have_a_whole_day() {
        SymbolPipeline pipeline = new SymbolPipeline(settings(Timeframe.M15));
        // Days at 100; minutes at 200 from noon of the second last day on.
        Instant minutesBegin = START.minus(Duration.ofHours(36));
        Stream<Bar> days = Stream.iterate(START.minus(Duration.ofDays(60)), at -> at.plus(Duration.ofDays(1)))
                .limit(60)
                .map(at -> Market.flat(Timeframe.D1, at, "100"));
        Stream<Bar> minutes = Stream.iterate(minutesBegin, at -> at.plus(Duration.ofMinutes(1)))
                .limit(36 * 60)
                .map(at -> Market.flat(Timeframe.M1, at, "200"));
        Stream.concat(days, minutes)
                .sorted(java.util.Comparator.comparing(Bar::end).thenComparing(Bar::timeframe))
                .forEach(pipeline::warmUp);
        pipeline.openAt(START);

        List<Double> closes =
                pipeline.checkpoint().timeframes().get(Timeframe.D1.ordinal()).closes();
        assertThat(closes).hasSize(50).endsWith(100.0, 100.0, 200.0);
        assertThat(pipeline.checkpoint()
                        .timeframes()
                        .get(Timeframe.D1.ordinal())
                        .bars())
                .isEqualTo(60);
        // Nothing else reaches back to noon: a partial first hour, and so on, comes from the minutes.
        assertThat(pipeline.pulses().get(Timeframe.H4.ordinal()).bars()).isEqualTo(9);
    }

    @Test
    void an_interval_that_the_minutes_skip_comes_from_the_days() {
        SymbolPipeline pipeline = new SymbolPipeline(settings(Timeframe.M15));
        Instant gapDay = START.minus(Duration.ofDays(2));
        List<Bar> rows = new ArrayList<>();
        for (int day = 3; day >= 1; day--) {
            Instant at = START.minus(Duration.ofDays(day));
            if (!at.equals(gapDay)) {
                rows.add(Market.flat(Timeframe.M1, at, "200"));
            }
            rows.add(Market.flat(Timeframe.D1, at, "100"));
        }
        rows.forEach(pipeline::warmUp);
        pipeline.openAt(START);
        assertThat(pipeline.checkpoint()
                        .timeframes()
                        .get(Timeframe.D1.ordinal())
                        .closes())
                .containsExactly(200.0, 100.0, 200.0);
    }

    @Test
    void a_row_that_its_timeframe_has_already_is_a_repeat() {
        SymbolPipeline pipeline = new SymbolPipeline(settings(Timeframe.M15));
        Bar row = Market.flat(Timeframe.M1, START.minusSeconds(60), "100");
        pipeline.warmUp(row);
        pipeline.warmUp(row);
        pipeline.openAt(START);
        assertThat(pipeline.counts().warmUpRows()).isEqualTo(1);
        assertThat(pipeline.counts().warmUpRepeats()).isEqualTo(1);
        assertThat(pipeline.pulses().getFirst().bars()).isEqualTo(1);
    }

    @Test
    void warm_up_rows_that_cannot_be_right_are_refused_by_name() {
        SymbolPipeline pipeline = new SymbolPipeline(settings(Timeframe.M15));
        pipeline.warmUp(Market.flat(Timeframe.M1, START, "100"));
        assertThatThrownBy(() -> pipeline.warmUp(Market.flat(Timeframe.M1, START.minusSeconds(60), "100")))
                .hasMessageContaining("BTCUSDT/1m ends 2024-08-05T00:00:00Z");
        assertThatThrownBy(() -> pipeline.warmUp(Market.flat(Timeframe.M5, START.plusSeconds(60), "100")))
                .hasMessageContaining("a multiple of 5m");
        assertThatThrownBy(() -> pipeline.openAt(START)).hasMessageContaining("ends 2024-08-05T00:01:00Z");
        assertThatThrownBy(pipeline::checkpoint).hasMessageContaining("openAt before checkpoint");
        SymbolPipeline started = opened();
        assertThatThrownBy(() -> started.warmUp(Market.flat(Timeframe.M1, START.minusSeconds(60), "100")))
                .isInstanceOf(IllegalStateException.class);
    }
}
