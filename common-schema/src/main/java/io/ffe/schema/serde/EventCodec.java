package io.ffe.schema.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.Decoded.Refused;
import io.ffe.schema.topic.Topics;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events to and from record values and headers. */
public final class EventCodec {

    private EventCodec() {}

    /** The JSON of an event's payload, UTF-8. */
    public static byte[] payload(Event event) {
        try {
            return Json.mapper().writeValueAsBytes(event);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("a valid event has a JSON form: " + event, bug);
        }
    }

    /**
     * The headers of an event.
     *
     * @param source who writes it, as in {@code ffe/risk}
     * @param traceparent W3C trace context to carry on, or null
     * @param logicalNow logical time in a replay, or null when live
     */
    public static Map<String, String> headers(
            Event event, String source, @Nullable String traceparent, @Nullable Instant logicalNow) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(HeaderNames.SPEC_VERSION, "1.0");
        headers.put(HeaderNames.ID, event.eventId());
        headers.put(HeaderNames.TYPE, EventType.of(event).wireName());
        headers.put(HeaderNames.SOURCE, source);
        headers.put(HeaderNames.TIME, event.time().toString());
        headers.put(HeaderNames.SUBJECT, event.subject());
        headers.put(HeaderNames.CONTENT_TYPE, "application/json");
        if (traceparent != null) {
            headers.put(HeaderNames.TRACEPARENT, traceparent);
        }
        if (logicalNow != null) {
            headers.put(HeaderNames.LOGICAL_NOW, logicalNow.toString());
        }
        return headers;
    }

    /**
     * Reads a record of a topic. Never throws for what stands in the record.
     *
     * @param key the record key, or null
     * @param value the record value, or null for a tombstone
     */
    public static Decoded decode(
            Topics topic, @Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        if (value == null) {
            return new Refused(DeadLetterReason.MISSING_FIELD, "the record has no value, expected a JSON payload");
        }
        if (value.length > Topics.MAX_PAYLOAD_BYTES) {
            return new Refused(
                    DeadLetterReason.TOO_LARGE,
                    "the payload has " + value.length + " bytes, expected at most " + Topics.MAX_PAYLOAD_BYTES);
        }
        String typeName = headers.get(HeaderNames.TYPE);
        if (typeName == null) {
            return new Refused(
                    DeadLetterReason.MISSING_HEADER,
                    "header ce_type is absent, expected one of "
                            + topic.carries().stream().map(EventType::wireName).toList());
        }
        Optional<EventType> type = EventType.byWireName(typeName).filter(topic.carries()::contains);
        if (type.isEmpty()) {
            return new Refused(
                    DeadLetterReason.UNKNOWN_TYPE,
                    "header ce_type is '" + typeName + "', expected on " + topic.topicName() + " one of "
                            + topic.carries().stream().map(EventType::wireName).toList());
        }
        return decode(type.get(), key, value, headers);
    }

    private static Decoded decode(EventType type, @Nullable String key, byte[] value, Map<String, String> headers) {
        Event event;
        try {
            event = Json.mapper().readValue(value, type.payload());
        } catch (JsonMappingException unfit) {
            return refusal(unfit);
        } catch (IOException broken) {
            return new Refused(DeadLetterReason.MALFORMED_JSON, firstLine(broken.getMessage()));
        }
        if (event == null) {
            return new Refused(DeadLetterReason.MISSING_FIELD, "the payload is null, expected a JSON object");
        }
        if (!event.key().equals(key)) {
            return new Refused(
                    DeadLetterReason.WRONG_KEY, "the record key is '" + key + "', expected '" + event.key() + "'");
        }
        try {
            return new Accepted(event, envelope(event, type, headers));
        } catch (DateTimeParseException wrong) {
            return new Refused(
                    DeadLetterReason.INVALID_VALUE,
                    "header ffe-now or ce_time is '" + wrong.getParsedString() + "', expected an ISO-8601 UTC time");
        }
    }

    private static Envelope envelope(Event event, EventType type, Map<String, String> headers) {
        String time = headers.get(HeaderNames.TIME);
        String now = headers.get(HeaderNames.LOGICAL_NOW);
        return new Envelope(
                event.eventId(),
                type.wireName(),
                Objects.requireNonNullElse(headers.get(HeaderNames.SOURCE), "unknown"),
                time == null ? event.time() : Instant.parse(time),
                headers.get(HeaderNames.SUBJECT),
                headers.get(HeaderNames.TRACEPARENT),
                now == null ? null : Instant.parse(now));
    }

    /** Jackson tells a missing field, a wrong type and a constructor's refusal apart by exception type and message. */
    private static Refused refusal(JsonMappingException unfit) {
        String path = path(unfit);
        return switch (unfit) {
            case ValueInstantiationException refused
            when refused.getCause() instanceof NullPointerException ->
                new Refused(DeadLetterReason.MISSING_FIELD, "a required field in " + path + " is null");
            case ValueInstantiationException refused ->
                new Refused(
                        DeadLetterReason.INVALID_VALUE,
                        firstLine(
                                refused.getCause() == null
                                        ? refused.getOriginalMessage()
                                        : refused.getCause().getMessage()));
            case MismatchedInputException mismatch
            when mismatch.getOriginalMessage().startsWith("Missing required creator property")
                    || mismatch.getOriginalMessage().startsWith("Null value for creator property") ->
                new Refused(DeadLetterReason.MISSING_FIELD, path + ": " + firstLine(mismatch.getOriginalMessage()));
            case MismatchedInputException mismatch ->
                new Refused(DeadLetterReason.INVALID_VALUE, path + ": " + firstLine(mismatch.getOriginalMessage()));
            default ->
                unfit.getCause() instanceof com.fasterxml.jackson.core.JsonParseException
                        ? new Refused(DeadLetterReason.MALFORMED_JSON, firstLine(unfit.getOriginalMessage()))
                        : new Refused(
                                DeadLetterReason.INVALID_VALUE, path + ": " + firstLine(unfit.getOriginalMessage()));
        };
    }

    private static String path(JsonMappingException unfit) {
        StringBuilder path = new StringBuilder("payload");
        for (JsonMappingException.Reference step : unfit.getPath()) {
            path.append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
        }
        return path.toString();
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "no detail" : message.lines().findFirst().orElse("no detail");
    }
}
