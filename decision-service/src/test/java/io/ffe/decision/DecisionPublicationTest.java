package io.ffe.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.decision.domain.Mode;
import io.ffe.schema.event.Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionPublicationTest {

    @ParameterizedTest
    @EnumSource(value = Origin.class, names = "LIVE", mode = EnumSource.Mode.EXCLUDE)
    void approvals_in_a_replay_stop_the_start_and_the_other_modes_do_not(Origin origin) {
        assertThatThrownBy(() -> DecisionPublication.permitted(Mode.APPROVE, origin))
                .hasMessageContaining("ffe.decision.mode is approve")
                .hasMessageContaining("expected automatic or signal-only");
        assertThat(DecisionPublication.permitted(Mode.SIGNAL_ONLY, origin)).isEqualTo(Mode.SIGNAL_ONLY);
        assertThat(DecisionPublication.permitted(Mode.AUTOMATIC, origin)).isEqualTo(Mode.AUTOMATIC);
    }

    @Test
    void live_every_mode_may_be_chosen() {
        assertThat(Mode.values())
                .allSatisfy(mode -> assertThat(DecisionPublication.permitted(mode, Origin.LIVE))
                        .isEqualTo(mode));
    }
}
