package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.serde.Json;
import io.ffe.stack.view.Terminal;
import java.util.List;
import org.junit.jupiter.api.Test;

class MembersViewTest {

    private static final String ANSWER = """
            {"portfolioId":"main","through":"2024-08-05T18:00:00Z","weightsApplied":false,"decisions":240,
             "climatology":{"buy":0.41,"sell":0.37,"hold":0.22},
             "members":[
              {"member":"llama3.2:3b-instruct-q4_0","version":"entry-1.1.0","digest":"a80c4f17acd55265feec403c7aef86be",
               "state":"SHADOW","weight":0.25,"scored":210,"right":80,"brier":0.31,"climatologyBrier":0.24,"skill":-0.2917,
               "meanReturn":-0.00123,"buyAndHoldReturn":0.0004,
               "calibration":[{"from":60,"to":70,"scored":10,"right":3,"probability":0.35},
                              {"from":90,"to":101,"scored":0,"right":0}]}]}
            """;

    @Test
    void a_member_stands_in_one_line_with_its_skill_and_its_state() throws Exception {
        List<String> lines = lines(ANSWER, false);

        assertThat(lines.getFirst())
                .isEqualTo("240 decisions of portfolio main scored, resolved through 2024-08-05T18:00:00Z;"
                        + " right would have been BUY 41 %, SELL 37 %, HOLD 22 %");
        assertThat(lines).anyMatch(line -> line.contains("weights are shown and not applied"));
        assertThat(lines)
                .filteredOn(line -> line.contains("llama3.2"))
                .singleElement()
                .asString()
                .contains(
                        "@a80c4f17acd5 ", "entry-1.1.0", "SHADOW", "210", "38 %", "0.310", "0.240", "-29.2 %", "x0.25")
                .contains("-0.123 %", "+0.040 %");
        assertThat(lines).noneMatch(line -> line.contains("said"));
    }

    @Test
    void the_calibration_says_what_became_of_what_was_said() throws Exception {
        assertThat(lines(ANSWER, true))
                .filteredOn(line -> line.contains("said"))
                .containsExactly("    said 60 to 69 %: right 30 % of 10, taken for 35 %");
    }

    @Test
    void before_the_first_outcome_it_says_so() throws Exception {
        assertThat(lines("{\"portfolioId\":\"main\",\"members\":[]}", false))
                .containsExactly("no decision of portfolio main is scored yet: each is when its window is over");
    }

    private static List<String> lines(String answer, boolean calibration) throws Exception {
        return MembersView.lines(Json.mapper().readTree(answer), calibration, Terminal.system());
    }
}
