package io.ffe.decision.llm;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.ffe.decision.domain.ModelAnswer;
import io.ffe.decision.domain.ModelAnswer.Argued;
import io.ffe.decision.domain.ModelAnswer.Failed;
import io.ffe.decision.domain.ModelAnswer.Proposed;
import io.ffe.decision.domain.ModelCall.Asked;
import io.ffe.decision.domain.ModelCall.Wire;
import io.ffe.decision.domain.ModelFault;
import io.ffe.decision.domain.RawBytes;
import io.ffe.decision.domain.ReasonCode;
import io.ffe.schema.event.Action;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer of Ollama as it came over the wire. A function of that alone, so that reading the stored bytes again gives
 * the same answer.
 *
 * <p>As strict as the schema that was sent: one JSON object, nothing around it, no field missing, none too many (so no
 * price and no quantity), nothing coerced. What does not fit is no answer; it is never searched for words that look like
 * one. Details name the field and never the text, which is the model's.
 */
public final class AnswerReader {

    private static final ObjectReader REPLY = Json.mapper().readerFor(Reply.class);
    private static final ObjectReader ANSWER =
            Json.mapper().readerFor(Answer.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final ObjectReader ARGUMENT =
            Json.mapper().readerFor(Argument.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

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

    /** What a seat that argues is asked for. */
    private record Argument(int conviction, List<ReasonCode> reasonCodes) {

        Argument {
            if (conviction < 0 || conviction > 100) {
                throw new IllegalArgumentException("conviction is not within 0 to 100");
            }
            if ((conviction == 0) != reasonCodes.isEmpty()) {
                throw new IllegalArgumentException("reasonCodes are empty exactly when conviction is 0");
            }
            reasonCodes = reasonCodes.stream().distinct().toList();
        }
    }

    /** Whether the whole of an answer has come, so that it can be read, whatever it says. */
    public static boolean complete(Wire wire) {
        return wire.status() != null && wire.body() != null;
    }

    /**
     * @param wire with a {@linkplain #complete complete} answer
     * @throws IllegalArgumentException when the answer is not complete
     */
    public static ModelAnswer read(Wire wire, Asked asked, long tookMillis) {
        Integer status = wire.status();
        RawBytes body = wire.body();
        if (status == null || body == null) {
            throw new IllegalArgumentException("there is no complete answer to read");
        }
        if (status != 200) {
            return refusal(status, body, asked.model(), tookMillis);
        }
        if (wire.tooLarge()) {
            return new Failed(
                    ModelFault.TOO_LARGE, "the answer is larger than " + body.length() + " bytes", tookMillis);
        }
        if (!isJson(wire.contentType())) {
            return new Failed(
                    ModelFault.WRONG_CONTENT_TYPE,
                    "the answer is no application/json: is " + asked.model() + " asked at an Ollama server?",
                    tookMillis);
        }
        return answer(body, asked, tookMillis);
    }

    private static Failed refusal(int status, RawBytes body, String model, long tookMillis) {
        if (status == 404 && saysThatTheModelIsMissing(body)) {
            return new Failed(
                    ModelFault.MODEL_MISSING,
                    "the server does not have " + model + ": " + pullCommand(model),
                    tookMillis);
        }
        if (status == 503) {
            return new Failed(ModelFault.SERVER_BUSY, "the server answered 503: its queue is full", tookMillis);
        }
        return new Failed(
                status >= 500 ? ModelFault.SERVER_ERROR : ModelFault.REQUEST_REFUSED,
                "the server answered " + status,
                tookMillis);
    }

    static String pullCommand(String model) {
        return "ollama pull " + model;
    }

    /** Some other server answers 404 too, to an address that it does not know. */
    private static boolean saysThatTheModelIsMissing(RawBytes body) {
        try {
            JsonNode said = Json.mapper().readTree(body.toArray());
            String error = said == null ? "" : said.path("error").asText();
            return error.contains("model") && error.contains("not found");
        } catch (IOException noJson) {
            return false;
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && contentType.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals("application/json");
    }

    private static ModelAnswer answer(RawBytes body, Asked asked, long tookMillis) {
        @Nullable Reply reply;
        try {
            reply = REPLY.readValue(body.toArray());
        } catch (JsonProcessingException broken) {
            return new Failed(ModelFault.NOT_OLLAMAS, "not Ollama's JSON: " + where(broken), tookMillis);
        } catch (IOException broken) {
            return new Failed(
                    ModelFault.NOT_OLLAMAS,
                    "not Ollama's JSON: " + broken.getClass().getSimpleName(),
                    tookMillis);
        }
        if (reply == null) {
            return new Failed(ModelFault.NOT_OLLAMAS, "not Ollama's JSON: null", tookMillis);
        }
        if (reply.error() != null) {
            return new Failed(ModelFault.ERROR_IN_ANSWER, "the server answered 200 with an error", tookMillis);
        }
        if (reply.message() == null || reply.message().content() == null || !Boolean.TRUE.equals(reply.done())) {
            return new Failed(
                    ModelFault.NOT_OLLAMAS, "not a finished answer of Ollama: message or done is missing", tookMillis);
        }
        if (!"stop".equals(reply.doneReason())) {
            return new Failed(
                    ModelFault.CUT_OFF,
                    "done_reason is " + ("length".equals(reply.doneReason()) ? "length" : "not stop")
                            + ", expected stop: the text was cut off",
                    tookMillis);
        }
        try {
            ModelAnswer answer = asked.seat().argues()
                    ? argued(reply.message().content(), asked, tookMillis)
                    : proposed(reply.message().content(), asked, tookMillis);
            return answer == null
                    ? new Failed(ModelFault.NOT_THE_SCHEMA, "not the object that was asked for: null", tookMillis)
                    : answer;
        } catch (JsonProcessingException unfit) {
            return new Failed(
                    ModelFault.NOT_THE_SCHEMA, "not the object that was asked for: " + where(unfit), tookMillis);
        }
    }

    private static @Nullable ModelAnswer proposed(String text, Asked asked, long tookMillis)
            throws JsonProcessingException {
        @Nullable Answer answer = ANSWER.readValue(text);
        return answer == null
                ? null
                : new Proposed(
                        asked.model(),
                        asked.prompt(),
                        answer.action(),
                        answer.confidence(),
                        answer.reasonCodes(),
                        tookMillis);
    }

    private static @Nullable ModelAnswer argued(String text, Asked asked, long tookMillis)
            throws JsonProcessingException {
        @Nullable Argument argument = ARGUMENT.readValue(text);
        return argument == null
                ? null
                : new Argued(asked.seat(), argument.conviction(), argument.reasonCodes(), tookMillis);
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
        return field != null
                && List.of("action", "confidence", "conviction", "reasonCodes").contains(field);
    }
}
