package io.ffe.decision.llm;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.ffe.decision.domain.ModelAnswer;
import io.ffe.decision.domain.ModelAnswer.Failed;
import io.ffe.decision.domain.ModelAnswer.Proposed;
import io.ffe.decision.domain.ReasonCode;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.TierStep.Code;
import io.ffe.schema.serde.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stored body of Ollama's answer. A function of the body alone, so that reading it again gives the same answer.
 *
 * <p>As strict as the schema that was sent: one JSON object, nothing around it, no field missing, none too many, nothing
 * coerced. What does not fit is no answer; it is never searched for words that look like one. Details name the field and
 * never the text, which is the model's.
 */
final class AnswerReader {

    /** Far above what the most tokens can fill. */
    private static final int MAXIMUM_BYTES = 64 * 1024;

    private static final ObjectReader REPLY = Json.mapper().readerFor(Reply.class);
    private static final ObjectReader ANSWER =
            Json.mapper().readerFor(Answer.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private AnswerReader() {}

    /** Ollama's frame around the model's text; everything else in it is ignored here. */
    private record Reply(
            @Nullable Message message,
            @Nullable Boolean done,
            @JsonProperty("done_reason") @Nullable String doneReason,
            @Nullable String error) {}

    private record Message(@Nullable String content) {}

    private record Answer(Action action, int confidence, List<ReasonCode> reasonCodes) {

        Answer {
            if (confidence < 1 || confidence > 100) {
                throw new IllegalArgumentException("confidence is not within 1 to 100");
            }
            if (reasonCodes.isEmpty()) {
                throw new IllegalArgumentException("reasonCodes is empty");
            }
            reasonCodes = reasonCodes.stream().distinct().toList();
        }
    }

    /**
     * @param body of an answer with status 200
     * @param prompt name of the prompt that was answered
     */
    static ModelAnswer read(String body, String model, String prompt, long tookMillis) {
        if (body.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_BYTES) {
            return invalid("the answer is larger than " + MAXIMUM_BYTES + " bytes", tookMillis);
        }
        Reply reply;
        try {
            reply = REPLY.readValue(body);
        } catch (JsonProcessingException broken) {
            return invalid("not Ollama's JSON: " + where(broken), tookMillis);
        }
        if (reply.error() != null) {
            return new Failed(Code.MODEL_FAILED, "the server answered 200 with an error", tookMillis);
        }
        if (reply.message() == null || reply.message().content() == null || !Boolean.TRUE.equals(reply.done())) {
            return invalid("not a finished answer of Ollama: message or done is missing", tookMillis);
        }
        if (!"stop".equals(reply.doneReason())) {
            return invalid(
                    "done_reason is " + ("length".equals(reply.doneReason()) ? "length" : "not stop")
                            + ", expected stop: the text was cut off",
                    tookMillis);
        }
        try {
            Answer answer = ANSWER.readValue(reply.message().content());
            return new Proposed(model, prompt, answer.action(), answer.confidence(), answer.reasonCodes(), tookMillis);
        } catch (JsonProcessingException unfit) {
            return invalid("not the object that was asked for: " + where(unfit), tookMillis);
        }
    }

    private static Failed invalid(String detail, long tookMillis) {
        return new Failed(Code.ANSWER_INVALID, detail, tookMillis);
    }

    /** The field and the kind of mistake; the message itself would quote the model. */
    private static String where(JsonProcessingException mistake) {
        String field = mistake instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(JsonMappingException.Reference::getFieldName)
                        .filter(AnswerReader::ours)
                        .collect(Collectors.joining("."))
                : "";
        return (field.isEmpty() ? "" : field + " ") + mistake.getClass().getSimpleName();
    }

    private static boolean ours(@Nullable String field) {
        return field != null && List.of("action", "confidence", "reasonCodes").contains(field);
    }
}
