package io.ffe.decision.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.ffe.decision.domain.Ladder.Answered;
import io.ffe.decision.domain.ModelAnswer.Failed;
import io.ffe.decision.domain.ModelAnswer.Proposed;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Decision.Outcome;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.Regime;
import io.ffe.schema.event.TierStep;
import io.ffe.schema.event.TierStep.Code;
import io.ffe.schema.event.TierStep.Tier;
import io.ffe.schema.serde.CoreHash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LadderTest {

    private static final Seat SEAT = new Seat("main", "ffe");
    private static final Instant AS_OF = CraftedSnapshot.AS_OF;
    private static final Instant SOON = AS_OF.plusMillis(70);
    private static final Failed NO_MODEL = new Failed(ModelFault.NOT_CONFIGURED, "none", null);

    private final Ladder ladder = new Ladder(Ensemble.standard(), new AgeLimits(null, Duration.ofSeconds(2)));

    @ParameterizedTest
    @EnumSource(
            value = Quality.Reason.class,
            names = {"MISSING_LAST_BAR", "STALE_QUOTE", "MARKET_CLOSED"})
    void a_stale_snapshot_is_refused_before_a_model_is_asked_and_ends_invalid(Quality.Reason reason) {
        Snapshot stale = CraftedSnapshot.trending(1).with(reason).build();

        TierStep refusal = ladder.refusal(stale, SOON).orElseThrow();
        Decision decision = ladder.refused(stale, SEAT, refusal, SOON);

        assertThat(refusal.code()).isEqualTo(Code.SNAPSHOT_STALE);
        assertThat(decision.reasonCodes()).containsExactly(reason.name());
        assertEnded(decision, Outcome.INVALID, Tier.GATE, Code.SNAPSHOT_STALE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Quality.Reason.class,
            names = {"TOO_LITTLE_HISTORY", "CROSSED_QUOTE", "FUTURE_QUOTE", "NO_QUOTE", "OTHER"})
    void an_invalid_snapshot_is_refused_even_when_a_model_would_buy(Quality.Reason reason) {
        Snapshot invalid = CraftedSnapshot.trending(1).with(reason).build();

        Decision decision = decide(invalid, proposed(Action.BUY, ReasonCode.OWN_TREND_UP), SOON);

        assertEnded(decision, Outcome.INVALID, Tier.GATE, Code.SNAPSHOT_INVALID);
    }

    /** What market-data says of it: {@code SymbolPipelineTest.data_of_51_3_minutes_ago_is_stale_and_says_so}. */
    @Test
    void the_age_of_stale_data_is_in_the_reason_of_the_hold() {
        Snapshot stale = CraftedSnapshot.trending(1)
                .with(Quality.Reason.STALE_QUOTE)
                .build("quote is 51.3 min old, limit 15 min on 5m");

        Decision decision = decide(stale, proposed(Action.BUY, ReasonCode.OWN_TREND_UP), SOON);

        assertEnded(decision, Outcome.INVALID, Tier.GATE, Code.SNAPSHOT_STALE);
        assertThat(decision.tierPath().getFirst().detail())
                .isEqualTo("market-data says STALE [STALE_QUOTE]: quote is 51.3 min old, limit 15 min on 5m");
        assertThat(decision.reasonCodes()).containsExactly("STALE_QUOTE");
    }

    @Test
    void a_closed_market_is_named_and_no_model_is_asked() {
        Snapshot closed = CraftedSnapshot.trending(1)
                .with(Quality.Reason.MARKET_CLOSED)
                .build("FOREX market is closed until 2024-08-04T21:00:00Z; last quote is 15 h old");

        TierStep refusal = ladder.refusal(closed, SOON).orElseThrow();

        assertThat(refusal.detail())
                .isEqualTo("market-data says STALE [MARKET_CLOSED]: FOREX market is closed until"
                        + " 2024-08-04T21:00:00Z; last quote is 15 h old");
        assertThat(ladder.refused(closed, SEAT, refusal, SOON).reasonCodes()).containsExactly("MARKET_CLOSED");
    }

    @Test
    void a_snapshot_that_is_only_late_has_no_reasons_of_its_quality() {
        Decision decision = decide(
                CraftedSnapshot.trending(1).with(Quality.Reason.DERIVED_TICKS).build(),
                NO_MODEL,
                AS_OF.plus(Duration.ofMinutes(16)));

        assertThat(decision.outcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(decision.reasonCodes()).isEmpty();
    }

    @Test
    void a_snapshot_can_be_decided_until_one_bar_after_its_close_and_not_a_moment_later() {
        Snapshot snapshot = CraftedSnapshot.trending(1).build();
        Instant last = AS_OF.plus(Duration.ofMinutes(15));

        assertThat(ladder.refusal(snapshot, last)).isEmpty();
        assertThat(decide(snapshot, NO_MODEL, last).validUntil()).isEqualTo(last);
        assertEnded(decide(snapshot, NO_MODEL, last.plusMillis(1)), Outcome.EXPIRED, Tier.GATE, Code.SNAPSHOT_EXPIRED);
    }

    @Test
    void an_answer_that_comes_after_the_snapshot_expired_is_not_used() {
        Snapshot snapshot = CraftedSnapshot.trending(1).build();

        Decision decision =
                decide(snapshot, proposed(Action.BUY, ReasonCode.OWN_TREND_UP), AS_OF.plus(Duration.ofMinutes(16)));

        assertEnded(decision, Outcome.EXPIRED, Tier.GATE, Code.SNAPSHOT_EXPIRED);
    }

    @Test
    void a_snapshot_from_the_future_is_as_bad_as_a_stale_one() {
        Snapshot snapshot = CraftedSnapshot.trending(1).build();

        assertThat(ladder.refusal(snapshot, AS_OF.minusSeconds(2))).isEmpty();
        assertThat(ladder.refusal(snapshot, AS_OF.minusMillis(2001)))
                .map(TierStep::code)
                .isEqualTo(Optional.of(Code.SNAPSHOT_INVALID));
    }

    @Test
    void a_degraded_snapshot_may_lead_to_an_entry() {
        Snapshot degraded = CraftedSnapshot.trending(1)
                .with(Quality.Reason.DERIVED_TICKS, Quality.Reason.HIGHER_TIMEFRAME_MISSING)
                .build();

        Decision decision = decide(degraded, NO_MODEL, SOON);

        assertThat(decision.action()).isEqualTo(Action.BUY);
    }

    @Test
    void without_a_model_the_strategies_decide_and_the_record_says_so() {
        Decision decision = decide(CraftedSnapshot.trending(1).build(), NO_MODEL, SOON);

        assertThat(codes(decision)).containsExactly(Code.MODEL_NOT_CONFIGURED, Code.DECIDED);
        assertThat(decision.tier()).isEqualTo(Tier.TECHNICAL);
        assertThat(decision.action()).isEqualTo(Action.BUY);
        assertThat(decision.outcome()).isEqualTo(Outcome.DECIDED);
        assertThat(decision.votes())
                .extracting("member")
                .containsExactly("trend-following", "mean-reversion", "breakout");
        assertThat(decision.reasonCodes()).contains("OWN_TREND_UP");
    }

    @Test
    void a_grounded_answer_decides_and_the_strategies_stand_beside_it_without_weight() {
        Snapshot snapshot = CraftedSnapshot.trending(1).build();

        Decision decision = decide(snapshot, proposed(Action.HOLD, ReasonCode.ADX_STRONG), SOON);

        assertThat(decision.tier()).isEqualTo(Tier.LLM_PRIMARY);
        assertThat(decision.action()).isEqualTo(Action.HOLD);
        assertThat(decision.confidence()).isEqualTo(55);
        assertThat(decision.votes())
                .extracting("member", "weight")
                .startsWith(tuple("llama", 1.0), tuple("trend-following", 0.0));
    }

    @Test
    void a_reason_that_is_not_true_of_the_snapshot_sends_the_answer_down_the_ladder() {
        Snapshot snapshot = CraftedSnapshot.trending(1).build();

        Decision decision =
                decide(snapshot, proposed(Action.SELL, ReasonCode.OWN_TREND_UP, ReasonCode.RSI_OVERBOUGHT), SOON);

        assertThat(codes(decision)).containsExactly(Code.ANSWER_UNGROUNDED, Code.DECIDED);
        assertThat(decision.tierPath().getFirst().detail())
                .contains("RSI_OVERBOUGHT")
                .doesNotContain("OWN_TREND_UP");
        assertThat(decision.action()).isEqualTo(Action.BUY);
    }

    @Test
    void a_true_reason_for_the_other_side_does_not_ground_a_trade() {
        Snapshot snapshot = CraftedSnapshot.trending(1).build();

        Decision decision =
                decide(snapshot, proposed(Action.SELL, ReasonCode.OWN_TREND_UP, ReasonCode.ADX_STRONG), SOON);

        assertThat(codes(decision)).startsWith(Code.ANSWER_UNGROUNDED);
    }

    @Test
    void when_nobody_has_an_opinion_the_last_rung_holds_and_says_why() {
        Snapshot young = CraftedSnapshot.quiet()
                .with((Regime) null)
                .withTrends(null, null)
                .withRsi(null)
                .withPercentB(null)
                .withMacdHistogram(null)
                .withDirection((Double) null, null, null)
                .build();

        Decision decision = decide(young, NO_MODEL, SOON);

        assertThat(codes(decision)).containsExactly(Code.MODEL_NOT_CONFIGURED, Code.ALL_ABSTAINED, Code.DECIDED);
        assertThat(decision.tier()).isEqualTo(Tier.HOLD);
        assertThat(decision.action()).isEqualTo(Action.HOLD);
        assertThat(decision.confidence()).isZero();
    }

    @Test
    void a_superseded_snapshot_ends_as_hold() {
        Decision decision =
                ladder.superseded(CraftedSnapshot.trending(1).build(), SEAT, AS_OF.plus(Duration.ofMinutes(15)), SOON);

        assertEnded(decision, Outcome.SUPERSEDED, Tier.GATE, Code.SUPERSEDED);
    }

    @Test
    void redone_work_gives_the_same_decision() {
        Snapshot snapshot = CraftedSnapshot.trending(-1).build();

        Decision one = decide(snapshot, NO_MODEL, SOON);
        Decision other = decide(CraftedSnapshot.trending(-1).build(), NO_MODEL, SOON);

        assertThat(other.decisionId()).isEqualTo(one.decisionId()).isEqualTo(SEAT.decisionId(snapshot.snapshotId()));
        assertThat(CoreHash.of(other)).isEqualTo(CoreHash.of(one));
        assertThat(other.snapshotHash()).isEqualTo(CoreHash.of(snapshot));
    }

    @Test
    void a_second_model_decides_when_the_first_gave_no_usable_answer() {
        Snapshot snapshot = CraftedSnapshot.trending(1).build();
        Failed missing = new Failed(ModelFault.MODEL_MISSING, "ollama pull it", 12L);

        Decision decision = ladder.decide(
                snapshot,
                SEAT,
                Held.FLAT,
                List.of(
                        new Answered(Tier.LLM_PRIMARY, missing),
                        new Answered(Tier.LLM_FALLBACK, proposed(Action.BUY, ReasonCode.OWN_TREND_UP))),
                SOON);

        assertThat(decision.tier()).isEqualTo(Tier.LLM_FALLBACK);
        assertThat(decision.tierPath())
                .extracting("tier", "code", "reason")
                .containsExactly(
                        tuple(Tier.LLM_PRIMARY, Code.MODEL_FAILED, "MODEL_MISSING"),
                        tuple(Tier.LLM_FALLBACK, Code.DECIDED, null));
    }

    @ParameterizedTest
    @CsvSource({
        "FLAT, BUY, OWN_TREND_UP, true",
        "FLAT, SELL, RSI_HIGH, true",
        "FLAT, HOLD, ADX_STRONG, true",
        "LONG, BUY, OWN_TREND_UP, false",
        "LONG, SELL, RSI_HIGH, true",
        "LONG, HOLD, ADX_STRONG, true",
        "SHORT, BUY, OWN_TREND_UP, true",
        "SHORT, SELL, RSI_HIGH, false",
        "SHORT, HOLD, ADX_STRONG, true"
    })
    void an_open_position_may_be_closed_and_kept_and_is_not_added_to(
            Held held, Action action, ReasonCode reason, boolean legal) {
        Snapshot snapshot = CraftedSnapshot.trending(1).build();
        Proposed proposed = proposed(action, reason);

        Decision decision =
                ladder.decide(snapshot, SEAT, held, List.of(new Answered(Tier.LLM_PRIMARY, proposed)), SOON);

        assertThat(ladder.mayDecide(snapshot, held, proposed)).isEqualTo(legal);
        if (legal) {
            assertThat(decision.tier()).isEqualTo(Tier.LLM_PRIMARY);
            assertThat(decision.action()).isEqualTo(action);
        } else {
            assertThat(decision.tierPath())
                    .extracting("code", "reason")
                    .containsExactly(tuple(Code.ANSWER_UNGROUNDED, "ILLEGAL_ACTION"), tuple(Code.DECIDED, null));
            assertThat(decision.tierPath().getFirst().detail()).contains(action + " while " + held);
        }
    }

    @Test
    void an_open_breaker_ends_a_decision_as_the_failure_before_it_did() {
        Snapshot snapshot = CraftedSnapshot.trending(1).build();

        Decision tried = decide(snapshot, new Failed(ModelFault.SILENT, "no answer", 6001L), SOON);
        Decision notTried = decide(
                snapshot, new Failed(ModelFault.BREAKER_OPEN, ModelFault.SILENT, "the breaker is open", 0L), SOON);

        assertThat(CoreHash.of(notTried)).isEqualTo(CoreHash.of(tried));
        assertThat(notTried.tierPath().getFirst().reason()).isEqualTo("BREAKER_OPEN");
    }

    private Decision decide(Snapshot snapshot, ModelAnswer answer, Instant now) {
        return ladder.decide(snapshot, SEAT, Held.FLAT, List.of(new Answered(Tier.LLM_PRIMARY, answer)), now);
    }

    private static void assertEnded(Decision decision, Outcome outcome, Tier tier, Code code) {
        assertThat(decision.outcome()).isEqualTo(outcome);
        assertThat(decision.action()).isEqualTo(Action.HOLD);
        assertThat(decision.tier()).isEqualTo(tier);
        assertThat(codes(decision)).containsExactly(code);
    }

    private static List<Code> codes(Decision decision) {
        return decision.tierPath().stream().map(TierStep::code).toList();
    }

    private static Proposed proposed(Action action, ReasonCode... reasons) {
        return new Proposed("llama", "entry-1.0.0", action, 55, List.of(reasons), 1200);
    }
}
