package io.ffe.decision.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.decision.domain.ModelAnswer.Proposed;
import io.ffe.decision.domain.Proposals.Lapse;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Decision.Outcome;
import io.ffe.schema.event.Proposal;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep.Tier;
import io.ffe.schema.serde.CoreHash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProposalsTest {

    private static final Ladder LADDER = new Ladder(Ensemble.standard(), new AgeLimits(null, Duration.ofSeconds(2)));
    private static final Snapshot SNAPSHOT = CraftedSnapshot.trending(1).build();
    private static final Instant NOW = CraftedSnapshot.AS_OF.plusSeconds(3);
    private static final Decision BUY = LADDER.decide(
            SNAPSHOT,
            new Seat("main", "ffe"),
            Held.FLAT,
            List.of(new Ladder.Answered(
                    Tier.LLM_PRIMARY,
                    new Proposed("m", "entry-1.1.0", Action.BUY, 64, List.of(ReasonCode.OWN_TREND_UP), 5))),
            NOW);

    @Test
    void a_signal_is_a_hold_to_whoever_does_not_know_the_field_and_says_all_to_whoever_does() {
        Decision signalled = Proposals.signalled(BUY);

        assertThat(signalled.action()).isEqualTo(Action.HOLD);
        assertThat(signalled.outcome()).isEqualTo(Outcome.DECIDED);
        assertThat(signalled.proposal())
                .isEqualTo(new Proposal(
                        Proposal.Mode.SIGNAL_ONLY, Action.BUY, 64, Proposal.End.SIGNALLED, null, null, null));
        assertThat(signalled.votes()).isEqualTo(BUY.votes());
        assertThat(signalled.tierPath()).isEqualTo(BUY.tierPath());
        // No wall time in it, so a replay in this mode repeats itself.
        assertThat(CoreHash.of(Proposals.signalled(BUY))).isEqualTo(CoreHash.of(signalled));
    }

    @Test
    void who_approved_and_when_is_no_difference_between_two_runs() {
        Decision approved = Proposals.approved(BUY, "ada", "yes", NOW);

        assertThat(approved.action()).isEqualTo(Action.BUY);
        assertThat(approved.confidence()).isEqualTo(64);
        assertThat(CoreHash.of(Proposals.approved(BUY, "grace", null, NOW.plusSeconds(60))))
                .isEqualTo(CoreHash.of(approved))
                .isNotEqualTo(CoreHash.of(BUY));
    }

    @Test
    void an_approval_is_looked_at_again() {
        Instant end = BUY.validUntil();

        assertThat(Proposals.lapse(LADDER, BUY, SNAPSHOT, Held.FLAT, end)).isEmpty();
        assertThat(Proposals.lapse(LADDER, BUY, SNAPSHOT, Held.FLAT, end.plusMillis(1)))
                .isEqualTo(Optional.of(Lapse.expired(BUY)));
        assertThat(Proposals.lapse(LADDER, BUY, SNAPSHOT, Held.SHORT, NOW)).isEmpty();
        assertThat(Proposals.lapse(LADDER, BUY, SNAPSHOT, Held.LONG, NOW))
                .map(Lapse::reason)
                .contains("POSITION_CHANGED");
    }

    @Test
    void a_decision_to_hold_is_nobodys_proposal() {
        Decision hold = LADDER.superseded(SNAPSHOT, new Seat("main", "ffe"), NOW, NOW);

        assertThat(Proposals.concerns(hold)).isFalse();
        assertThat(Proposals.concerns(BUY)).isTrue();
    }
}
