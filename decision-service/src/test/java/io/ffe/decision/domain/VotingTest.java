package io.ffe.decision.domain;

import static io.ffe.schema.event.Action.BUY;
import static io.ffe.schema.event.Action.HOLD;
import static io.ffe.schema.event.Action.SELL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffe.decision.domain.Ensemble.Tier;
import io.ffe.decision.domain.Opinion.Abstention;
import io.ffe.decision.domain.Opinion.Stance;
import io.ffe.decision.domain.Voting.Ballot;
import io.ffe.decision.domain.Voting.Result;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.Regime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VotingTest {

    private static final double DEADBAND = 20;
    private static final Snapshot ANY = CraftedSnapshot.quiet().build();
    private static final Opinion ABSTAIN = new Abstention();

    @Test
    void weighted_takes_the_largest_share_and_agreement_raises_confidence() {
        // 0.25 × 80 + 0.2 × 75 against 0.25 × 60: a share of 0.7; 77.5 × (0.8 + 0.4 × 0.7) = 83.7.
        assertThat(of(Voting.WEIGHTED, ballot(BUY, 80, 0.25), ballot(BUY, 75, 0.2), ballot(HOLD, 60, 0.25)))
                .isEqualTo(new Result(BUY, 83));
        assertThat(of(Voting.WEIGHTED, ballot(SELL, 70, 1), ballot(SELL, 80, 1), ballot(SELL, 90, 1)))
                .isEqualTo(new Result(SELL, 96));
    }

    @Test
    void majority_counts_heads_and_average_lets_dissent_cost_confidence() {
        Ballot[] ballots = {ballot(BUY, 80, 0.1), ballot(BUY, 75, 0.1), ballot(SELL, 95, 0.8)};

        assertThat(of(Voting.MAJORITY, ballots)).isEqualTo(new Result(BUY, 77));
        assertThat(of(Voting.AVERAGE, ballots)).isEqualTo(new Result(BUY, 83));
        assertThat(of(Voting.SINGLE, ballots)).isEqualTo(new Result(SELL, 95));
        assertThat(of(Voting.WEIGHTED, ballots).action()).isEqualTo(SELL);
    }

    @Test
    void a_draw_is_no_majority_and_its_average_goes_to_the_surer_side_or_to_nobody() {
        List<Ballot> draw = List.of(ballot(BUY, 80, 1), ballot(SELL, 70, 1));

        assertThat(Voting.MAJORITY.of(draw, DEADBAND)).isEmpty();
        assertThat(Voting.AVERAGE.of(draw, DEADBAND)).contains(new Result(BUY, 75));
        assertThat(of(Voting.AVERAGE, ballot(BUY, 80, 1), ballot(SELL, 80, 1)).action())
                .isEqualTo(HOLD);
        assertThat(of(Voting.WEIGHTED, ballot(BUY, 80, 1), ballot(SELL, 80, 1)).action())
                .isEqualTo(HOLD);
    }

    @ParameterizedTest
    @EnumSource(Voting.class)
    void who_has_no_weight_has_no_vote(Voting way) {
        assertThat(of(way, ballot(BUY, 60, 1), ballot(SELL, 99, 0), ballot(SELL, 98, 0))
                        .action())
                .isEqualTo(BUY);
        assertThat(way.of(List.of(ballot(SELL, 99, 0)), DEADBAND)).isEmpty();
        assertThat(way.of(List.of(), DEADBAND)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Voting.class)
    void who_has_no_weight_moves_no_confidence(Voting way) {
        Ballot[] counted = {ballot(BUY, 60, 1), ballot(BUY, 70, 1)};

        assertThat(of(way, counted[0], counted[1], ballot(BUY, 99, 0), ballot(HOLD, 98, 0)))
                .isEqualTo(of(way, counted));
    }

    @Test
    void in_a_draw_too_who_has_no_weight_moves_no_confidence() {
        assertThat(of(Voting.WEIGHTED, ballot(BUY, 80, 1), ballot(SELL, 80, 1), ballot(BUY, 8, 0)))
                .isEqualTo(of(Voting.WEIGHTED, ballot(BUY, 80, 1), ballot(SELL, 80, 1)));
    }

    @Test
    void agreement_is_the_share_of_the_most_common_action() {
        assertThat(Voting.agreement(List.of(BUY, BUY, BUY))).isEqualTo(1);
        assertThat(Voting.agreement(List.of(BUY, BUY, HOLD))).isCloseTo(0.6666667, within(1e-6));
        assertThat(Voting.agreement(List.of(BUY, SELL, HOLD))).isCloseTo(0.3333333, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"4, 1.0", "3, 0.925", "2, 0.85", "1, 0.775"})
    void confidence_shrinks_with_the_members_that_are_missing(int voted, double factor) {
        assertThat(Voting.availability(voted, 4)).isCloseTo(factor, within(1e-12));
    }

    @Test
    void below_the_quorum_the_vote_falls_from_tier_to_tier() {
        assertThat(voted(3, say(BUY, 80), say(BUY, 70), say(SELL, 90))).isEqualTo(new Fallen(BUY, 20, Tier.PRIMARY));
        // 75 of two in three: 75 × 0.9.
        assertThat(voted(3, say(BUY, 80), say(BUY, 70), ABSTAIN))
                .isEqualTo(new Fallen(BUY, 68, Tier.MAJORITY_FALLBACK));
        assertThat(voted(3, say(BUY, 80), say(SELL, 70), ABSTAIN))
                .isEqualTo(new Fallen(BUY, 68, Tier.AVERAGE_FALLBACK));
        // 90 of one in three: 90 × 0.8.
        assertThat(voted(3, ABSTAIN, say(SELL, 90), ABSTAIN)).isEqualTo(new Fallen(SELL, 72, Tier.SINGLE_FALLBACK));
        assertThat(ensemble(3, ABSTAIN, ABSTAIN, ABSTAIN).vote(ANY)).isInstanceOf(Ensemble.Result.AllAbstained.class);
    }

    @Test
    void a_quorum_that_cannot_be_met_is_refused() {
        assertThatThrownBy(() -> ensemble(4, ABSTAIN, ABSTAIN, ABSTAIN))
                .hasMessage("quorum is 4, expected 1 to 3, the number of strategies");
    }

    private record Fallen(Action action, int confidence, Tier tier) {}

    private static Fallen voted(int quorum, Opinion... opinions) {
        Ensemble.Result.Voted voted =
                (Ensemble.Result.Voted) ensemble(quorum, opinions).vote(ANY);
        return new Fallen(voted.action(), voted.confidence(), voted.tier());
    }

    private static Ensemble ensemble(int quorum, Opinion... opinions) {
        Map<String, Double> row = new HashMap<>();
        List<Strategy> members = new ArrayList<>();
        for (Opinion opinion : opinions) {
            String name = "member-" + row.size();
            row.put(name, 1.0);
            members.add(new Fixed(name, opinion));
        }
        Map<Regime, Map<String, Double>> rows = new EnumMap<>(Regime.class);
        Arrays.stream(Regime.values()).forEach(regime -> rows.put(regime, row));
        return new Ensemble(members, new RegimeWeights(rows, row), DEADBAND, Voting.SCORE, quorum);
    }

    private record Fixed(String member, Opinion opinion) implements Strategy {

        @Override
        public String version() {
            return "1";
        }

        @Override
        public Opinion judge(Snapshot snapshot) {
            return opinion;
        }
    }

    private static Opinion say(Action action, int confidence) {
        return new Stance(action, confidence, List.of());
    }

    private static Ballot ballot(Action action, int confidence, double weight) {
        return new Ballot(0, action, confidence, weight);
    }

    private static Result of(Voting way, Ballot... ballots) {
        return way.of(List.of(ballots), DEADBAND).orElseThrow();
    }
}
