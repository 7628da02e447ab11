package io.ffe.decision.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.decision.domain.CraftedSnapshot;
import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.ModelAnswer.Argued;
import io.ffe.decision.domain.ModelSeat;
import io.ffe.decision.domain.ReasonCode;
import io.ffe.schema.event.Snapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTest {

    private static final String PROMPT = "entry-1.1.0";
    private static final PromptRegistry REGISTRY = PromptRegistry.open(Optional.empty());

    @ParameterizedTest
    @ValueSource(strings = {"entry-1.0.0", PROMPT})
    void a_published_prompt_has_the_hash_it_was_published_with(String name) {
        Prompt prompt = REGISTRY.prompt("key", name);

        assertThat(prompt.name()).isEqualTo(name);
        assertThat(prompt.hash()).hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"entry-9.9.9", "entry", "../entry-1.0.0", ""})
    void a_prompt_that_nobody_published_is_refused_with_those_that_are(String name) {
        assertThatThrownBy(() -> REGISTRY.prompt("ffe.decision.llm.prompt", name))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining(PROMPT);
    }

    @Test
    void the_prompt_explains_every_code_that_the_schema_allows() {
        String instructions = REGISTRY.prompt("key", PROMPT).instructions();

        assertThat(Arrays.stream(ReasonCode.values()).map(Enum::name)).allMatch(instructions::contains);
    }

    @ParameterizedTest
    @EnumSource(names = {"BULL", "BEAR", "JUDGE"})
    void the_prompt_of_a_seat_explains_the_codes_that_it_may_give_and_no_others(ModelSeat seat) {
        String instructions = REGISTRY.prompt("key", "debate-" + seat.name().toLowerCase(Locale.ROOT) + "-1.0.0")
                .instructions();

        for (ReasonCode code : ReasonCode.values()) {
            assertThat(instructions.contains(code.name()))
                    .as(code.name())
                    .isEqualTo(seat.codes().contains(code));
        }
    }

    @Test
    void a_judge_is_told_numbers_and_codes_only() {
        String text = DebateText.of(List.of(
                new Argued(ModelSeat.BULL, 70, List.of(ReasonCode.OWN_TREND_UP, ReasonCode.MACD_RISING), 5),
                new Argued(ModelSeat.BEAR, 0, List.of(), 5)));

        assertThat(text)
                .isEqualTo("bull.conviction=70\nbull.reasonCodes=OWN_TREND_UP,MACD_RISING\n"
                        + "bear.conviction=0\nbear.reasonCodes=\n");
    }

    @Test
    void a_snapshot_reaches_the_model_as_numbers_and_enums_only() {
        String text = SnapshotText.of(CraftedSnapshot.trending(-1).build(), Held.SHORT);

        assertThat(text.lines())
                .isNotEmpty()
                .allMatch(line -> line.matches("[\\w.]+=(-?\\d+(\\.\\d+)?m?h?d?|[A-Z_]+)"));
    }

    /** The bounds are those that the prompt tells, as in NEAR_UPPER_BAND: bollingerPercentB at least 0.8. */
    @ParameterizedTest
    @CsvSource({
        "0.8, 0.80",
        "0.796, 0.796",
        "0.804, 0.804",
        "0.7999999999999999, 0.7999999999999999",
        "0.8049, 0.805",
        "0.204, 0.204",
        "0.2, 0.20",
        "-0.004, -0.004",
        "0.0, 0.00",
        "1.0000001, 1.0000001",
        "0.75, 0.75",
        "0.7549, 0.75",
        "0.7, 0.70",
        "1.0E-7, 0.0000001"
    })
    void a_figure_reads_as_what_it_is_beside_every_bound_of_a_reason(double percentB, String told) {
        Snapshot snapshot = CraftedSnapshot.quiet().withPercentB(percentB).build();

        String text = SnapshotText.of(snapshot, Held.FLAT);

        assertThat(text.lines()).contains("15m.bollingerPercentB=" + told);
        Snapshot asTold =
                CraftedSnapshot.quiet().withPercentB(Double.valueOf(told)).build();
        for (ReasonCode code : ReasonCode.values()) {
            assertThat(code.isTrueOf(asTold)).as(code.name()).isEqualTo(code.isTrueOf(snapshot));
        }
    }

    @Test
    void neither_symbol_nor_time_nor_price_is_told() {
        String text = SnapshotText.of(CraftedSnapshot.trending(1).build(), Held.LONG);

        assertThat(text).doesNotContain("BTC", "2024", "50000", "49995");
    }
}
