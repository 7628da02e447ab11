package io.ffe.stack.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.stack.models.OllamaClient;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How often a model says the same again. Agreement is on the action, over the tries that were answered; an answer that could not
 * decide agrees with nothing but another one that could not.
 *
 * @param recorded what is on record
 * @param answered tries that had a whole answer
 * @param agreement share of them, 0 to 1, whose action is the recorded one; absent when none was answered
 * @param sameAnswer share of them with the same confidence and reasons as well
 */
record Reinference(
        String decisionId,
        String server,
        String model,
        String prompt,
        Said recorded,
        int asked,
        int answered,
        @Nullable Double agreement,
        @Nullable Double sameAnswer,
        List<Try> tries) {

    /**
     * An answer.
     *
     * @param action NONE when it could not decide
     * @param why not; absent when it could
     */
    record Said(
            String action,
            @Nullable Integer confidence,
            List<String> reasonCodes,
            @Nullable String why) {

        static Said of(JsonNode judged) {
            List<String> reasons = new ArrayList<>();
            judged.path("reasonCodes").forEach(code -> reasons.add(code.asText()));
            boolean usable = judged.path("usable").asBoolean();
            return new Said(
                    usable ? judged.path("action").asText() : "NONE",
                    usable ? Integer.valueOf(judged.path("confidence").asInt()) : null,
                    usable ? reasons : List.of(),
                    usable ? null : judged.path("why").asText());
        }

        boolean isSame(Said other) {
            return action.equals(other.action)
                    && String.valueOf(confidence).equals(String.valueOf(other.confidence))
                    && new TreeSet<>(reasonCodes).equals(new TreeSet<>(other.reasonCodes));
        }
    }

    /** One question. @param said absent when no whole answer came @param trouble why not */
    record Try(@Nullable Said said, @Nullable String trouble, long tookMillis) {

        static Try of(OllamaClient.Raw raw, @Nullable JsonNode judged) {
            return new Try(
                    judged == null ? null : Said.of(judged),
                    raw.trouble(),
                    raw.took().toMillis());
        }
    }

    static Reinference of(String id, String server, JsonNode call, List<Try> tries) {
        Said recorded = Said.of(call.path("judged"));
        List<Said> answers = new ArrayList<>();
        for (Try each : tries) {
            Said said = each.said();
            if (said != null) {
                answers.add(said);
            }
        }
        long agree = answers.stream()
                .filter(said -> said.action().equals(recorded.action()))
                .count();
        long same = answers.stream().filter(recorded::isSame).count();
        return new Reinference(
                id,
                server,
                call.path("model").asText(),
                call.path("prompt").asText(),
                recorded,
                tries.size(),
                answers.size(),
                answers.isEmpty() ? null : (double) agree / answers.size(),
                answers.isEmpty() ? null : (double) same / answers.size(),
                List.copyOf(tries));
    }

    List<String> lines(Terminal terminal) {
        List<String> lines = new ArrayList<>();
        lines.add(terminal.bold(model + " with " + prompt) + " at " + server);
        Table table = new Table("", "action", "confidence", "took", "reasons");
        row(table, "recorded", recorded, "");
        for (int at = 0; at < tries.size(); at++) {
            Try each = tries.get(at);
            Said said = each.said();
            String took = Figures.duration(Duration.ofMillis(each.tookMillis()));
            if (said == null) {
                table.row(at + 1 + "", terminal.bad("no answer"), "", took, String.valueOf(each.trouble()));
            } else {
                row(table, at + 1 + "", said, took);
            }
        }
        lines.addAll(table.lines(terminal));
        Double share = agreement;
        Double whole = sameAnswer;
        lines.add(
                share == null || whole == null
                        ? terminal.bad("nothing was answered")
                        : "agreement " + Figures.percent(share) + " on the action, " + Figures.percent(whole)
                                + " on confidence and reasons as well, of " + answered + " answers to " + asked
                                + " questions, slowest "
                                + Figures.duration(Duration.ofMillis(tries.stream()
                                        .map(Try::tookMillis)
                                        .max(Comparator.naturalOrder())
                                        .orElse(0L))));
        return lines;
    }

    private static void row(Table table, String name, Said said, String took) {
        String why = said.why();
        table.row(
                name,
                said.action(),
                said.confidence() == null ? "" : said.confidence(),
                took,
                why == null ? String.join(" ", said.reasonCodes()) : why);
    }
}
