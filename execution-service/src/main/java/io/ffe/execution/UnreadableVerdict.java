package io.ffe.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.money.Symbols;
import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.serde.Json;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What can still be told of a verdict that is being dead-lettered. Risk holds a reservation for it that only an execution
 * ends.
 *
 * @param side BUY when it cannot be read
 * @param quantity 1 when it cannot be read: nothing is ever sent with it
 */
public record UnreadableVerdict(
        String verdictId, String portfolioId, String symbol, Purpose purpose, Side side, BigDecimal quantity) {

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /**
     * Empty when verdict, portfolio or symbol cannot be told, and when it is plain that nothing was approved.
     *
     * @param key the record's key, which on this topic is the portfolio
     */
    public static Optional<UnreadableVerdict> of(
            @Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        JsonNode payload = tree(value);
        String result = payload.path("result").asText("");
        if (result.equals(Verdict.Result.REJECTED.name()) || result.equals(Verdict.Result.NO_ORDER.name())) {
            return Optional.empty();
        }
        String decisionId = payload.path("decisionId").asText("");
        String verdictId = decisionId.isBlank() ? idIn(headers) : Verdict.idOf(decisionId);
        String portfolioId = text(payload, "portfolioId", key);
        String symbol = text(payload, "symbol", headers.get(HeaderNames.SUBJECT));
        if (verdictId == null || portfolioId == null || symbol == null || !Symbols.isValid(symbol)) {
            return Optional.empty();
        }
        JsonNode intent = payload.path("intent");
        return Optional.of(new UnreadableVerdict(
                verdictId,
                portfolioId,
                symbol,
                intent.path("purpose").asText("").equals(Purpose.EXIT.name()) ? Purpose.EXIT : Purpose.ENTRY,
                intent.path("side").asText("").equals(Side.SELL.name()) ? Side.SELL : Side.BUY,
                quantity(intent.path("quantity").asText(""))));
    }

    /** Risk's ids are UUIDs; anything else names no reservation, and may be no id at all. */
    private static @Nullable String idIn(Map<String, String> headers) {
        String id = headers.get(HeaderNames.ID);
        return id != null && UUID.matcher(id).matches() ? id : null;
    }

    private static JsonNode tree(byte @Nullable [] value) {
        try {
            return value == null
                    ? Json.mapper().createObjectNode()
                    : Json.mapper().readTree(value);
        } catch (JsonProcessingException broken) {
            return Json.mapper().createObjectNode();
        } catch (java.io.IOException impossible) {
            throw new IllegalStateException("an array of bytes can be read", impossible);
        }
    }

    private static @Nullable String text(JsonNode payload, String field, @Nullable String otherwise) {
        String text = payload.path(field).asText("");
        String found = text.isBlank() ? otherwise : text;
        return found == null || found.isBlank() ? null : found;
    }

    private static BigDecimal quantity(String text) {
        return text.matches("\\d{1,20}(\\.\\d{1,18})?") && new BigDecimal(text).signum() > 0
                ? new BigDecimal(text)
                : BigDecimal.ONE;
    }
}
