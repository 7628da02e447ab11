package io.ffe.decision.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.ffe.decision.domain.Barriers.Entry;
import io.ffe.decision.domain.Barriers.Result;
import io.ffe.decision.domain.Barriers.Side;
import io.ffe.decision.domain.ModelAnswer.Proposed;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Outcome.Label;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.Regime;
import io.ffe.schema.event.TierStep.Tier;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoredDecisionTest {

    private static final Snapshot SNAPSHOT = CraftedSnapshot.trending(1).build();
    private static final Instant NOW = CraftedSnapshot.AS_OF.plusSeconds(3);
    private static final Instant END = CraftedSnapshot.AS_OF.plus(Duration.ofHours(4));
    private static final Decision BUY = new Ladder(Ensemble.standard(), new AgeLimits(null, Duration.ofSeconds(2)))
            .decide(
                    SNAPSHOT,
                    new Seat("main", "ffe"),
                    Held.FLAT,
                    List.of(new Ladder.Answered(
                            Tier.LLM_PRIMARY,
                            new Proposed("m", "entry-1.1.0", Action.BUY, 64, List.of(ReasonCode.OWN_TREND_UP), 5))),
                    Standing.NONE,
                    NOW);
    private static final Side WON = new Side(Label.TARGET, 0.02, NOW.plusSeconds(60), false);
    private static final Side LOST = new Side(Label.STOP, -0.02, NOW.plusSeconds(60), false);

    @Test
    void what_was_proposed_and_not_done_is_scored_as_what_was_proposed() {
        Outcome done = scored(BUY);

        for (Decision notDone : List.of(Proposals.signalled(BUY), Proposals.rejected(BUY, "ada", null, NOW))) {
            assertThat(notDone.action()).isEqualTo(Action.HOLD);
            assertThat(scored(notDone)).isEqualTo(done);
        }
        assertThat(scored(Proposals.approved(BUY, "ada", null, NOW))).isEqualTo(done);
        assertThat(done)
                .extracting(Outcome::action, Outcome::label, Outcome::returnFraction)
                .containsExactly(Action.BUY, Label.TARGET, 0.02);
        assertThat(done.members())
                .filteredOn(member -> member.member().equals(Outcome.DECISION))
                .extracting(
                        Outcome.Member::action,
                        Outcome.Member::confidence,
                        Outcome.Member::probability,
                        Outcome.Member::right)
                .containsExactly(tuple(Action.BUY, 64, 0.64, true));
    }

    private static Outcome scored(Decision decision) {
        Entry entry = new Entry(NOW, END, 400.0, 10);
        Result result = new Result(BigDecimal.valueOf(50_000), WON, LOST, 0.02);
        return new ScoredDecision(decision, Regime.TRENDING_UP, entry, Standing.NONE.climatology(), false)
                .outcome(result, END);
    }
}
