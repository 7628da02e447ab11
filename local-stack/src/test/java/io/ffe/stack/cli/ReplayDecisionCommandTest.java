package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.view.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayDecisionCommandTest {

    @Test
    void the_same_is_said_with_its_hash() throws IOException {
        JsonNode answer = Json.mapper().readTree("{\"result\":\"SAME\",\"bytes\":1834,\"coreHash\":\"ab12\"}");

        assertThat(ReplayDecisionCommand.isSame(answer)).isTrue();
        assertThat(lines(answer)).containsExactly("same: 1,834 bytes, coreHash ab12");
    }

    @Test
    void a_difference_is_said_with_its_place_and_both_values() throws IOException {
        JsonNode answer = Json.mapper()
                .readTree("{\"result\":\"DIFFERENT\",\"difference\":{\"path\":\"/action\",\"recorded\":\"\\\"BUY\\\"\","
                        + "\"again\":\"\\\"HOLD\\\"\"}}");

        assertThat(ReplayDecisionCommand.isSame(answer)).isFalse();
        assertThat(lines(answer))
                .startsWith(
                        "different: the first difference is at /action", "  recorded  \"BUY\"", "  again     \"HOLD\"");
    }

    @Test
    void a_record_that_does_not_suffice_says_what_is_missing() throws IOException {
        JsonNode answer = Json.mapper().readTree("{\"result\":\"INCOMPLETE\",\"why\":\"it was superseded\"}");

        assertThat(ReplayDecisionCommand.isSame(answer)).isFalse();
        assertThat(lines(answer)).containsExactly("cannot be made again: it was superseded");
    }

    @Test
    void what_is_no_id_is_named_and_ends_with_2() {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));

            assertThat(Commands.execute(new String[] {"replay-decision", "the-last-one"}))
                    .isEqualTo(2);
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("ID is 'the-last-one', expected a decision's id");
    }

    private static List<String> lines(JsonNode answer) {
        return ReplayDecisionCommand.lines(answer, Terminal.system());
    }
}
