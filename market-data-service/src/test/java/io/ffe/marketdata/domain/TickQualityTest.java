package io.ffe.marketdata.domain;

import static io.ffe.marketdata.domain.Market.BTC;
import static io.ffe.marketdata.domain.Market.START;
import static io.ffe.marketdata.domain.Market.quote;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.serde.Json;
import io.ffe.schema.tick.JumpDetector;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Odd ticks are told apart and counted, and in a live run a price that nobody confirms is kept out of the bars. */
class TickQualityTest {

    private final TickQuality quality = new TickQuality(BTC, TickQuality.State.NONE);
    private long sequence;

    private Set<TickNote> judge(String bid, String ask) {
        sequence++;
        return quality.judge(quote(START.plusSeconds(sequence), sequence, bid, ask));
    }

    /** Prices within a few basis points of 60,000. */
    private void calm(int ticks) {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < ticks; i++) {
            int cents = random.nextInt(2000);
            judge(
                    new BigDecimal("59990.00").add(BigDecimal.valueOf(cents, 2)).toPlainString(),
                    new BigDecimal("59990.10").add(BigDecimal.valueOf(cents, 2)).toPlainString());
        }
    }

    @Test
    void a_tick_as_expected_has_no_note() {
        assertThat(judge("59999.99", "60000.00")).isEmpty();
        assertThat(judge("60000.00", "60000.01")).isEmpty();
    }

    @Test
    void crossed_and_locked_quotes_are_told_apart() {
        assertThat(judge("60000.01", "60000.00")).containsExactly(TickNote.CROSSED);
        assertThat(judge("60000.00", "60000.000")).containsExactly(TickNote.LOCKED);
    }

    @Test
    void a_price_between_two_steps_is_off_the_grid_on_either_side() {
        assertThat(judge("59999.995", "60000.00")).containsExactly(TickNote.OFF_GRID);
        assertThat(judge("59999.99", "60000.001")).containsExactly(TickNote.OFF_GRID);
    }

    @Test
    void missing_sequences_are_a_gap_and_what_comes_after_all_is_none() {
        quality.judge(quote(START, 10, "60000.00", "60000.01"));

        assertThat(quality.judge(quote(START.plusSeconds(2), 13, "60000.00", "60000.01")))
                .containsExactly(TickNote.GAP);
        assertThat(quality.judge(quote(START.plusSeconds(1), 12, "60000.00", "60000.01")))
                .containsExactly(TickNote.OUT_OF_ORDER);
        assertThat(quality.judge(quote(START.plusSeconds(3), 14, "60000.00", "60000.01")))
                .isEmpty();
    }

    @Test
    void a_false_price_among_true_ones_is_a_jump_and_the_next_true_one_is_none() {
        calm(40);

        assertThat(judge("38400.00", "38400.01")).containsExactly(TickNote.JUMP);
        assertThat(judge("59995.00", "59995.10")).isEmpty();
    }

    @Test
    void a_level_that_the_price_jumped_to_is_the_level_from_its_third_tick_on() {
        calm(40);

        List<Set<TickNote>> notes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            notes.add(judge("38400.00", "38400.10"));
        }

        assertThat(notes).containsExactly(Set.of(TickNote.JUMP), Set.of(TickNote.JUMP), Set.of(), Set.of(), Set.of());
    }

    @Test
    void jumps_to_places_that_do_not_agree_confirm_nothing() {
        calm(40);

        assertThat(judge("38400.00", "38400.10")).containsExactly(TickNote.JUMP);
        assertThat(judge("91000.00", "91000.10")).containsExactly(TickNote.JUMP);
        assertThat(judge("12000.00", "12000.10")).containsExactly(TickNote.JUMP);
        assertThat(judge("59995.00", "59995.10")).isEmpty();
    }

    /** A market that moves by 4 % each tick jumps by its own measure only when it moves far more. */
    @Test
    void what_is_far_depends_on_how_much_the_price_moves_anyway() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 40; i++) {
            double price = 60_000 * (1 + 0.04 * (random.nextDouble() - 0.5) * 2);
            String text = BigDecimal.valueOf((long) price).toPlainString();
            judge(text, text + ".10");
        }

        assertThat(judge("63500.00", "63500.10")).isEmpty();
        assertThat(judge("160000.00", "160000.10")).containsExactly(TickNote.JUMP);
    }

    @Test
    void after_a_restart_the_next_ticks_get_the_notes_that_they_would_have_got() throws Exception {
        calm(25);
        judge("38400.00", "38400.01");
        TickQuality restored = new TickQuality(
                BTC,
                Json.mapper().readValue(Json.mapper().writeValueAsBytes(quality.state()), TickQuality.State.class));

        for (String bid : List.of("38400.00", "38399.00", "38401.00", "59995.00", "38400.00")) {
            Tick tick = quote(START.plusSeconds(++sequence), sequence, bid, "60000.00");
            assertThat(restored.judge(tick)).isEqualTo(quality.judge(tick));
        }
        assertThat(restored.state()).isEqualTo(quality.state());
    }

    private static PipelineSettings live() {
        return new PipelineSettings(
                Market.RUN, BTC, Origin.LIVE, Timeframe.M15, Duration.ZERO, QualityLimits.defaults());
    }

    private static Tick liveQuote(Instant at, long sequence, String price) {
        return new Tick(
                "BTCUSDT",
                "test",
                sequence,
                Tick.Kind.QUOTE,
                at,
                at,
                new BigDecimal(price),
                new BigDecimal(price).add(new BigDecimal("0.10")),
                null,
                null,
                null,
                null,
                Origin.LIVE,
                false);
    }

    @Test
    void live_a_price_that_nobody_confirms_is_refused_and_a_confirmed_one_is_taken() {
        SymbolPipeline pipeline = calmLive();
        Instant at = START.plusSeconds(30);
        List<TickOutcome> jumps = List.of(
                pipeline.onTick(liveQuote(at, 21, "38400.00"), at),
                pipeline.onTick(liveQuote(at, 22, "38400.00"), at),
                pipeline.onTick(liveQuote(at, 23, "38400.00"), at));

        assertThat(jumps.subList(0, 2))
                .allSatisfy(jump ->
                        assertThat(((TickOutcome.Refused) jump).reason()).isEqualTo(TickRefusal.UNCONFIRMED_JUMP));
        assertThat(jumps.getLast()).isInstanceOf(TickOutcome.Folded.class);
        assertThat(pipeline.counts()).isEqualTo(new TickCounts(21, 0, 0, 2, 0, 0));
    }

    /** Delivery is at least once, so copies of one false price come, and prove nothing. */
    @Test
    void live_copies_of_a_false_price_confirm_nothing_and_other_ticks_do() {
        SymbolPipeline pipeline = calmLive();
        Instant at = START.plusSeconds(30);
        for (int delivery = 0; delivery < 4; delivery++) {
            assertJump(pipeline.onTick(liveQuote(at, 21, "38400.00"), at));
        }
        assertJump(pipeline.onTick(liveQuote(at, 22, "38400.00"), at));
        assertJump(pipeline.onTick(liveQuote(at, 21, "38400.00"), at));
        assertJump(pipeline.onTick(liveQuote(at, 22, "38400.00"), at));

        assertThat(pipeline.onTick(liveQuote(at, 23, "38400.00"), at)).isInstanceOf(TickOutcome.Folded.class);
        assertThat(pipeline.counts()).isEqualTo(new TickCounts(21, 0, 0, 7, 0, 0));
    }

    @Test
    void live_a_copy_that_comes_after_a_restart_confirms_nothing() throws Exception {
        SymbolPipeline first = calmLive();
        Instant at = START.plusSeconds(30);
        assertJump(first.onTick(liveQuote(at, 21, "38400.00"), at));
        assertJump(first.onTick(liveQuote(at, 22, "38400.00"), at));
        byte[] saved = Json.mapper().writeValueAsBytes(first.checkpoint());
        SymbolPipeline restored =
                SymbolPipeline.restore(live(), Json.mapper().readValue(saved, SymbolCheckpoint.class));

        assertJump(restored.onTick(liveQuote(at, 21, "38400.00"), at));
        assertJump(restored.onTick(liveQuote(at, 22, "38400.00"), at));
        assertThat(restored.onTick(liveQuote(at, 23, "38400.00"), at)).isInstanceOf(TickOutcome.Folded.class);
    }

    @Test
    void a_state_of_an_earlier_version_knows_how_many_agree_and_not_which() throws Exception {
        JumpDetector.State read =
                Json.mapper().readValue("{\"levels\":[1.5],\"suspect\":2.5,\"agreeing\":2}", JumpDetector.State.class);

        assertThat(read).isEqualTo(new JumpDetector.State(List.of(1.5), 2.5, 2, List.of()));
    }

    private static SymbolPipeline calmLive() {
        SymbolPipeline pipeline = new SymbolPipeline(live());
        for (int i = 1; i <= 20; i++) {
            Instant at = START.plusSeconds(i);
            assertThat(pipeline.onTick(liveQuote(at, i, "60000." + (10 + i)), at))
                    .isInstanceOf(TickOutcome.Folded.class);
        }
        return pipeline;
    }

    private static void assertJump(TickOutcome outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TickOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(TickRefusal.UNCONFIRMED_JUMP));
    }

    /** By the broker's clock and not by ours: whoever reads the record again must come to the same bars. */
    @Test
    void live_a_tick_that_happened_after_the_broker_had_it_is_refused_beyond_the_skew() {
        SymbolPipeline pipeline = new SymbolPipeline(live());
        Instant appended = START.plusSeconds(10);

        assertThat(pipeline.onTick(liveQuote(appended.plusMillis(2000), 1, "60000.00"), appended))
                .isInstanceOf(TickOutcome.Folded.class);
        assertThat(pipeline.onTick(liveQuote(appended.plusMillis(2001), 2, "60000.00"), appended))
                .isInstanceOfSatisfying(
                        TickOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(TickRefusal.FROM_THE_FUTURE));
    }
}
