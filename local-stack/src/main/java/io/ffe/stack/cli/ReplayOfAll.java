package io.ffe.stack.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.stack.read.DecisionClient;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Every decision made again, newest first, up to the first that differs.
 *
 * @param same how many are the same byte for byte
 * @param incomplete how many have a record that does not suffice, by why
 * @param different the first that differs, as decision-service answers; null when none does
 */
record ReplayOfAll(
        long same, Map<String, Long> incomplete, @Nullable JsonNode different) {

    private static final int BETWEEN_SIGNS = 50;

    /** @param progress hears now and then how many are done */
    static ReplayOfAll of(DecisionClient client, LongConsumer progress) throws InterruptedException {
        long same = 0;
        long done = 0;
        Map<String, Long> incomplete = new TreeMap<>();
        String after = null;
        do {
            DecisionClient.Page page = client.page(Map.of(), DecisionClient.PAGE, after);
            for (JsonNode each : page.decisions()) {
                Optional<JsonNode> answer =
                        client.replay(each.path("decisionId").asText());
                if (answer.isEmpty()) {
                    continue;
                }
                switch (answer.get().path("result").asText()) {
                    case "SAME" -> same++;
                    case "INCOMPLETE" ->
                        incomplete.merge(answer.get().path("why").asText(), 1L, Long::sum);
                    default -> {
                        return new ReplayOfAll(same, incomplete, answer.get());
                    }
                }
                if (++done % BETWEEN_SIGNS == 0) {
                    progress.accept(done);
                }
            }
            after = page.after();
        } while (after != null);
        return new ReplayOfAll(same, incomplete, null);
    }

    List<String> lines(Terminal terminal) {
        List<String> lines = new ArrayList<>();
        JsonNode first = different;
        if (first != null) {
            lines.add(terminal.bad("different") + ", after " + Figures.count(same) + " that are the same: "
                    + first.path("decisionId").asText());
            lines.addAll(ReplayDecisionCommand.lines(first, terminal).subList(1, 4));
        } else {
            lines.add(terminal.good("none differs") + ": " + Figures.count(same) + " of " + Figures.count(same)
                    + " are the same byte for byte");
        }
        incomplete.forEach((why, count) -> lines.add("  " + Figures.count(count) + " cannot be made again: " + why));
        return lines;
    }
}
