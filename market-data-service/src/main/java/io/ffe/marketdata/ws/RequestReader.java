package io.ffe.marketdata.ws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.marketdata.domain.fanout.Channel;
import io.ffe.marketdata.domain.fanout.ClientFeed.Selection;
import io.ffe.marketdata.ws.Request.Mistake;
import io.ffe.marketdata.ws.Request.Wrong;
import io.ffe.schema.serde.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Reads what clients send. Unknown fields are ignored, as on topics; whatever else is wrong is said. */
final class RequestReader {

    private static final String OPS = "subscribe, unsubscribe or ping";
    private static final String CHANNELS =
            Arrays.stream(Channel.values()).map(Channel::label).collect(Collectors.joining(", "));

    private RequestReader() {}

    /**
     * @param symbols that can be subscribed to here
     * @param elsewhere whether a symbol is one of the run that another instance has
     */
    static Request read(String text, Set<String> symbols, Predicate<String> elsewhere) {
        JsonNode message;
        try {
            message = Json.mapper().readTree(text);
        } catch (JsonProcessingException notJson) {
            return new Wrong(Mistake.NOT_JSON, "", text, "one JSON object: " + notJson.getOriginalMessage());
        }
        if (!message.isObject()) {
            return new Wrong(Mistake.NOT_JSON, "", text, "one JSON object");
        }
        JsonNode op = message.path("op");
        return switch (op.asText()) {
            case "subscribe" -> selections(message, symbols, elsewhere, false, Request.Subscribe::new);
            case "unsubscribe" -> selections(message, symbols, elsewhere, true, Request.Unsubscribe::new);
            case "ping" -> new Request.Ping();
            default ->
                op.isMissingNode()
                        ? new Wrong(Mistake.MISSING_FIELD, "op", text, OPS)
                        : new Wrong(Mistake.UNKNOWN_OP, "op", op.asText(), OPS);
        };
    }

    private static Request selections(
            JsonNode message,
            Set<String> symbols,
            Predicate<String> elsewhere,
            boolean allByDefault,
            Function<List<Selection>, Request> asking) {
        List<String> named = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        Optional<Wrong> wrong = texts(message, "symbols", named);
        if (wrong.isEmpty() && !(allByDefault && message.path("channels").isMissingNode())) {
            wrong = texts(message, "channels", labels);
        } else {
            Arrays.stream(Channel.values()).map(Channel::label).forEach(labels::add);
        }
        Set<Selection> selections = new LinkedHashSet<>();
        for (int at = 0; at < named.size() && wrong.isEmpty(); at++) {
            wrong = add(selections, named.get(at), at, labels, symbols, elsewhere);
        }
        return wrong.isPresent() ? wrong.get() : asking.apply(List.copyOf(selections));
    }

    private static Optional<Wrong> add(
            Set<Selection> selections,
            String symbol,
            int at,
            List<String> labels,
            Set<String> symbols,
            Predicate<String> elsewhere) {
        if (elsewhere.test(symbol)) {
            return Optional.of(new Wrong(
                    Mistake.ELSEWHERE,
                    "symbols[" + at + "]",
                    symbol,
                    "one of this instance, which has " + symbols + ": connect to another instance for it"));
        }
        if (!symbols.contains(symbol)) {
            String expected =
                    symbols.isEmpty() ? "a symbol of the run, which has none yet: try again" : "one of " + symbols;
            return Optional.of(new Wrong(Mistake.UNKNOWN_SYMBOL, "symbols[" + at + "]", symbol, expected));
        }
        for (int label = 0; label < labels.size(); label++) {
            Optional<Channel> channel = Channel.ofLabel(labels.get(label));
            if (channel.isEmpty()) {
                return Optional.of(new Wrong(
                        Mistake.UNKNOWN_CHANNEL, "channels[" + label + "]", labels.get(label), "one of " + CHANNELS));
            }
            selections.add(new Selection(symbol, channel.get()));
        }
        return Optional.empty();
    }

    private static Optional<Wrong> texts(JsonNode message, String field, List<String> into) {
        JsonNode list = message.path(field);
        if (list.isMissingNode()) {
            return Optional.of(new Wrong(Mistake.MISSING_FIELD, field, message.toString(), "a list of one or more"));
        }
        if (!list.isArray() || list.isEmpty()) {
            return Optional.of(new Wrong(Mistake.WRONG_TYPE, field, list.toString(), "a list of one or more"));
        }
        for (JsonNode each : list) {
            if (!each.isTextual()) {
                return Optional.of(new Wrong(Mistake.WRONG_TYPE, field, list.toString(), "a list of strings"));
            }
            into.add(each.asText());
        }
        return Optional.empty();
    }
}
