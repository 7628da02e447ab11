package io.ffe.decision;

import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.ModelAnswer;
import io.ffe.decision.domain.ModelAnswer.Argued;
import io.ffe.decision.domain.ModelAnswer.Failed;
import io.ffe.decision.domain.ModelAnswer.Proposed;
import io.ffe.decision.domain.ModelCall.Asked;
import io.ffe.decision.domain.ModelCall.Wire;
import io.ffe.decision.domain.RecordedCall;
import io.ffe.decision.llm.AnswerReader;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what an answer of a model is worth for a snapshot, as decisions are made. Asks nobody and changes nothing. */
@ApplicationScoped
public class AnswerJudge {

    private final Ladder ladder;

    AnswerJudge(Ladder ladder) {
        this.ladder = ladder;
    }

    /**
     * An answer, read and held against the snapshot and the position.
     *
     * @param usable whether it could decide, or be told to a judge
     * @param why not; absent when usable
     * @param action absent when there is no answer of the right form, and on an argument
     * @param confidence of an argument its conviction; absent when there is no answer of the right form
     */
    public record Judged(
            boolean usable,
            @Nullable String why,
            @Nullable Action action,
            @Nullable Integer confidence,
            List<String> reasonCodes) {}

    /** A recorded call. */
    public Judged judge(RecordedCall call, Snapshot snapshot) {
        Failed ended = call.endedBefore();
        return ended == null && AnswerReader.complete(call.wire())
                ? judge(call.wire(), call.asked(), snapshot)
                : new Judged(false, ended == null ? "no answer is on record" : said(ended), null, null, List.of());
    }

    /** @param wire with a {@linkplain AnswerReader#complete complete} answer */
    public Judged judge(Wire wire, Asked asked, Snapshot snapshot) {
        ModelAnswer answer = AnswerReader.read(wire, asked, 0);
        return switch (answer) {
            case Failed failed -> new Judged(false, said(failed), null, null, List.of());
            case Argued argued -> {
                String objection = ladder.objection(snapshot, argued).orElse(null);
                yield new Judged(
                        objection == null,
                        objection,
                        null,
                        argued.conviction(),
                        argued.reasonCodes().stream().map(Enum::name).toList());
            }
            case Proposed proposed -> {
                String objection =
                        ladder.objection(snapshot, asked.held(), proposed).orElse(null);
                yield new Judged(
                        objection == null,
                        objection,
                        proposed.action(),
                        proposed.confidence(),
                        proposed.reasonCodes().stream().map(Enum::name).toList());
            }
        };
    }

    private static String said(Failed failed) {
        return failed.fault() + ": " + failed.detail();
    }
}
