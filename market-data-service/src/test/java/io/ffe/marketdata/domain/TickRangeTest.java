package io.ffe.marketdata.domain;

import static io.ffe.marketdata.domain.Market.START;
import static io.ffe.marketdata.domain.Market.quote;
import static io.ffe.marketdata.domain.Market.settings;
import static io.ffe.marketdata.domain.Market.through;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wire takes digits that no bar could be written with: one such tick of a stranger must not stop a symbol. */
class TickRangeTest {

    private final SymbolPipeline pipeline = new SymbolPipeline(settings(Timeframe.M15));

    TickRangeTest() {
        pipeline.openAt(START);
    }

    @ParameterizedTest
    @CsvSource({
        "50000.000000000000000001, 50001",
        "50000, 50000.123456789012345678",
        "0.000000000000000001, 0.000000000000000002",
    })
    void a_quote_whose_mid_cannot_be_written_is_refused_with_its_prices(String bid, String ask) {
        TickOutcome outcome = pipeline.onTick(quote(START, 1, bid, ask), START);

        assertThat(outcome).isInstanceOfSatisfying(TickOutcome.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(TickRefusal.BEYOND_RANGE);
            assertThat(refused.why()).contains(new BigDecimal(bid).toString(), "at most 17 digits after the point");
        });
    }

    /** A provider's numbers go on after the highest: that one must leave room. */
    @Test
    void a_sequence_that_nothing_could_follow_is_refused_with_what_is_the_last() {
        assertThat(pipeline.onTick(quote(START, TickRange.LAST_SEQUENCE, "50000", "50001"), START))
                .isInstanceOf(TickOutcome.Folded.class);
        assertThat(pipeline.onTick(quote(START, Long.MAX_VALUE, "50000", "50001"), START))
                .isInstanceOfSatisfying(TickOutcome.Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(TickRefusal.BEYOND_RANGE);
                    assertThat(refused.why())
                            .isEqualTo("sequence is 9223372036854775807, expected at most 1000000000000000000");
                });
    }

    @Test
    void what_is_within_the_range_makes_bars_at_its_very_ends() {
        String finest = "0.00000000000000001";
        String largest = "99999999999999999999.99999999999999998";
        List.of(
                        quote(START, 1, finest, "0.00000000000000002"),
                        quote(START.plusSeconds(1), 2, largest, "99999999999999999999.99999999999999999"),
                        trade(3, "50000", "9999999999999.123456789012345678"))
                .forEach(tick -> assertThat(pipeline.onTick(tick, START)).isInstanceOf(TickOutcome.Folded.class));

        List<Bar> bars =
                pipeline.onWatermark(through(Duration.ofMinutes(1)), START).bars();

        assertThat(bars).singleElement().satisfies(bar -> {
            assertThat(bar.price().low()).isEqualByComparingTo("0.000000000000000015");
            assertThat(bar.price().high()).isEqualByComparingTo("99999999999999999999.999999999999999985");
            assertThat(bar.volume()).isEqualByComparingTo("9999999999999.123456789012345678");
        });
    }

    @Test
    void a_size_whose_sums_cannot_be_written_is_refused() {
        assertThat(pipeline.onTick(trade(1, "50000", "10000000000000"), START))
                .isInstanceOfSatisfying(
                        TickOutcome.Refused.class,
                        refused -> assertThat(refused.why())
                                .contains("10000000000000", "at most 13 digits before the point"));
    }

    private static Tick trade(long sequence, String price, String size) {
        return new Tick(
                "BTCUSDT",
                "test",
                sequence,
                Tick.Kind.TRADE,
                START.plusSeconds(2),
                START,
                null,
                null,
                null,
                null,
                new BigDecimal(price),
                new BigDecimal(size),
                Origin.REPLAY,
                false);
    }
}
