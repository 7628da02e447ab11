package io.ffe.marketdata.ws;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.marketdata.domain.fanout.Channel;
import io.ffe.marketdata.domain.fanout.ClientFeed.Selection;
import io.ffe.marketdata.domain.fanout.Update;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.ffe.schema.serde.TickCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the server says, as JSON. Each frame has a type, the number of the client's frame, and when it was made. */
final class Frames {

    private static final List<String> CHANNELS =
            Arrays.stream(Channel.values()).map(Channel::label).toList();

    private Frames() {}

    private record Hello(
            String type,
            long seq,
            Instant time,
            String runId,
            Origin origin,
            Set<String> symbols,
            List<String> channels,
            Limits limits,
            String updateInterval,
            String heartbeat,
            String pongTimeout,
            @Nullable Instant tokenExpiresAt) {}

    private record Limits(int maxSubscriptions, int maxMessageBytes, int maxErrors, int queueBytes, String slowAfter) {}

    private record Subscribed(String type, long seq, Instant time, Map<String, List<String>> subscriptions) {}

    private record Refused(
            String type,
            long seq,
            Instant time,
            Request.Mistake code,
            String field,
            String value,
            String expected,
            int errorsLeft) {}

    private record Sign(String type, long seq, Instant time) {}

    static String hello(
            long seq,
            Instant time,
            String runId,
            Origin origin,
            Set<String> symbols,
            SocketLimits limits,
            @Nullable Instant tokenExpiresAt) {
        return json(new Hello(
                "hello",
                seq,
                time,
                runId,
                origin,
                symbols,
                CHANNELS,
                new Limits(
                        limits.maxSubscriptions(),
                        limits.maxMessageBytes(),
                        limits.maxErrors(),
                        limits.queueBytes(),
                        text(limits.slowAfter())),
                text(limits.updateInterval()),
                text(limits.heartbeat()),
                text(limits.pongTimeout()),
                tokenExpiresAt));
    }

    /** All that the client is subscribed to now. */
    static String subscribed(long seq, Instant time, List<Selection> selections) {
        Map<String, List<String>> bySymbol = new LinkedHashMap<>();
        for (Selection each : selections) {
            bySymbol.merge(
                    each.symbol(),
                    List.of(each.channel().label()),
                    (before, more) ->
                            Stream.concat(before.stream(), more.stream()).toList());
        }
        return json(new Subscribed("subscribed", seq, time, bySymbol));
    }

    static String error(long seq, Instant time, Request.Wrong wrong, int errorsLeft) {
        return json(new Refused(
                "error", seq, time, wrong.mistake(), wrong.field(), wrong.value(), wrong.expected(), errorsLeft));
    }

    static String pong(long seq, Instant time) {
        return json(new Sign("pong", seq, time));
    }

    static String heartbeat(long seq, Instant time) {
        return json(new Sign("heartbeat", seq, time));
    }

    /**
     * What a flush has for a client.
     *
     * @param written the JSON of an event: many clients are sent the same
     */
    static String update(long seq, Instant time, List<Update> updates, Function<Event, String> written) {
        StringBuilder json = new StringBuilder(64 + 400 * updates.size());
        json.append("{\"type\":\"update\",\"seq\":").append(seq);
        json.append(",\"time\":\"").append(time).append("\",\"updates\":[");
        String between = "";
        for (Update update : updates) {
            json.append(between)
                    .append("{\"channel\":\"")
                    .append(update.slot().channel().label());
            json.append("\",\"symbol\":\"").append(update.slot().symbol()).append('"');
            Timeframe timeframe = update.slot().timeframe();
            if (timeframe != null) {
                json.append(",\"timeframe\":\"").append(timeframe.label()).append('"');
            }
            json.append(",\"initial\":").append(update.initial());
            json.append(",\"conflated\":").append(update.conflated());
            json.append(",\"value\":").append(written.apply(update.event())).append('}');
            between = ",";
        }
        return json.append("]}").toString();
    }

    /** As on the event's topic. */
    static String written(Event event) {
        byte[] payload = event instanceof Tick tick ? TickCodec.encode(tick) : EventCodec.payload(event);
        return new String(payload, StandardCharsets.UTF_8);
    }

    private static String text(Duration duration) {
        return duration.toString();
    }

    private static String json(Record frame) {
        try {
            return Json.mapper().writeValueAsString(frame);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a frame of ours has no JSON: " + frame, impossible);
        }
    }
}
