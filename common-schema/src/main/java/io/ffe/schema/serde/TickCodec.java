package io.ffe.schema.serde;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Watermark;
import io.ffe.schema.topic.Topics;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link EventCodec} for the records of the tick topic, which are most of all records: the same bytes and the same
 * answers without data binding.
 *
 * <p>Both ways are short for what FFE itself writes: plain ASCII, known fields, each once. Everything else, and everything
 * that is wrong, is left to {@link EventCodec}, so that there is one place that escapes, refuses and words the reason.
 */
public final class TickCodec {

    private static final JsonFactory PLAIN = new JsonFactory();
    private static final int USUAL_BYTES = 320;

    private TickCodec() {}

    /** The same bytes as {@link EventCodec#payload}. */
    public static byte[] encode(Tick tick) {
        if (!needsNoEscape(tick.source())) {
            return EventCodec.payload(tick);
        }
        StringBuilder json = new StringBuilder(USUAL_BYTES);
        json.append("{\"symbol\":\"").append(tick.symbol());
        json.append("\",\"source\":\"").append(tick.source());
        json.append("\",\"sequence\":").append(tick.sequence());
        json.append(",\"kind\":\"").append(tick.kind().name());
        json.append("\",\"occurredAt\":\"").append(IsoTime.format(tick.occurredAt()));
        json.append("\",\"receivedAt\":\"")
                .append(IsoTime.format(tick.receivedAt()))
                .append('"');
        append(json, ",\"bid\":\"", tick.bid());
        append(json, ",\"ask\":\"", tick.ask());
        append(json, ",\"bidSize\":\"", tick.bidSize());
        append(json, ",\"askSize\":\"", tick.askSize());
        append(json, ",\"price\":\"", tick.price());
        append(json, ",\"size\":\"", tick.size());
        json.append(",\"origin\":\"").append(wireName(tick.origin()));
        json.append("\",\"derived\":").append(tick.derived()).append('}');
        return ascii(json);
    }

    /** The same bytes as {@link EventCodec#payload}. */
    public static byte[] encode(Watermark watermark) {
        if (!needsNoEscape(watermark.source())) {
            return EventCodec.payload(watermark);
        }
        StringBuilder json = new StringBuilder(USUAL_BYTES);
        json.append("{\"symbol\":\"").append(watermark.symbol());
        json.append("\",\"source\":\"").append(watermark.source());
        json.append("\",\"through\":\"").append(IsoTime.format(watermark.through()));
        json.append("\",\"origin\":\"").append(wireName(watermark.origin())).append("\"}");
        return ascii(json);
    }

    /** The same answer as {@link EventCodec#decode} for {@link Topics#TICKS}; never throws for what stands in the record. */
    public static Decoded decode(@Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        EventType type = value == null || !isShortAscii(value) ? null : type(headers.get(HeaderNames.TYPE));
        Event event = type == null || value == null ? null : readPlain(type, value);
        return type == null || event == null
                ? EventCodec.decode(Topics.TICKS, key, value, headers)
                : EventCodec.accept(event, type, key, headers);
    }

    private static void append(StringBuilder json, String name, @Nullable BigDecimal decimal) {
        if (decimal != null) {
            json.append(name).append(Decimals.format(decimal)).append('"');
        }
    }

    /** Of all that a tick holds only its source is free text. */
    private static boolean needsNoEscape(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(StringBuilder json) {
        return json.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String wireName(Origin origin) {
        return switch (origin) {
            case LIVE -> "live";
            case REPLAY -> "replay";
            case SYNTHETIC -> "synthetic";
        };
    }

    private static @Nullable EventType type(@Nullable String wireName) {
        if (EventType.TICK.wireName().equals(wireName)) {
            return EventType.TICK;
        }
        return EventType.WATERMARK.wireName().equals(wireName) ? EventType.WATERMARK : null;
    }

    /** In ASCII every byte is one character, so there is nothing about UTF-8 that could be wrong. */
    private static boolean isShortAscii(byte[] value) {
        if (value.length > Topics.MAX_PAYLOAD_BYTES) {
            return false;
        }
        for (byte each : value) {
            if (each <= 0) {
                return false;
            }
        }
        return true;
    }

    /** The event, or null when the record is not of the plain form, right or wrong. */
    static @Nullable Event readPlain(EventType type, byte[] value) {
        try (JsonParser json = PLAIN.createParser(value)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Event event = type == EventType.TICK ? readTick(json) : readWatermark(json);
            return json.nextToken() == null ? event : null;
        } catch (NotPlain | IOException | DateTimeException | IllegalArgumentException notPlain) {
            return null;
        }
    }

    private static Tick readTick(JsonParser json) throws IOException, NotPlain {
        String symbol = null;
        String source = null;
        Long sequence = null;
        Tick.Kind kind = null;
        Instant occurredAt = null;
        Instant receivedAt = null;
        BigDecimal bid = null;
        BigDecimal ask = null;
        BigDecimal bidSize = null;
        BigDecimal askSize = null;
        BigDecimal price = null;
        BigDecimal size = null;
        Origin origin = null;
        Boolean derived = null;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            switch (name) {
                case "symbol" -> symbol = once(symbol, text(json));
                case "source" -> source = once(source, text(json));
                case "sequence" -> sequence = once(sequence, integer(json));
                case "kind" -> kind = once(kind, kind(text(json)));
                case "occurredAt" -> occurredAt = once(occurredAt, IsoTime.parse(text(json)));
                case "receivedAt" -> receivedAt = once(receivedAt, IsoTime.parse(text(json)));
                case "bid" -> bid = once(bid, decimal(json));
                case "ask" -> ask = once(ask, decimal(json));
                case "bidSize" -> bidSize = once(bidSize, decimal(json));
                case "askSize" -> askSize = once(askSize, decimal(json));
                case "price" -> price = once(price, decimal(json));
                case "size" -> size = once(size, decimal(json));
                case "origin" -> origin = once(origin, origin(text(json)));
                case "derived" -> derived = once(derived, truth(json));
                default -> throw NotPlain.HERE;
            }
        }
        expectEndOfObject(json);
        return new Tick(
                required(symbol),
                required(source),
                required(sequence),
                required(kind),
                required(occurredAt),
                required(receivedAt),
                bid,
                ask,
                bidSize,
                askSize,
                price,
                size,
                required(origin),
                required(derived));
    }

    private static Watermark readWatermark(JsonParser json) throws IOException, NotPlain {
        String symbol = null;
        String source = null;
        Instant through = null;
        Origin origin = null;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            switch (name) {
                case "symbol" -> symbol = once(symbol, text(json));
                case "source" -> source = once(source, text(json));
                case "through" -> through = once(through, IsoTime.parse(text(json)));
                case "origin" -> origin = once(origin, origin(text(json)));
                default -> throw NotPlain.HERE;
            }
        }
        expectEndOfObject(json);
        return new Watermark(required(symbol), required(source), required(through), required(origin));
    }

    /** A field that stands twice is refused, not overwritten. */
    private static <T> T once(@Nullable T before, T value) throws NotPlain {
        if (before != null) {
            throw NotPlain.HERE;
        }
        return value;
    }

    private static <T> T required(@Nullable T value) throws NotPlain {
        if (value == null) {
            throw NotPlain.HERE;
        }
        return value;
    }

    private static String text(JsonParser json) throws IOException, NotPlain {
        String text = required(json.nextTextValue());
        if (!WireTypes.isStorable(text)) {
            throw NotPlain.HERE;
        }
        return text;
    }

    private static BigDecimal decimal(JsonParser json) throws IOException, NotPlain {
        String text = required(json.nextTextValue());
        if (!Decimals.isWireForm(text)) {
            throw NotPlain.HERE;
        }
        return new BigDecimal(text);
    }

    private static Long integer(JsonParser json) throws IOException, NotPlain {
        if (json.nextToken() != JsonToken.VALUE_NUMBER_INT) {
            throw NotPlain.HERE;
        }
        return json.getLongValue();
    }

    private static Boolean truth(JsonParser json) throws IOException, NotPlain {
        return required(json.nextBooleanValue());
    }

    private static Tick.Kind kind(String text) throws NotPlain {
        return switch (text) {
            case "QUOTE" -> Tick.Kind.QUOTE;
            case "TRADE" -> Tick.Kind.TRADE;
            default -> throw NotPlain.HERE;
        };
    }

    private static Origin origin(String text) throws NotPlain {
        return switch (text) {
            case "live" -> Origin.LIVE;
            case "replay" -> Origin.REPLAY;
            case "synthetic" -> Origin.SYNTHETIC;
            default -> throw NotPlain.HERE;
        };
    }

    private static void expectEndOfObject(JsonParser json) throws NotPlain {
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw NotPlain.HERE;
        }
    }

    /** Leaves the short way. Without a stack trace: it says nothing, and a flood of bad records is when time matters. */
    private static final class NotPlain extends Exception {

        private static final long serialVersionUID = 1L;
        static final NotPlain HERE = new NotPlain();

        private NotPlain() {
            super(null, null, false, false);
        }
    }
}
