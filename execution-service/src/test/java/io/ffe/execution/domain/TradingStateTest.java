package io.ffe.execution.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.execution.domain.TradingState.Entry;
import io.ffe.execution.domain.TradingState.Source;
import io.ffe.schema.control.ControlCommand;
import io.ffe.schema.control.ControlCommand.Action;
import io.ffe.schema.control.ControlCommand.Outcome;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Control.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Single cases of what {@link TradingStatePropertiesTest} says of all. */
class TradingStateTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678912Z");

    @Test
    void while_nobody_has_spoken_entries_may_leave() {
        Entry entry = TradingState.UNSPOKEN.inForce("main");

        assertThat(entry.source()).isEqualTo(Source.RISK);
        assertThat(entry.control()).isEqualTo(Control.unspoken(Control.ALL));
        assertThat(TradingState.UNSPOKEN.stopsEntries("main")).isEmpty();
    }

    @Test
    void a_later_epoch_wins_and_an_earlier_one_is_no_news_on_its_own_side() {
        Control halt = control("main", State.HALTED, 3, null);
        Control active = control("main", State.ACTIVE, 4, null);
        TradingState halted = TradingState.UNSPOKEN.with(Source.RISK, halt);

        assertThat(halted.with(Source.RISK, active).fromRisk()).containsEntry("main", active);
        assertThat(halted.with(Source.RISK, active).with(Source.RISK, halt).fromRisk())
                .containsEntry("main", active);
        assertThat(halted.with(Source.DIRECT, active).fromRisk())
                .as("what is told here lifts nothing that risk has said")
                .containsEntry("main", halt);
        assertThat(halted.with(Source.DIRECT, active).direct()).containsEntry("main", active);
    }

    @Test
    void of_one_epoch_the_more_restrictive_wins_whoever_comes_first() {
        Control plain = control("main", State.HALTED, 3, null);
        Control flattening = control("main", State.HALTED, 3, true);
        Control reducing = control("main", State.REDUCING, 3, null);

        for (Source source : Source.values()) {
            TradingState up = TradingState.UNSPOKEN
                    .with(source, reducing)
                    .with(source, plain)
                    .with(source, flattening);
            TradingState down = TradingState.UNSPOKEN
                    .with(source, flattening)
                    .with(source, plain)
                    .with(source, reducing);

            assertThat(up).isEqualTo(down);
            assertThat(up.inForce("main")).isEqualTo(new Entry(source, flattening));
        }
    }

    @Test
    void a_denial_says_what_is_in_force_from_which_side_by_whom_and_why() {
        Control own = control("main", State.HALTED, 7, null);
        Control all = control(Control.ALL, State.REDUCING, 9, null);
        TradingState byRisk = TradingState.UNSPOKEN.with(Source.RISK, own).with(Source.DIRECT, all);
        TradingState told = TradingState.UNSPOKEN.with(Source.DIRECT, own).with(Source.RISK, all);

        assertThat(byRisk.stopsEntries("main")).contains("HALTED for main at epoch 7 by risk, ada: because");
        assertThat(told.stopsEntries("main")).contains("HALTED for main at epoch 7 by direct command, ada: because");
        assertThat(told.stopsEntries("other")).contains("REDUCING for * at epoch 9 by risk, ada: because");
    }

    @Test
    void positions_are_closed_by_halts_that_say_so_and_concern_the_portfolio() {
        Control flattening = control("main", State.HALTED, 3, true);
        TradingState state = TradingState.UNSPOKEN
                .with(Source.RISK, flattening)
                .with(Source.DIRECT, control(Control.ALL, State.HALTED, 4, null));

        assertThat(state.flattening("main")).containsExactly(flattening);
        assertThat(state.flattening("other")).isEmpty();
    }

    @Test
    void two_that_know_different_things_know_all_of_it_together() {
        Control risk = control("main", State.REDUCING, 2, null);
        Control direct = control(Control.ALL, State.HALTED, 5, null);
        TradingState one = TradingState.UNSPOKEN.with(Source.RISK, risk);
        TradingState other = TradingState.UNSPOKEN.with(Source.DIRECT, direct);

        assertThat(one.merge(other).entries())
                .containsExactly(new Entry(Source.RISK, risk), new Entry(Source.DIRECT, direct));
        assertThat(one.merge(other)).isEqualTo(other.merge(one));
    }

    @Test
    void a_command_is_answered_by_what_was_told_here_and_goes_above_what_either_side_has_said() {
        TradingState state = TradingState.UNSPOKEN
                .with(Source.RISK, control("main", State.HALTED, 8, null))
                .with(Source.DIRECT, control("main", State.HALTED, 5, null))
                .with(Source.RISK, control("other", State.HALTED, 99, null));

        assertThat(state.on(resume("main", 5), NOW))
                .isInstanceOfSatisfying(
                        Outcome.Changed.class,
                        changed -> assertThat(changed.next().epoch()).isEqualTo(9));
        assertThat(state.on(resume("main", 8), NOW)).isInstanceOf(Outcome.Refused.class);
        assertThat(state.on(resume("other", 99), NOW))
                .as("risk lifts what risk has halted")
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void state_that_cannot_be_read_halts_everything_under_the_next_epoch_to_the_millisecond() {
        TradingState closed = TradingState.UNSPOKEN
                .with(Source.RISK, control(Control.ALL, State.ACTIVE, 4, null))
                .closedBecause("the file is torn", NOW);

        assertThat(closed.direct().get(Control.ALL))
                .isEqualTo(new Control(
                        Control.ALL,
                        State.HALTED,
                        5,
                        "execution-service",
                        "the file is torn",
                        Instant.parse("2026-01-02T03:04:05.678Z"),
                        null));
    }

    @Test
    void an_epoch_may_leap_a_million_above_what_is_known_of_its_scope_and_no_further() {
        TradingState state = TradingState.UNSPOKEN.with(Source.DIRECT, control("main", State.HALTED, 7, null));

        assertThat(state.absurd(control("main", State.HALTED, 1_000_007, null))).isEmpty();
        assertThat(state.absurd(control("main", State.HALTED, 1_000_008, null)))
                .contains("epoch 1000008 of scope main is more than 1000000 above the known 7");
        assertThat(state.absurd(control("other", State.HALTED, 1_000_001, null)))
                .isPresent();
    }

    private static Control control(String scope, State state, long epoch, @Nullable Boolean flatten) {
        return new Control(scope, state, epoch, "ada", "because", NOW, flatten);
    }

    private static ControlCommand resume(String scope, long epoch) {
        return new ControlCommand(Action.RESUME, scope, "ada", "because", epoch, 0, false);
    }
}
