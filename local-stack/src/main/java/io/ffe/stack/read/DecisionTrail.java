package io.ffe.stack.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Execution;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.run.Endpoints;
import io.ffe.stack.run.Service;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A decision with all that led to it and came of it. What a service no longer has, or does not answer, is absent.
 *
 * @param record of decision-service: decision, snapshot, modelCalls, shadowCalls
 * @param bars the last closed ones of the snapshot's timeframe at its asOf, oldest first
 * @param ticks the last ones before its asOf, oldest first
 * @param verdict of risk; absent while it has given none
 * @param executions of the orders that came of it, in their sequence
 */
public record DecisionTrail(
        JsonNode record,
        List<JsonNode> bars,
        List<JsonNode> ticks,
        @Nullable JsonNode verdict,
        List<Execution> executions) {

    private static final int BARS = 3;
    private static final int TICKS = 5;
    private static final Duration BACK = Duration.ofMinutes(2);

    /**
     * @param record what decision-service says
     * @param bootstrapServers of the broker; without one, bars and executions are those that services still tell
     */
    public static DecisionTrail of(
            JsonNode record, Endpoints services, @Nullable String bootstrapServers, ServiceClient client)
            throws InterruptedException {
        JsonNode decision = record.path("decision");
        String id = record.path("decisionId").asText();
        String symbol = decision.path("symbol").asText();
        Instant asOf = Instant.parse(decision.path("asOf").asText());
        Optional<String> risk = services.url(Service.RISK);
        List<JsonNode> bars = List.of();
        List<JsonNode> ticks = List.of();
        // Of several instances one has the symbol, and the others answer nothing; what is stored comes from any.
        Iterator<String> markets = services.instances(Service.MARKET_DATA).iterator();
        while (markets.hasNext() && bars.isEmpty()) {
            String api = markets.next() + "/api/v1/";
            String of = "?symbol=" + symbol;
            bars = last(
                    client.json(api + "bars" + of + "&timeframe="
                            + decision.path("timeframe").asText() + "&limit=1000"),
                    "bars",
                    "end",
                    asOf,
                    BARS);
            ticks = last(
                    client.json(
                            api + "ticks" + of + "&limit=5000&from=" + asOf.minus(BACK) + "&to=" + asOf.plusMillis(1)),
                    "ticks",
                    "occurredAt",
                    asOf,
                    TICKS);
            if (ticks.isEmpty()) {
                ticks = last(client.json(api + "ticks" + of + "&limit=5000"), "ticks", "occurredAt", asOf, TICKS);
            }
        }
        if (bars.size() < BARS && bootstrapServers != null) {
            // Market-data answers from memory, which begins anew with each start of it; the topic keeps bars for 90
            // days.
            List<JsonNode> kept = keptBars(
                    bootstrapServers, symbol, decision.path("timeframe").asText(), asOf);
            bars = kept.size() > bars.size() ? kept : bars;
        }
        JsonNode verdict = risk.isEmpty()
                ? null
                : client.json(risk.get() + "/api/v1/verdicts/" + id).orElse(null);
        List<Execution> executions =
                bootstrapServers == null ? told(services, client, symbol, asOf, id) : executions(bootstrapServers, id);
        return new DecisionTrail(record, bars, ticks, verdict, executions);
    }

    /** Those up to a time; none when what is kept begins after it. */
    private static List<JsonNode> last(
            Optional<JsonNode> answer, String field, String timeField, Instant until, int most) {
        List<JsonNode> found = new ArrayList<>();
        answer.ifPresent(json -> json.path(field).forEach(each -> {
            if (!Instant.parse(each.path(timeField).asText()).isAfter(until)) {
                found.add(each);
            }
        }));
        return List.copyOf(found.subList(Math.max(0, found.size() - most), found.size()));
    }

    /** The last bars of the topic that had ended by then, oldest first; only those of the symbol and timeframe are decoded. */
    static List<JsonNode> keptBars(String bootstrapServers, String symbol, String timeframe, Instant asOf) {
        NavigableMap<Instant, Bar> found = new TreeMap<>();
        String named = "\"timeframe\":\"" + timeframe + "\"";
        try (TopicReader reader = new TopicReader(bootstrapServers)) {
            reader.all(Topics.BARS.topicName(), record -> {
                if (symbol.equals(TopicReader.key(record))
                        && record.value() != null
                        && new String(record.value(), StandardCharsets.UTF_8).contains(named)) {
                    TopicReader.event(record, Bar.class)
                            .filter(bar -> !bar.end().isAfter(asOf))
                            .ifPresent(bar -> found.put(bar.end(), bar));
                    if (found.size() > BARS) {
                        found.pollFirstEntry();
                    }
                }
            });
        }
        return found.values().stream()
                .<JsonNode>map(bar -> Json.mapper().valueToTree(bar))
                .toList();
    }

    /** From execution, which tells at most the newest thousand since then. */
    private static List<Execution> told(
            Endpoints services, ServiceClient client, String symbol, Instant asOf, String decisionId)
            throws InterruptedException {
        Optional<String> execution = services.url(Service.EXECUTION);
        if (execution.isEmpty()) {
            return List.of();
        }
        List<Execution> found = new ArrayList<>();
        client.json(execution.get() + "/api/v1/executions?limit=1000&symbol=" + symbol + "&since=" + asOf)
                .ifPresent(all -> all.forEach(each -> {
                    if (each.path("order").path("decisionId").asText().equals(decisionId)) {
                        found.add(Json.mapper().convertValue(each, Execution.class));
                    }
                }));
        found.sort(Comparator.comparingLong(Execution::sequence));
        return List.copyOf(found);
    }

    /** From the topic, where they are in full; only those that name the decision are decoded. */
    private static List<Execution> executions(String bootstrapServers, String decisionId) {
        List<Execution> found = new ArrayList<>();
        try (TopicReader reader = new TopicReader(bootstrapServers)) {
            reader.all(Topics.EXECUTIONS.topicName(), record -> {
                if (record.value() != null && new String(record.value(), StandardCharsets.UTF_8).contains(decisionId)) {
                    TopicReader.event(record, Execution.class).ifPresent(found::add);
                }
            });
        }
        return found.stream()
                .distinct()
                .sorted(Comparator.comparingLong(Execution::sequence))
                .toList();
    }
}
