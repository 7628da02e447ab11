package io.ffe.marketdata.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.marketdata.domain.PipelineSettings;
import io.ffe.marketdata.domain.QualityLimits;
import io.ffe.marketdata.domain.SymbolPipeline;
import io.ffe.marketdata.store.Checkpoint.SourceSequence;
import io.ffe.marketdata.store.Checkpoint.Totals;
import io.ffe.marketdata.store.IntakeCounts.OfSource;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instruments;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckpointTest {

    private static OfSource counted(String symbol, long folded) {
        return new OfSource(symbol, "coinbase", folded, 0, 0, Map.of(), Map.of());
    }

    /** As a version left it that had one for all. Symbols are in the partition that their last letter says. */
    private final Checkpoint whole = new Checkpoint(
            Instant.parse("2026-11-28T12:00:00Z"),
            Map.of(3, 30L, 5, 50L),
            List.of(new SourceSequence("A3", "coinbase", 7), new SourceSequence("B5", "coinbase", 9)),
            new Totals(10, 2, 1),
            new IntakeCounts(
                    Map.of(3, 1L, 5, 2L), List.of(counted("A3", 29), counted("B5", 48)), Map.of("NOT_JSON", 4L)),
            List.of());

    private static int home(String symbol) {
        return symbol.charAt(1) - '0';
    }

    @Test
    void a_partition_is_given_what_is_its_own() {
        Checkpoint fifth = whole.of(5, CheckpointTest::home);

        assertThat(fifth.tickOffsets()).containsOnly(Map.entry(5, 50L));
        assertThat(fifth.sequences()).containsExactly(new SourceSequence("B5", "coinbase", 9));
        assertThat(fifth.intake().since()).containsOnly(Map.entry(5, 2L));
        assertThat(fifth.intake().sources()).containsExactly(counted("B5", 48));
        assertThat(fifth.asOf()).isEqualTo(whole.asOf());
    }

    @Test
    void what_is_of_no_partition_is_counted_once() {
        assertThat(whole.of(3, CheckpointTest::home).intake().unreadable()).containsOnly(Map.entry("NOT_JSON", 4L));
        assertThat(whole.of(3, CheckpointTest::home).totals()).isEqualTo(whole.totals());
        assertThat(whole.of(5, CheckpointTest::home).intake().unreadable()).isEmpty();
        assertThat(whole.of(5, CheckpointTest::home).totals()).isEqualTo(Totals.NONE);
    }

    @Test
    void a_partition_that_it_did_not_have_begins_at_its_start() {
        Checkpoint other = whole.of(7, CheckpointTest::home);

        assertThat(other.tickOffsets()).isEmpty();
        assertThat(other.intake().sources()).isEmpty();
        assertThat(other.intake().unreadable()).isEmpty();
    }

    @Test
    void a_symbol_that_was_taken_out_of_the_run_is_not_gone_on_with_and_its_numbers_stay_taken() {
        SymbolPipeline pipeline = closedThrough(whole.asOf());
        Checkpoint both = new Checkpoint(
                whole.asOf(),
                whole.tickOffsets(),
                whole.sequences(),
                whole.totals(),
                whole.intake(),
                List.of(pipeline.checkpoint()));

        assertThat(both.onlyOf(Set.of("ETHUSD"))).isEqualTo(both);
        assertThat(both.onlyOf(Set.of("BTCUSD"))).isEqualTo(whole);
    }

    /** As a process left it whose clock was ahead. */
    @Test
    void what_has_closed_more_than_there_is_by_now_is_ahead_of_it() {
        Instant closed = whole.asOf().plus(Duration.ofHours(2));
        SymbolPipeline pipeline = closedThrough(closed);
        Checkpoint ahead = new Checkpoint(
                whole.asOf(),
                whole.tickOffsets(),
                whole.sequences(),
                whole.totals(),
                whole.intake(),
                List.of(pipeline.checkpoint()));

        assertThat(ahead.isAheadOf(closed)).isFalse();
        assertThat(ahead.isAheadOf(closed.minusMillis(1))).isTrue();
        assertThat(whole.isAheadOf(whole.asOf())).isFalse();
        assertThat(whole.isAheadOf(whole.asOf().minusMillis(1))).isTrue();
    }

    private static SymbolPipeline closedThrough(Instant time) {
        SymbolPipeline pipeline = new SymbolPipeline(new PipelineSettings(
                "run-1",
                Instruments.builtIn().require("ETHUSD"),
                Origin.LIVE,
                Timeframe.M15,
                Duration.ZERO,
                QualityLimits.defaults()));
        pipeline.openAt(time);
        return pipeline;
    }
}
