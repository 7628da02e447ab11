package io.ffe.decision.llm;

import io.ffe.schema.event.Outcome;
import java.util.List;
import java.util.Locale;

/** Outcomes as the model sees them: numbers and enums, one line for each fact, the newest first, without dates and prices. */
final class OutcomeText {

    private OutcomeText() {}

    /** Empty when there are none. */
    static String of(List<Outcome> newestFirst) {
        StringBuilder text = new StringBuilder();
        int number = 0;
        for (Outcome outcome : newestFirst) {
            Double earned = outcome.returnFraction();
            if (earned != null) {
                number++;
                String of = "past" + number + ".";
                text.append(of).append("action=").append(outcome.action()).append('\n');
                text.append(of)
                        .append("right=")
                        .append(outcome.wasRight(outcome.action()) ? 1 : 0)
                        .append('\n');
                text.append(of)
                        .append("returnPercent=")
                        .append(String.format(Locale.ROOT, "%.2f", 100 * earned))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
