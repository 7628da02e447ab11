package io.ffe.schema.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.control.ControlCommand.Action;
import io.ffe.schema.control.ControlCommand.Outcome;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Control.State;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ControlCommandTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @EnumSource(State.class)
    void a_halt_is_never_refused_and_its_epoch_is_above_all_that_is_known(State state) {
        Control next = changed(request("HALT").on(in(state, 4), 7, NOW));

        assertThat(next.state()).isEqualTo(State.HALTED);
        assertThat(next.epoch()).isEqualTo(8);
        assertThat(next.actor()).isEqualTo("ada");
        assertThat(next.reason()).isEqualTo("drill");
        assertThat(next.changedAt()).isEqualTo(NOW);
        assertThat(next.flattens()).isFalse();
    }

    @Test
    void a_halt_that_was_told_to_another_service_first_has_its_number_here_too() {
        ControlCommand command = new ControlCommand(Action.HALT, Control.ALL, "ada", "drill", null, 12, true);

        assertThat(changed(command.on(in(State.ACTIVE, 4), 0, NOW)).epoch()).isEqualTo(12);
        assertThat(changed(command.on(in(State.ACTIVE, 40), 0, NOW)).epoch()).isEqualTo(41);
        assertThat(changed(command.on(in(State.ACTIVE, 4), 0, NOW)).flattens()).isTrue();
    }

    @Test
    void only_the_epoch_of_what_is_lifted_lifts_it() {
        for (State stopped : new State[] {State.REDUCING, State.HALTED}) {
            assertThat(refused(resume(3).on(in(stopped, 4), 0, NOW)))
                    .contains(stopped + " at epoch 4")
                    .contains("epoch is 3, expected 4");
            assertThat(refused(resume(5).on(in(stopped, 4), 0, NOW))).contains("epoch is 5, expected 4");
            Control next = changed(resume(4).on(in(stopped, 4), 0, NOW));
            assertThat(next.state()).isEqualTo(State.ACTIVE);
            assertThat(next.epoch()).isEqualTo(5);
        }
        assertThat(refused(resume(4).on(in(State.ACTIVE, 4), 0, NOW))).contains("there is nothing to resume");
    }

    @Test
    void a_halt_is_not_turned_into_less_by_a_reduction() {
        assertThat(changed(request("REDUCE").on(in(State.ACTIVE, 1), 0, NOW)).state())
                .isEqualTo(State.REDUCING);
        assertThat(refused(request("REDUCE").on(in(State.HALTED, 1), 0, NOW))).contains("a halt is lifted by a resume");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                                | action is missing",
                "{\"action\":\"STOP\",\"reason\":\"x\"}                            | the body is no request",
                "{\"action\":\"HALT\"}                                             | reason is missing",
                "{\"action\":\"HALT\",\"reason\":\" \"}                            | reason is blank",
                "{\"action\":\"HALT\",\"reason\":\"x\",\"flaten\":true}            | the body is no request",
                "{\"action\":\"HALT\",\"reason\":\"x\",\"epoch\":3}                | epoch is 3, expected none",
                "{\"action\":\"HALT\",\"reason\":\"x\",\"atLeastEpoch\":-1}        | atLeastEpoch is -1",
                "{\"action\":\"REDUCE\",\"reason\":\"x\",\"flatten\":true}         | flatten is true on REDUCE",
                "{\"action\":\"RESUME\",\"reason\":\"x\",\"epoch\":3}              | by is missing",
                "{\"action\":\"RESUME\",\"reason\":\"x\",\"by\":\"ada\"}           | epoch is missing",
                "{\"action\":\"RESUME\",\"by\":\"ada\",\"epoch\":3}                | reason is missing",
                "{\"action\":\"HALT\",\"reason\":\"a\\nb\"}                        | on one line",
                "null                                                              | the body is null",
                "halt                                                              | the body is no request",
            })
    void what_is_missing_or_wrong_is_named(String body, String said) {
        assertThatThrownBy(() -> ControlRequest.read(body).command("operator-token"))
                .isInstanceOf(ControlRequest.Unfit.class)
                .hasMessageContaining(said);
    }

    @Test
    void a_halt_needs_a_reason_only_and_is_then_of_everything_by_the_holder_of_the_token() {
        ControlCommand command = ControlRequest.read("{\"action\":\"HALT\",\"reason\":\"drill\"}")
                .command("operator-token");

        assertThat(command)
                .isEqualTo(new ControlCommand(Action.HALT, Control.ALL, "operator-token", "drill", null, 0, false));
    }

    private static ControlCommand request(String action) {
        return new ControlCommand(Action.valueOf(action), Control.ALL, "ada", "drill", null, 0, false);
    }

    private static ControlCommand resume(long epoch) {
        return new ControlCommand(Action.RESUME, Control.ALL, "ada", "drill", epoch, 0, false);
    }

    private static Control in(State state, long epoch) {
        return new Control(Control.ALL, state, epoch, "bob", "because", NOW, null);
    }

    private static Control changed(Outcome outcome) {
        return ((Outcome.Changed) outcome).next();
    }

    private static String refused(Outcome outcome) {
        return ((Outcome.Refused) outcome).why();
    }
}
