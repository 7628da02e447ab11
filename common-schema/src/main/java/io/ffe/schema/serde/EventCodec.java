package io.ffe.schema.serde;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.Decoded.Refused;
import io.ffe.schema.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Events to and from record values and headers. */
public final class EventCodec {

    private static final int MAX_DETAIL_CHARS = 500;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    /** What follows the object is looked at here, where it can be told apart from a wrong type. */
    private static final ObjectReader READER =
            Json.mapper().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

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
            return refused(DeadLetterReason.MISSING_FIELD, "the record has no value, expected a JSON payload");
        }
        if (value.length > Topics.MAX_PAYLOAD_BYTES) {
            return refused(
                    DeadLetterReason.TOO_LARGE,
                    "the payload has " + value.length + " bytes, expected at most " + Topics.MAX_PAYLOAD_BYTES);
        }
        String typeName = headers.get(HeaderNames.TYPE);
        if (typeName == null) {
            return refused(
                    DeadLetterReason.MISSING_HEADER,
                    "header ce_type is absent, expected one of "
                            + topic.carries().stream().map(EventType::wireName).toList());
        }
        Optional<EventType> type = EventType.byWireName(typeName).filter(topic.carries()::contains);
        if (type.isEmpty()) {
            return refused(
                    DeadLetterReason.UNKNOWN_TYPE,
                    "header ce_type is '" + typeName + "', expected on " + topic.topicName() + " one of "
                            + topic.carries().stream().map(EventType::wireName).toList());
        }
        return decode(type.get(), key, value, headers);
    }

    private static Decoded decode(EventType type, @Nullable String key, byte[] value, Map<String, String> headers) {
        Event event;
        try {
            event = readEvent(type, utf8(value));
        } catch (CharacterCodingException notText) {
            return refused(DeadLetterReason.MALFORMED_JSON, "the payload is not UTF-8, expected JSON in UTF-8");
        } catch (JsonMappingException unfit) {
            return refusal(unfit);
        } catch (JsonProcessingException broken) {
            JsonLocation at = broken.getLocation();
            return refused(
                    DeadLetterReason.MALFORMED_JSON,
                    "the payload is no JSON object: " + broken.getOriginalMessage()
                            + (at == null ? "" : " (at character " + at.getCharOffset() + ")"));
        } catch (IOException bug) {
            throw new UncheckedIOException("reading from memory does not fail", bug);
        }
        return accept(event, type, key, headers);
    }

    /** The last checks, of what surrounds a valid payload. */
    static Decoded accept(Event event, EventType type, @Nullable String key, Map<String, String> headers) {
        if (!event.key().equals(key)) {
            String found = key == null ? "the record has no key" : "the record key is '" + key + "'";
            return refused(DeadLetterReason.WRONG_KEY, found + ", expected '" + event.key() + "'");
        }
        try {
            return new Accepted(event, envelope(event, type, headers));
        } catch (UnreadableHeader wrong) {
            return refused(DeadLetterReason.INVALID_VALUE, wrong.getMessage());
        }
    }

    /** Strictly: Jackson itself would guess UTF-16 and let some broken sequences pass. */
    private static String utf8(byte[] value) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(value))
                .toString();
    }

    private static Event readEvent(EventType type, String payload) throws IOException {
        try (JsonParser json = Json.mapper().createParser(payload)) {
            JsonToken first = json.nextToken();
            if (first == null) {
                throw new JsonParseException(json, "it is empty");
            }
            if (first != JsonToken.START_OBJECT) {
                throw MismatchedInputException.from(json, type.payload(), "is no JSON object");
            }
            Event event = READER.forType(type.payload()).readValue(json);
            if (json.nextToken() != null) {
                throw new JsonParseException(json, "something follows the object");
            }
            return event;
        }
    }

    private static Envelope envelope(Event event, EventType type, Map<String, String> headers) throws UnreadableHeader {
        return new Envelope(
                event.eventId(),
                type.wireName(),
                Objects.requireNonNullElse(headers.get(HeaderNames.SOURCE), "unknown"),
                Objects.requireNonNullElse(time(headers, HeaderNames.TIME), event.time()),
                headers.get(HeaderNames.SUBJECT),
                headers.get(HeaderNames.TRACEPARENT),
                time(headers, HeaderNames.LOGICAL_NOW));
    }

    private static @Nullable Instant time(Map<String, String> headers, String name) throws UnreadableHeader {
        String text = headers.get(name);
        if (text == null) {
            return null;
        }
        try {
            return IsoTime.parse(text);
        } catch (DateTimeException wrong) {
            throw new UnreadableHeader("header " + name + " is '" + text + "', expected " + IsoTime.EXPECTED);
        }
    }

    private static final class UnreadableHeader extends Exception {

        private static final long serialVersionUID = 1L;

        UnreadableHeader(String message) {
            super(message, null, false, false);
        }

        @Override
        public String getMessage() {
            return Objects.requireNonNull(super.getMessage());
        }
    }

    /** Jackson tells a missing field, a wrong type and a constructor's refusal apart by exception type. */
    private static Refused refusal(JsonMappingException unfit) {
        String path = path(unfit);
        return switch (unfit) {
            case InvalidNullException missing ->
                refused(DeadLetterReason.MISSING_FIELD, path + " is absent or null, expected a value");
            case ValueInstantiationException invariant
            when invariant.getCause() != null ->
                refused(
                        DeadLetterReason.INVALID_VALUE,
                        path + ": " + invariant.getCause().getMessage());
            case InvalidFormatException unknown
            when unknown.getTargetType().isEnum() ->
                refused(
                        DeadLetterReason.INVALID_VALUE,
                        path + " is '" + unknown.getValue() + "', expected one of "
                                + wireNames(unknown.getTargetType()));
            default ->
                refused(
                        isSyntax(unfit.getCause()) ? DeadLetterReason.MALFORMED_JSON : DeadLetterReason.INVALID_VALUE,
                        path + " " + unfit.getOriginalMessage());
        };
    }

    /** A number that does not fit its Java type is well-formed JSON; all else that the parser refuses is not. */
    private static boolean isSyntax(@Nullable Throwable cause) {
        return cause instanceof StreamReadException && !(cause instanceof InputCoercionException)
                || cause instanceof StreamConstraintsException;
    }

    static List<String> wireNames(Class<?> enumType) {
        return Arrays.stream(enumType.getEnumConstants())
                .map(constant -> Json.mapper().convertValue(constant, String.class))
                .toList();
    }

    private static String path(JsonMappingException unfit) {
        StringBuilder path = new StringBuilder("payload");
        for (JsonMappingException.Reference step : unfit.getPath()) {
            path.append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
        }
        return path.toString();
    }

    /** On one line and short enough for a header, whatever stood in the record. */
    private static Refused refused(DeadLetterReason reason, @Nullable String detail) {
        String line =
                CONTROL.matcher(Objects.requireNonNullElse(detail, "no detail")).replaceAll(" ");
        return new Refused(
                reason, line.length() <= MAX_DETAIL_CHARS ? line : line.substring(0, MAX_DETAIL_CHARS) + "...");
    }
}
