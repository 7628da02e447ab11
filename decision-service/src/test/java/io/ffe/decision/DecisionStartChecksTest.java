package io.ffe.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.messaging.config.StartCheckup;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code ffe doctor} is told of settings, without a start. */
class DecisionStartChecksTest {

    @Test
    void all_that_is_wrong_is_named_at_once() {
        assertThat(look(Map.of(
                                "FFE_DECISION_MODE", "approve",
                                "FFE_DECISION_WORKERS", "0",
                                "FFE_DECISION_LLM_OUTCOMES", "99",
                                "FFE_DECISION_LLM_BUDGET", "1s",
                                "FFE_DECISION_LLM_PROMPT", "entry-9.9.9",
                                "FFE_DECISION_LLM_MODELL", "small"))
                        .settings())
                .hasSize(6)
                .anySatisfy(problem -> assertThat(problem).contains("ffe.decision.mode is approve"))
                .anySatisfy(problem -> assertThat(problem).contains("ffe.decision.workers is 0, expected one or more"))
                .anySatisfy(problem -> assertThat(problem).contains("llm.outcomes is 99, expected 0 to 20"))
                .anySatisfy(problem -> assertThat(problem).contains("ffe.decision.llm.budget is PT1S"))
                .anySatisfy(problem -> assertThat(problem).contains("entry-9.9.9"))
                .anySatisfy(problem -> assertThat(problem).contains("FFE_DECISION_LLM_MODELL is set"));
        assertThat(look(Map.of()).settings()).isEmpty();
    }

    private static StartCheckup.Report look(Map<String, String> environment) {
        Map<String, String> whole = new HashMap<>(Map.of("FFE_RUN_ID", "run", "FFE_RUN_ORIGIN", "synthetic"));
        whole.putAll(environment);
        return StartCheckup.look(new DecisionStartChecks(), whole, Map.of(), false, Clock.systemUTC());
    }
}
