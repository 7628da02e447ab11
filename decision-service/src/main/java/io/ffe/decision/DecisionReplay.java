package io.ffe.decision;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.decision.domain.DecisionRecord;
import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.ModelAnswer;
import io.ffe.decision.domain.RawBytes;
import io.ffe.decision.domain.RecordedCall;
import io.ffe.decision.llm.AnswerReader;
import io.ffe.schema.event.ChainLink;
import io.ffe.schema.event.Decision;
import io.ffe.schema.serde.CoreHash;
import io.ffe.schema.serde.DecisionChain;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Makes recorded decisions again from what is stored, asking nobody, and compares them with what was published. */
@ApplicationScoped
public class DecisionReplay {

    private final DecisionHistory history;
    private final Ladder ladder;

    DecisionReplay(DecisionHistory history, Ladder ladder) {
        this.history = history;
        this.ladder = ladder;
    }

    /** What came of it. */
    public sealed interface Result {

        /** Byte for byte. @param bytes of the payload, the chain's hash included */
        record Same(String coreHash, int bytes) implements Result {}

        /**
         * Code or configuration has changed since.
         *
         * @param path of the first difference in the payload, as {@code /tierPath/0/code}
         * @param recorded what stands there, {@code absent} when nothing does
         * @param again what would stand there now
         */
        record Different(String path, String recorded, String again) implements Result {}

        /** The record does not hold all that the decision was made of. */
        record Incomplete(String why) implements Result {}
    }

    /** Empty when there is no such decision. */
    public Optional<Result> replay(String decisionId) {
        return history.recordOf(decisionId).map(this::replay);
    }

    private Result replay(DecisionRecord record) {
        Optional<String> gap = record.gap();
        if (gap.isPresent()) {
            return new Result.Incomplete(gap.get());
        }
        List<Ladder.Answered> answers = record.calls().stream()
                .map(call -> new Ladder.Answered(
                        call.tier(),
                        call.asked().seat(),
                        answer(call),
                        call.asked().digest()))
                .toList();
        Decision again = record.again(ladder, answers);
        ChainLink link = record.decision().chain();
        RawBytes payload = RawBytes.of(EventCodec.payload(
                link == null ? again : DecisionChain.link(again, link.sequence(), link.previousHash())));
        return payload.equals(record.payload())
                ? new Result.Same(CoreHash.of(again), payload.length())
                : firstDifference("", tree(record.payload()), tree(payload))
                        .orElseGet(
                                () -> new Result.Different("", record.payload().toString(), payload.toString()));
    }

    /** An answer that came is read again; that none came is taken from the record. */
    private static ModelAnswer answer(RecordedCall call) {
        ModelAnswer.Failed ended = call.endedBefore();
        return ended == null ? AnswerReader.read(call.wire(), call.asked(), call.tookMillis()) : ended;
    }

    private static Optional<Result> firstDifference(String path, JsonNode recorded, JsonNode again) {
        if (recorded.equals(again)) {
            return Optional.empty();
        }
        if (recorded.isObject() && again.isObject()) {
            TreeSet<String> others = new TreeSet<>();
            again.fieldNames().forEachRemaining(others::add);
            for (Iterator<String> names = recorded.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                others.remove(name);
                Optional<Result> found = firstDifference(path + "/" + name, recorded.path(name), again.path(name));
                if (found.isPresent()) {
                    return found;
                }
            }
            if (!others.isEmpty()) {
                String name = others.first();
                return firstDifference(path + "/" + name, recorded.path(name), again.path(name));
            }
        }
        if (recorded.isArray() && again.isArray()) {
            for (int at = 0; at < Math.max(recorded.size(), again.size()); at++) {
                Optional<Result> found = firstDifference(path + "/" + at, recorded.path(at), again.path(at));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.of(new Result.Different(path, text(recorded), text(again)));
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "absent" : node.toString();
    }

    private static JsonNode tree(RawBytes payload) {
        try {
            return Json.mapper().readTree(payload.toArray());
        } catch (IOException torn) {
            throw new UncheckedIOException("the record does not hold a decision", torn);
        }
    }
}
