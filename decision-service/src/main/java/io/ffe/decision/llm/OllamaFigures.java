package io.ffe.decision.llm;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectReader;
import io.ffe.decision.domain.ModelCall.Figures;
import io.ffe.decision.domain.ModelCall.Wire;
import io.ffe.decision.domain.RawBytes;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What Ollama says about its own work at the end of an answer. Each figure may be missing; none decides anything. */
final class OllamaFigures {

    private static final ObjectReader SAID = Json.mapper().readerFor(Said.class);

    private OllamaFigures() {}

    private record Said(
            @JsonProperty("done_reason") @Nullable String doneReason,
            @JsonProperty("prompt_eval_count") @Nullable Integer promptTokens,
            @JsonProperty("eval_count") @Nullable Integer answerTokens,
            @JsonProperty("total_duration") @Nullable Long totalNanos,
            @JsonProperty("load_duration") @Nullable Long loadNanos,
            @JsonProperty("prompt_eval_duration") @Nullable Long promptNanos,
            @JsonProperty("eval_duration") @Nullable Long answerNanos) {}

    /** All absent when there is no answer, or none that can be read. */
    static Figures of(Wire wire) {
        RawBytes body = wire.body();
        if (body == null || wire.tooLarge()) {
            return Figures.NONE;
        }
        try {
            @Nullable Said said = SAID.readValue(body.toArray());
            if (said == null) {
                return Figures.NONE;
            }
            return new Figures(
                    word(said.doneReason()),
                    said.promptTokens(),
                    said.answerTokens(),
                    said.totalNanos(),
                    said.loadNanos(),
                    said.promptNanos(),
                    said.answerNanos());
        } catch (IOException notOllamas) {
            return Figures.NONE;
        }
    }

    /** It goes into the record: what is no word of Ollama's is left out. */
    private static @Nullable String word(@Nullable String said) {
        return said != null && said.matches("[a-z_]{1,20}") ? said : null;
    }
}
