package io.ffe.decision.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.decision.domain.CraftedSnapshot;
import io.ffe.decision.domain.ReasonCode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PromptTest {

    @Test
    void a_published_prompt_has_the_hash_it_was_published_with() {
        Prompt prompt = Prompt.load("entry", "1.0.0");

        assertThat(prompt.name()).isEqualTo("entry-1.0.0");
        assertThat(prompt.hash()).hasSize(64);
    }

    @Test
    void a_prompt_that_differs_from_the_published_one_stops_the_start() {
        assertThatThrownBy(() -> Prompt.load("changed", "1.0.0"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("changed-1.0.0")
                .hasMessageContaining("new version");
    }

    @Test
    void the_prompt_explains_every_code_that_the_schema_allows() {
        String instructions = Prompt.load("entry", "1.0.0").instructions();

        assertThat(Arrays.stream(ReasonCode.values()).map(Enum::name)).allMatch(instructions::contains);
    }

    @Test
    void a_snapshot_reaches_the_model_as_numbers_and_enums_only() {
        String text = SnapshotText.of(CraftedSnapshot.trending(-1).build());

        assertThat(text.lines())
                .isNotEmpty()
                .allMatch(line -> line.matches("[\\w.]+=(-?\\d+(\\.\\d+)?m?h?d?|[A-Z_]+)"));
    }

    @Test
    void neither_symbol_nor_time_nor_price_is_told() {
        String text = SnapshotText.of(CraftedSnapshot.trending(1).build());

        assertThat(text).doesNotContain("BTC", "2024", "50000", "49995");
    }
}
