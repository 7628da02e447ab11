package io.ffe.decision.llm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.sample.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTextTest {

    @Test
    void a_model_is_told_what_came_of_it_in_numbers_and_neither_when_nor_at_what_price() {
        Outcome outcome = (Outcome) Samples.full(EventType.OUTCOME);
        Outcome censored = (Outcome) new Samples.Sample(EventType.OUTCOME, "minimal").event();

        String text = OutcomeText.of(List.of(outcome, censored, outcome));

        assertThat(text).isEqualTo("""
                past1.action=SELL
                past1.right=1
                past1.returnPercent=3.93
                past2.action=SELL
                past2.right=1
                past2.returnPercent=3.93
                """);
        assertThat(OutcomeText.of(List.of())).isEmpty();
    }
}
