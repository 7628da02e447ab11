package io.ffe.decision.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.decision.domain.DecisionSearch;
import io.ffe.decision.domain.DecisionSearch.Place;
import io.ffe.messaging.rest.Mistake;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision.Outcome;
import io.ffe.schema.event.TierStep.Tier;
import io.ffe.schema.money.Symbols;
import io.ffe.schema.serde.Json;
import io.ffe.schema.serde.JsonComplaint;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what is asked; what cannot be read is refused with its name, its value and what was expected. */
final class Questions {

    private Questions() {}

    static DecisionSearch search(
            @Nullable String symbol,
            @Nullable String portfolio,
            @Nullable String from,
            @Nullable String to,
            @Nullable String tier,
            @Nullable String action,
            @Nullable String outcome) {
        if (symbol != null && !Symbols.isValid(symbol)) {
            throw Mistake.badRequest(
                    "SYMBOL", "symbol is '" + symbol + "', expected 2 to 20 of A-Z and 0-9, as in BTCUSDT");
        }
        Instant first = time("from", from);
        Instant last = time("to", to);
        if (first != null && last != null && !first.isBefore(last)) {
            throw Mistake.badRequest("TO", "to is " + to + ", expected a time after from, " + from);
        }
        return new DecisionSearch(
                symbol,
                portfolio,
                first,
                last,
                constant("tier", tier, Tier.values()),
                constant("action", action, Action.values()),
                constant("outcome", outcome, Outcome.values()));
    }

    static @Nullable Place place(@Nullable String after) {
        return after == null
                ? null
                : Place.parse(after)
                        .orElseThrow(() -> Mistake.badRequest(
                                "AFTER", "after is '" + after + "', expected what an answer gave as its after"));
    }

    static <T> T body(String json, Class<T> type) {
        try {
            T body = Json.mapper().readValue(json, type);
            if (body != null) {
                return body;
            }
        } catch (JsonProcessingException unfit) {
            throw Mistake.badRequest("BODY", "the body is no request: " + JsonComplaint.of(unfit));
        }
        throw Mistake.badRequest("BODY", "the body is null, expected an object");
    }

    private static @Nullable Instant time(String name, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException unreadable) {
            throw Mistake.badRequest(
                    name.toUpperCase(Locale.ROOT),
                    name + " is '" + text + "', expected a time as in 2024-08-05T13:45:00Z");
        }
    }

    private static <E extends Enum<E>> @Nullable E constant(String name, @Nullable String text, E[] values) {
        if (text == null) {
            return null;
        }
        List<E> all = Arrays.asList(values);
        return all.stream()
                .filter(each -> each.name().equals(text))
                .findFirst()
                .orElseThrow(() -> Mistake.badRequest(
                        name.toUpperCase(Locale.ROOT), name + " is '" + text + "', expected one of " + all));
    }
}
