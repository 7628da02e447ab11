package io.ffe.decision.llm;

import io.ffe.decision.domain.ModelAnswer.Argued;
import io.ffe.decision.domain.ReasonCode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a judge is told of the arguments before it: a number and codes for each seat, written here and not by a model. Nothing that a
 * model wrote as text can reach another model.
 */
final class DebateText {

    private DebateText() {}

    /** Empty when there are none. */
    static String of(List<Argued> heard) {
        StringBuilder text = new StringBuilder();
        for (Argued argued : heard) {
            String of = argued.seat().name().toLowerCase(Locale.ROOT) + ".";
            text.append(of).append("conviction=").append(argued.conviction()).append('\n');
            text.append(of)
                    .append("reasonCodes=")
                    .append(argued.reasonCodes().stream().map(ReasonCode::name).collect(Collectors.joining(",")))
                    .append('\n');
        }
        return text.toString();
    }
}
