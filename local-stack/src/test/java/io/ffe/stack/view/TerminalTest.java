package io.ffe.stack.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void what_others_wrote_commands_no_terminal_and_colours_stay() {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintStream(shown, true, StandardCharsets.UTF_8), true, Map.of());

        terminal.line(terminal.bad("key") + " \u001b[2J\u001b]0;title\u0007\r\u009b1A\ttab, caf\u00e9\n\u4ef7");

        assertThat(shown.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo("\u001b[31mkey\u001b[0m ?[2J?]0;title???1A\ttab, caf\u00e9\n\u4ef7");
    }

    @Test
    void that_nobody_reads_any_more_is_known_after_a_line() {
        Terminal open = new Terminal(new PrintStream(new ByteArrayOutputStream()), false, Map.of());
        Terminal closed = new Terminal(
                new PrintStream(new OutputStream() {
                    @Override
                    public void write(int each) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                }),
                false,
                Map.of());

        open.line("x");
        closed.line("x");

        assertThat(open.isGone()).isFalse();
        assertThat(closed.isGone()).isTrue();
    }
}
