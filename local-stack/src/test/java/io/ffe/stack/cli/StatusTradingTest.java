package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.read.Status.Trading;
import io.ffe.stack.view.Terminal;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTradingTest {

    private static final Trading ACTIVE = said("execution-service", "ACTIVE");
    private static final Trading HALTED = said("risk-service", "HALTED");
    private static final Trading UNSIZED = said("risk-service", Trading.SIGNAL_ONLY);

    @Test
    void signal_only_is_said_as_what_ends_by_itself_and_a_halt_as_what_somebody_has_to_lift() {
        assertThat(line(ACTIVE)).isEqualTo("ACTIVE");
        assertThat(line(ACTIVE, UNSIZED)).startsWith("signal-only: decisions are made and recorded");
        assertThat(line(UNSIZED, HALTED)).isEqualTo("stopped, see ./ffe resume --help");
        assertThat(line()).isEqualTo("execution and risk do not say");
    }

    private static String line(Trading... said) {
        return StatusCommand.trading(List.of(said), Terminal.system());
    }

    private static Trading said(String service, String state) {
        return new Trading(service, "", "main", state, 0, service, "no execution has told the balance", "");
    }
}
