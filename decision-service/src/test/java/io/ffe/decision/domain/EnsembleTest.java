package io.ffe.decision.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.decision.domain.Ensemble.Result;
import io.ffe.decision.domain.Opinion.Abstention;
import io.ffe.decision.domain.Opinion.Stance;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.Regime;
import io.ffe.schema.event.TimeframePulse.Trend;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnsembleTest {

    private static final Opinion ABSTAIN = new Abstention();
    private static final Snapshot ANY = CraftedSnapshot.quiet().build();

    @Test
    void an_abstention_changes_nothing_where_a_hold_pulls_towards_zero() {
        Result besideAbstention = among(say(Action.BUY, 60), ABSTAIN).vote(ANY);
        Result besideHold = among(say(Action.BUY, 60), say(Action.HOLD, 50)).vote(ANY);

        assertThat(besideAbstention).extracting("action", "confidence").containsExactly(Action.BUY, 60);
        assertThat(besideHold).extracting("action", "confidence").containsExactly(Action.BUY, 30);
    }

    @Test
    void opposite_votes_of_equal_weight_end_as_hold() {
        Result result = among(say(Action.BUY, 70), say(Action.SELL, 60)).vote(ANY);

        assertThat(result).extracting("action", "confidence").containsExactly(Action.HOLD, 95);
    }

    @Test
    void a_score_on_the_deadband_trades_and_one_below_it_does_not() {
        assertThat(among(say(Action.SELL, 20)).vote(ANY)).extracting("action").isEqualTo(Action.SELL);
        assertThat(among(say(Action.SELL, 19)).vote(ANY)).extracting("action").isEqualTo(Action.HOLD);
    }

    @Test
    void when_nobody_has_an_opinion_there_is_no_hold_either() {
        assertThat(among(ABSTAIN, ABSTAIN).vote(ANY)).isInstanceOf(Result.AllAbstained.class);
    }

    @Test
    void the_regime_decides_whose_vote_counts_more() {
        CraftedSnapshot edge = CraftedSnapshot.quiet()
                .withTrends(Trend.DOWN, Trend.DOWN)
                .withRsi(30.0)
                .withPercentB(0.02)
                .withMacdHistogram(-10.0)
                .withDirection(24, 15, 25);

        assertThat(Ensemble.standard().vote(edge.build())).extracting("action").isEqualTo(Action.BUY);
        assertThat(Ensemble.standard().vote(edge.with(Regime.TRENDING_DOWN).build()))
                .extracting("action")
                .isEqualTo(Action.SELL);
    }

    @Test
    void the_reasons_of_a_decision_are_those_of_votes_that_count() {
        Stance heard = new Stance(Action.BUY, 60, List.of("OWN_TREND_UP"));
        Stance shadowed = new Stance(Action.BUY, 90, List.of("MACD_RISING"));
        Stance against = new Stance(Action.SELL, 90, List.of("RSI_HIGH"));
        List<Strategy> members = List.of(fixed("heard", heard), fixed("shadowed", shadowed), fixed("against", against));
        Map<String, Double> row = Map.of("heard", 1.0, "shadowed", 0.0, "against", 0.0);

        assertThat(new Ensemble(members, everywhere(row), 20).vote(ANY))
                .extracting("action", "reasonCodes")
                .containsExactly(Action.BUY, List.of("OWN_TREND_UP"));
        // The deadband decides against the one vote that counts.
        assertThat(new Ensemble(members, everywhere(row), 61).vote(ANY))
                .extracting("action", "reasonCodes")
                .containsExactly(Action.HOLD, List.of("OWN_TREND_UP"));
    }

    @Test
    void a_strategy_without_a_weight_is_refused_by_name() {
        Ensemble stranger =
                new Ensemble(List.of(fixed("astrology", say(Action.BUY, 90))), RegimeWeights.standard(), 20);

        assertThatThrownBy(() -> stranger.vote(ANY))
                .hasMessageContaining("astrology")
                .hasMessageContaining("RANGING");
    }

    private static Stance say(Action action, int confidence) {
        return new Stance(action, confidence, List.of());
    }

    /** Members with equal weights that say these opinions. */
    private static Ensemble among(Opinion... opinions) {
        Map<String, Double> row = new HashMap<>();
        List<Strategy> members = Arrays.stream(opinions)
                .map(opinion -> {
                    String name = "member-" + row.size();
                    row.put(name, 1.0);
                    return fixed(name, opinion);
                })
                .toList();
        return new Ensemble(members, everywhere(row), 20);
    }

    private static RegimeWeights everywhere(Map<String, Double> row) {
        Map<Regime, Map<String, Double>> rows = new EnumMap<>(Regime.class);
        for (Regime regime : Regime.values()) {
            rows.put(regime, row);
        }
        return new RegimeWeights(rows, row);
    }

    private static Strategy fixed(String name, Opinion opinion) {
        return new Strategy() {
            @Override
            public String member() {
                return name;
            }

            @Override
            public String version() {
                return "1";
            }

            @Override
            public Opinion judge(Snapshot snapshot) {
                return opinion;
            }
        };
    }
}
