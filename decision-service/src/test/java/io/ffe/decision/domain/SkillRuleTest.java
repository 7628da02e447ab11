package io.ffe.decision.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffe.decision.domain.Scores.Score;
import io.ffe.decision.domain.Standing.Member;
import io.ffe.decision.domain.Standing.State;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.TierStep;
import io.ffe.schema.event.TierStep.Code;
import io.ffe.schema.event.TierStep.Tier;
import io.ffe.schema.event.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SkillRuleTest {

    private static final SkillRule RULE = new SkillRule(200, 200, 0.05, 200);
    private static final MemberKey SOMEBODY = new MemberKey("somebody", "1", "");

    @Test
    void sums_are_the_same_in_whatever_order_they_are_made() {
        Random random = new Random(7);
        List<Score> scores = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            scores.add(Score.of(
                    said(random.nextInt(101), random.nextDouble(), random.nextDouble(), random.nextBoolean())));
        }
        Scores forth = sum(scores);
        Collections.shuffle(scores, random);

        assertThat(sum(scores)).isEqualTo(forth);
        assertThat(sum(scores.subList(0, 200)).plus(sum(scores.subList(200, 500))))
                .isEqualTo(forth);
    }

    @Test
    void who_knows_base_rates_only_has_no_skill_and_who_knows_more_has_some() {
        Scores same = repeated(100, said(40, 0.4, 0.4, true), said(40, 0.4, 0.4, false));
        Scores more = repeated(100, said(80, 0.8, 0.5, true), said(20, 0.2, 0.5, false));

        assertThat(same.skill()).isZero();
        assertThat(more.brierScore()).isCloseTo(0.04, within(1e-9));
        assertThat(more.skill()).isCloseTo(1 - 0.04 / 0.25, within(1e-9));
    }

    @Test
    void weights_follow_skill_and_little_is_believed_of_little() {
        double few = factor(repeated(5, said(77, 0.8, 0.5, true), said(17, 0.2, 0.5, false)));
        double many = factor(repeated(400, said(52, 0.55, 0.5, true), said(42, 0.45, 0.5, false)));
        double bad = factor(repeated(400, said(77, 0.8, 0.5, false)));

        assertThat(factor(Scores.NONE)).isEqualTo(1);
        assertThat(few).isBetween(1.5, 1.95);
        assertThat(many).isEqualTo(2);
        assertThat(bad).isEqualTo(0.25);
    }

    @Test
    void who_has_no_skill_goes_to_shadow_once_it_is_sure_and_comes_back_by_the_same_rule() {
        Scores bad = repeated(199, said(77, 0.8, 0.5, false));
        assertThat(RULE.judge(SOMEBODY, bad).state()).isEqualTo(State.ACTIVE);

        Scores sure = bad.plus(repeated(1, said(77, 0.8, 0.5, false)));
        assertThat(RULE.judge(SOMEBODY, sure).state()).isEqualTo(State.SHADOW);

        Scores recovered = sure.plus(repeated(400, said(92, 0.95, 0.5, true)));
        assertThat(RULE.judge(SOMEBODY, recovered).state()).isEqualTo(State.ACTIVE);
        // The window has left the bad ones behind.
        assertThat(RULE.judge(SOMEBODY, repeated(20, said(77, 0.8, 0.5, false))).state())
                .isEqualTo(State.ACTIVE);
    }

    @Test
    void bad_luck_is_not_taken_for_the_want_of_skill() {
        Scores unlucky = repeated(98, said(47, 0.5, 0.5, true)).plus(repeated(102, said(47, 0.52, 0.5, false)));

        assertThat(unlucky.skill()).isNegative();
        Scores noisy =
                unlucky.plus(repeated(30, said(87, 0.9, 0.5, true))).plus(repeated(13, said(87, 0.9, 0.5, false)));
        assertThat(RULE.judge(SOMEBODY, noisy).state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void nobody_is_judged_by_what_it_stated_before_that_could_be_calibrated() {
        Scores stated = repeated(500, said(80, 0.8, 0.5, false));

        assertThat(stated.skill()).isNegative();
        assertThat(RULE.judge(SOMEBODY, stated).state()).isEqualTo(State.ACTIVE);
        assertThat(factor(stated)).isEqualTo(1);
    }

    @Test
    void a_confidence_is_a_probability_as_it_stands_until_there_are_enough_labels() {
        assertThat(probability(repeated(199, said(80, 0.8, 0.5, false)), 80)).isEqualTo(0.8);
        assertThat(probability(repeated(200, said(80, 0.8, 0.5, false)), 80)).isZero();
    }

    @Test
    void calibrated_probabilities_never_fall_with_rising_confidence() {
        Scores scores = repeated(100, said(35, 0.35, 0.5, true), said(65, 0.65, 0.5, false))
                .plus(repeated(100, said(95, 0.95, 0.5, true), said(5, 0.05, 0.5, false)));

        List<Double> calibrated = RULE.judge(SOMEBODY, scores).calibrated();

        assertThat(calibrated).hasSize(Scores.BINS).isSorted();
        // The overconfident 65 and the underconfident 35 share what both of them achieved.
        assertThat(calibrated.get(3)).isEqualTo(calibrated.get(6)).isCloseTo(0.5, within(0.01));
        assertThat(calibrated.getFirst()).isLessThan(0.1);
        assertThat(calibrated.getLast()).isGreaterThan(0.9);
    }

    @Test
    void weights_and_shadow_count_in_the_vote_only_where_they_are_applied() {
        var snapshot = CraftedSnapshot.trending(1).build();
        MemberKey trend = new MemberKey("trend-following", "1", "");
        MemberKey strategy = Ensemble.standard().strategies().stream()
                .map(each -> new MemberKey(each.member(), each.version(), ""))
                .filter(key -> key.member().equals(trend.member()))
                .findFirst()
                .orElseThrow();
        List<Member> members = List.of(new Member(strategy, State.SHADOW, 0.25, List.of()));

        var shown = Ensemble.standard().vote(snapshot, new Standing(false, Climatology.NONE, members));
        var applied = Ensemble.standard().vote(snapshot, new Standing(true, Climatology.NONE, members));

        assertThat(shown).extracting("action").isEqualTo(Action.BUY);
        assertThat(vote(shown, "trend-following").weight()).isPositive();
        assertThat(vote(applied, "trend-following").weight()).isZero();
        assertThat(vote(applied, "trend-following").action()).isEqualTo(Action.BUY);
    }

    @Test
    void a_model_in_shadow_is_heard_and_does_not_decide() {
        var snapshot = CraftedSnapshot.trending(1).build();
        var proposed =
                new ModelAnswer.Proposed("stub", "entry-1.1.0", Action.HOLD, 70, List.of(ReasonCode.OWN_TREND_UP), 5);
        var answers = List.of(new Ladder.Answered(Tier.LLM_PRIMARY, proposed, "abc"));
        Standing shadow = new Standing(
                true,
                Climatology.NONE,
                List.of(new Member(new MemberKey("stub", "entry-1.1.0", "abc"), State.SHADOW, 0.25, List.of())));
        Ladder ladder = new Ladder(Ensemble.standard(), new AgeLimits(null, Duration.ofSeconds(2)));

        Decision decision = ladder.decide(
                snapshot,
                new Seat("main", "ffe"),
                Held.FLAT,
                answers,
                shadow,
                snapshot.asOf().plusMillis(70));

        assertThat(decision.tier()).isEqualTo(Tier.TECHNICAL);
        assertThat(decision.tierPath()).extracting(TierStep::code).containsExactly(Code.ALL_ABSTAINED, Code.DECIDED);
        assertThat(decision.tierPath().getFirst().reason()).isEqualTo("SHADOW");
        Vote model = decision.votes().getFirst();
        assertThat(model)
                .extracting(Vote::member, Vote::weight, Vote::digest, Vote::probability)
                .containsExactly("stub", 0.0, "abc", 0.7);
        // Another digest is another model, without a record.
        assertThat(ladder.decide(
                                snapshot,
                                new Seat("main", "ffe"),
                                Held.FLAT,
                                List.of(new Ladder.Answered(Tier.LLM_PRIMARY, proposed, "xyz")),
                                shadow,
                                snapshot.asOf().plusMillis(70))
                        .tier())
                .isEqualTo(Tier.LLM_PRIMARY);
    }

    @Test
    void climatology_begins_at_a_half_and_learns() {
        assertThat(Climatology.NONE.of(Action.BUY)).isEqualTo(0.5);
        assertThat(new Climatology(98, 29, 49, 9).of(Action.BUY)).isEqualTo(0.3);
        assertThat(new Climatology(98, 29, 49, 9).of(Action.SELL)).isEqualTo(0.5);
        assertThat(new Climatology(98, 29, 49, 9).of(Action.HOLD)).isEqualTo(0.1);
    }

    @Test
    void a_censored_saying_is_not_scored() {
        assertThatThrownBy(() -> Score.of(new Outcome.Member("m", "1", null, Action.BUY, 50, 0.5, 0.5, null)))
                .hasMessageContaining("m is not scored");
    }

    private static Vote vote(Ensemble.Result result, String member) {
        return result.votes().stream()
                .filter(vote -> vote.member().equals(member))
                .findFirst()
                .orElseThrow();
    }

    private static double factor(Scores scores) {
        return RULE.judge(SOMEBODY, scores).factor();
    }

    private static double probability(Scores scores, int confidence) {
        return RULE.standing(false, Climatology.NONE, new TreeMap<>(Map.of(SOMEBODY, scores)))
                .probability(SOMEBODY, confidence);
    }

    private static Scores repeated(int times, Outcome.Member... said) {
        Scores scores = Scores.NONE;
        for (int i = 0; i < times; i++) {
            for (Outcome.Member each : said) {
                scores = scores.with(Score.of(each));
            }
        }
        return scores;
    }

    private static Scores sum(List<Score> scores) {
        Scores sum = Scores.NONE;
        for (Score score : scores) {
            sum = sum.with(score);
        }
        return sum;
    }

    private static Outcome.Member said(int confidence, double probability, double climatology, boolean right) {
        return new Outcome.Member("somebody", "1", null, Action.BUY, confidence, probability, climatology, right);
    }
}
