package io.ffe.decision.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffe.decision.domain.Barriers.Entry;
import io.ffe.decision.domain.Barriers.Result;
import io.ffe.decision.domain.Barriers.Side;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Outcome.Label;
import io.ffe.schema.event.Snapshot.Path.Step;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Prices around 100, an ATR of 1, stop and target 2 away, a spread of 0.02 and 0.1 % for each fill: costs are 0.22 %. */
class BarriersTest {

    private static final Instant AS_OF = Instant.parse("2024-08-05T06:15:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Barriers BARRIERS = new Barriers(2, 2, 1, 0.001);
    private static final double COSTS = 0.0022;
    private static final Offset<Double> CLOSE = within(1e-12);

    @Test
    void a_price_that_was_there_when_the_decision_was_made_is_not_used() {
        List<Step> path = List.of(step(0, 103, 103, 97, 100), step(1, 100, 101, 99.5, 100.5));

        Result late = judge(AS_OF.plusSeconds(3), path);
        Result onTime = judge(AS_OF, path);

        assertThat(late.entryPrice()).isEqualByComparingTo("100");
        assertThat(late.buy().label()).isEqualTo(Label.HORIZON);
        assertThat(onTime.entryPrice()).isEqualByComparingTo("103");
        assertThat(onTime.buy().label()).isEqualTo(Label.STOP);
    }

    @Test
    void the_first_barrier_counts_and_what_comes_after_it_does_not() {
        Result result = judge(List.of(
                step(1, 100, 100.5, 99.9, 100.2), step(2, 100.2, 102.1, 100, 101.5), step(3, 101.5, 101.5, 90, 91)));

        assertThat(result.buy())
                .isEqualTo(new Side(Label.TARGET, 0.02 - COSTS, AS_OF.plus(MINUTE.multipliedBy(3)), false));
        assertThat(result.sell().label()).isEqualTo(Label.STOP);
        assertThat(result.sell().returnFraction()).isCloseTo(-0.02 - COSTS, CLOSE);
        assertThat(result.holdReturn()).isCloseTo(-0.09 - COSTS, CLOSE);
    }

    @Test
    void a_bar_that_holds_both_barriers_counts_against_everybody() {
        Result result = judge(List.of(step(1, 100, 102.5, 97.5, 100)));

        assertThat(result.ambiguous()).isTrue();
        assertThat(result.buy().label()).isEqualTo(Label.STOP);
        assertThat(result.sell().label()).isEqualTo(Label.STOP);
        assertThat(List.of(Action.values())).noneMatch(action -> right(action, result));
    }

    @Test
    void nobody_gets_out_at_a_stop_that_the_price_has_jumped_over() {
        Result result = judge(List.of(step(1, 100, 100.5, 99.9, 100.2), step(2, 95, 96, 94, 95)));

        assertThat(result.buy().returnFraction()).isCloseTo(-0.05 - COSTS, CLOSE);
        assertThat(result.sell().returnFraction()).isCloseTo(0.02 - COSTS, CLOSE);
    }

    @Test
    void what_earns_less_than_it_costs_was_wrong_and_then_holding_was_right() {
        Result result = judge(List.of(step(1, 100, 100.3, 99.9, 100.2)));

        assertThat(result.buy().label()).isEqualTo(Label.HORIZON);
        assertThat(result.buy().returnFraction()).isCloseTo(0.002 - COSTS, CLOSE);
        assertThat(right(Action.BUY, result)).isFalse();
        assertThat(right(Action.SELL, result)).isFalse();
        assertThat(right(Action.HOLD, result)).isTrue();
    }

    @Test
    void bars_that_reach_beyond_the_window_do_not_count() {
        List<Step> path = new ArrayList<>();
        for (int minute = 1; minute <= 15; minute++) {
            path.add(step(minute, 100, 100, 100, 100));
        }
        path.set(14, step(15, 100, 150, 100, 150));

        assertThat(judge(path).buy().label()).isEqualTo(Label.HORIZON);
    }

    @Test
    void without_prices_or_an_atr_there_is_no_result() {
        Entry entry = new Entry(AS_OF, AS_OF.plusSeconds(900), null, 0.02);

        assertThat(BARRIERS.judge(entry, List.of(step(1, 100, 100, 100, 100)), MINUTE))
                .isEmpty();
        assertThat(BARRIERS.judge(
                        new Entry(AS_OF, AS_OF.plusSeconds(900), 1.0, 0.02),
                        List.of(step(20, 100, 100, 100, 100)),
                        MINUTE))
                .isEmpty();
    }

    @Test
    void settings_that_make_no_sense_are_refused_by_name() {
        assertThatThrownBy(() -> new Barriers(0, 2, 16, 0.001)).hasMessage("stop is 0.0, expected 0.1 to 1000");
        assertThatThrownBy(() -> new Barriers(2, 2, 0, 0.001)).hasMessage("horizon is 0.0, expected 1.0 to 1000");
        assertThatThrownBy(() -> new Barriers(2, 2, 16, 10)).hasMessageContaining("fee is 10.0");
    }

    private static boolean right(Action action, Result result) {
        return Outcome.right(
                action, result.buy().returnFraction(), result.sell().returnFraction(), result.ambiguous());
    }

    private static Result judge(List<Step> path) {
        return judge(AS_OF.plusMillis(20), path);
    }

    private static Result judge(Instant decidedAt, List<Step> path) {
        return BARRIERS.judge(new Entry(decidedAt, AS_OF.plusSeconds(900), 1.0, 0.02), path, MINUTE)
                .orElseThrow();
    }

    private static Step step(int minute, double open, double high, double low, double close) {
        return new Step(
                AS_OF.plus(MINUTE.multipliedBy(minute)), new Ohlc(price(open), price(high), price(low), price(close)));
    }

    private static BigDecimal price(double value) {
        return BigDecimal.valueOf(value);
    }
}
