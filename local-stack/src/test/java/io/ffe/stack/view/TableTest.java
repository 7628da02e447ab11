package io.ffe.stack.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void columns_are_as_wide_as_their_widest_cell_and_numbers_stand_to_the_right() {
        Terminal plain = terminal(false, Map.of());

        assertThat(new Table("stage", "events", "state")
                        .row("risk", "1,234", "ready")
                        .row("decision", "7", "not ready")
                        .lines(plain))
                .containsExactly(
                        "  stage     events  state", "  risk       1,234  ready", "  decision       7  not ready");
    }

    @Test
    void colours_do_not_count_as_width() {
        Terminal colourful = terminal(true, Map.of());

        assertThat(new Table("a", "b")
                        .row(colourful.good("ok"), "x")
                        .row("long", "y")
                        .lines(colourful))
                .contains("  \u001B[32mok\u001B[0m    x");
    }

    @Test
    void text_is_plain_where_nobody_looks_or_colours_are_not_wanted() {
        assertThat(terminal(false, Map.of()).bad("x")).isEqualTo("x");
        assertThat(terminal(true, Map.of("NO_COLOR", "1")).bad("x")).isEqualTo("x");
        assertThat(terminal(true, Map.of()).bad("x")).isEqualTo("\u001B[31mx\u001B[0m");
    }

    @Test
    void progress_is_rewritten_on_a_terminal_and_thinned_out_elsewhere() {
        Terminal file = terminal(false, Map.of());
        file.progress("1 %");
        file.progress("2 %");
        file.line("done");
        assertThat(text()).isEqualTo("1 %\ndone\n");

        written.reset();
        Terminal tty = terminal(true, Map.of());
        tty.progress("1 %");
        tty.line("done");
        assertThat(text()).isEqualTo("\r\u001B[2K1 %\r\u001B[2Kdone\n");
    }

    @Test
    void figures_are_written_for_people() {
        assertThat(Figures.duration(Duration.ofMillis(250))).isEqualTo("250 ms");
        assertThat(Figures.duration(Duration.ofMillis(12_340))).isEqualTo("12.3 s");
        assertThat(Figures.duration(Duration.ofSeconds(245))).isEqualTo("4 min 05 s");
        assertThat(Figures.duration(Duration.ofMinutes(130))).isEqualTo("2 h 10 min");
        assertThat(Figures.amount(new BigDecimal("-1234.565"))).isEqualTo("-1,234.56");
        assertThat(Figures.percent(0.0123)).isEqualTo("1.23 %");
        assertThat(Figures.plain(new BigDecimal("0.0500"))).isEqualTo("0.05");
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private Terminal terminal(boolean tty, Map<String, String> environment) {
        return new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), tty, environment);
    }
}
