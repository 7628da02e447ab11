package io.ffe.decision.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.decision.domain.Opinion.Abstention;
import io.ffe.decision.domain.Opinion.Stance;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot.Regime;
import io.ffe.schema.event.TimeframePulse.Trend;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrategiesTest {

    private final Strategy trendFollowing = new TrendFollowing(TrendFollowing.Parameters.DEFAULT);
    private final Strategy meanReversion = new MeanReversion(MeanReversion.Parameters.DEFAULT);
    private final Strategy breakout = new Breakout(Breakout.Parameters.DEFAULT);

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void a_trend_that_the_longer_timeframes_share_is_followed(int sign) {
        assertThat(action(trendFollowing, CraftedSnapshot.trending(sign))).isEqualTo(sideOf(sign));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void a_trend_against_the_longer_timeframes_is_left_alone(int sign) {
        CraftedSnapshot against = CraftedSnapshot.trending(sign)
                .withTrends(sign > 0 ? Trend.UP : Trend.DOWN, sign > 0 ? Trend.DOWN : Trend.UP);

        assertThat(action(trendFollowing, against)).isEqualTo(Action.HOLD);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void a_late_trend_is_left_alone(int sign) {
        assertThat(action(trendFollowing, CraftedSnapshot.trending(sign).withRsi(50 + sign * 40.0)))
                .isEqualTo(Action.HOLD);
    }

    @Test
    void without_a_longer_timeframe_the_trend_follower_has_no_opinion() {
        CraftedSnapshot alone = CraftedSnapshot.trending(1).withTrends(Trend.UP, null);

        assertThat(trendFollowing.judge(alone.build())).isEqualTo(new Abstention());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void the_edge_of_a_range_is_faded(int sign) {
        CraftedSnapshot edge = CraftedSnapshot.quiet().withRsi(50 - sign * 22.0).withPercentB(0.5 - sign * 0.48);

        assertThat(action(meanReversion, edge)).isEqualTo(sideOf(sign));
    }

    @Test
    void the_further_beyond_the_edge_the_surer_the_reversion() {
        int near = confidence(CraftedSnapshot.quiet().withRsi(38.0).withPercentB(0.15));
        int far = confidence(CraftedSnapshot.quiet().withRsi(20.0).withPercentB(-0.1));

        assertThat(far).isGreaterThan(near);
    }

    @Test
    void in_a_trend_reversion_has_no_opinion() {
        CraftedSnapshot edge =
                CraftedSnapshot.quiet().with(Regime.TRENDING_DOWN).withRsi(20.0).withPercentB(0.01);

        assertThat(meanReversion.judge(edge.build())).isEqualTo(new Abstention());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void a_close_beyond_the_band_with_momentum_is_a_breakout(int sign) {
        CraftedSnapshot beyond = CraftedSnapshot.quiet()
                .withPercentB(0.5 + sign * 0.6)
                .withMacdHistogram(sign * 80.0)
                .withDirection(28, 20 + sign * 10.0, 20 - sign * 10.0);

        assertThat(action(breakout, beyond)).isEqualTo(sideOf(sign));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void a_close_beyond_the_band_without_momentum_is_none(int sign) {
        CraftedSnapshot weak = CraftedSnapshot.quiet()
                .withPercentB(0.5 + sign * 0.6)
                .withMacdHistogram(sign * 1.0)
                .withDirection(28, 20 + sign * 10.0, 20 - sign * 10.0);

        assertThat(action(breakout, weak)).isEqualTo(Action.HOLD);
    }

    @Test
    void nobody_has_an_opinion_on_indicators_that_are_not_there_yet() {
        CraftedSnapshot young = CraftedSnapshot.quiet()
                .with((Regime) null)
                .withTrends(null, null)
                .withRsi(null)
                .withPercentB(null)
                .withMacdHistogram(null)
                .withDirection((Double) null, null, null);

        assertThat(List.of(trendFollowing, meanReversion, breakout))
                .allSatisfy(
                        strategy -> assertThat(strategy.judge(young.build())).isEqualTo(new Abstention()));
    }

    private int confidence(CraftedSnapshot snapshot) {
        return ((Stance) meanReversion.judge(snapshot.build())).confidence();
    }

    private static Action action(Strategy strategy, CraftedSnapshot snapshot) {
        Opinion opinion = strategy.judge(snapshot.build());
        assertThat(opinion).isInstanceOf(Stance.class);
        return ((Stance) opinion).action();
    }

    private static Action sideOf(int sign) {
        return sign > 0 ? Action.BUY : Action.SELL;
    }
}
