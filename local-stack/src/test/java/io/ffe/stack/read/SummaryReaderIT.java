package io.ffe.stack.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Portfolio;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.event.Watermark;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.testing.TestInfrastructure;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Known events on empty topics of a real broker, counted. */
class SummaryReaderIT {

    private static final String ORDER = "\"order\":{\"clientOrderId\":\"%s\",\"intentId\":\"i\",\"venue\":\"paper\","
            + "\"symbol\":\"BTCUSDT\",\"side\":\"%s\",\"purpose\":\"%s\",\"state\":\"%s\",\"quantity\":\"1\","
            + "\"filledQuantity\":\"1\"}";
    private static final String FILL =
            "\"fill\":{\"venueTradeId\":\"%s\",\"side\":\"%s\",\"quantity\":\"1\",\"price\":\"100\","
                    + "\"fee\":\"%s\"}";

    private final TestInfrastructure infrastructure = TestInfrastructure.shared();

    @Test
    void a_run_is_counted_from_prices_to_result_and_what_was_sent_twice_counts_once() throws Exception {
        infrastructure.recreateTopics();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", infrastructure.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            send(producer, Topics.TICKS, sample("tick.full", Tick.class));
            send(producer, Topics.TICKS, sample("watermark.full", Watermark.class));
            Decision decision = sample("decision.full", Decision.class);
            Verdict approved = sample("verdict.full", Verdict.class);
            for (int times = 0; times < 2; times++) {
                send(producer, Topics.BARS, sample("bar.full", Bar.class));
                send(producer, Topics.SNAPSHOTS, sample("snapshot.full", Snapshot.class));
                send(producer, Topics.DECISIONS, decision);
                send(producer, Topics.DECISIONS, sample("decision.minimal", Decision.class));
                send(producer, Topics.VERDICTS, approved);
                send(producer, Topics.VERDICTS, rejected(approved));
                send(producer, Topics.EXECUTIONS, execution(1, "CASH", "100000", "0", null));
                send(producer, Topics.EXECUTIONS, execution(2, "FILL", "-101", "-1", bought()));
                send(producer, Topics.EXECUTIONS, execution(3, "FILL", "110", "9", sold()));
            }
            send(producer, Topics.PORTFOLIO, portfolio(1, "99000", 0.01));
            send(producer, Topics.PORTFOLIO, portfolio(2, "100008", 0));
            producer.send(new ProducerRecord<>(Topics.DECISIONS.dlqName(), "main", new byte[] {1}))
                    .get();
        }

        RunSummary summary;
        try (TopicReader reader = new TopicReader(infrastructure.bootstrapServers())) {
            summary = SummaryReader.read("run", reader);
        }
        barsThatMarketDataHasForgottenAreReadFromTheTopic();

        assertThat(summary.ticks()).isEqualTo(1);
        assertThat(summary.bars()).isEqualTo(1);
        assertThat(summary.snapshots()).hasSize(1).containsValue(1L);
        assertThat(summary.decisionsByOutcome()).isEqualTo(Map.of("DECIDED", 1L, "INVALID", 1L));
        assertThat(summary.decisions()).isEqualTo(2);
        assertThat(summary.actions()).isEqualTo(Map.of("SELL", 1L));
        assertThat(summary.tiers()).isEqualTo(Map.of("TECHNICAL", 1L));
        assertThat(summary.verdicts()).isEqualTo(Map.of("APPROVED", 1L, "REJECTED", 1L));
        assertThat(summary.failedGates()).isEqualTo(Map.of("CONCENTRATION", 1L));
        assertThat(summary.orders()).isEqualTo(Map.of("ENTRY FILLED", 1L, "EXIT FILLED", 1L));
        assertThat(summary.orderCount()).isEqualTo(2);
        assertThat(summary.fills()).isEqualTo(2);
        assertThat(summary.roundTrips()).isEqualTo(1);
        assertThat(summary.winningRoundTrips()).isEqualTo(1);
        assertThat(summary.fees()).isEqualByComparingTo("2");
        assertThat(summary.realisedPnl()).isEqualByComparingTo("8");
        assertThat(summary.deposits()).isEqualByComparingTo("100000");
        assertThat(summary.result()).isEqualByComparingTo("8");
        assertThat(summary.largestDrawdownFraction()).isEqualTo(0.01);
        assertThat(summary.deadLetters()).isEqualTo(1);
    }

    /** It was sent twice, and what ended after the time, or is of another timeframe, is not asked for. */
    private void barsThatMarketDataHasForgottenAreReadFromTheTopic() throws Exception {
        Bar bar = sample("bar.full", Bar.class);
        String label = bar.timeframe().label();

        assertThat(kept(bar.symbol(), label, bar.end())).singleElement().satisfies(kept -> {
            assertThat(kept.path("end").asText()).isEqualTo(bar.end().toString());
            assertThat(kept.path("price").path("close").asText())
                    .isEqualTo(bar.price().close().toPlainString());
        });
        assertThat(kept(bar.symbol(), label, bar.end().minusMillis(1))).isEmpty();
        assertThat(kept(bar.symbol(), label.equals("4h") ? "1d" : "4h", bar.end()))
                .isEmpty();
        assertThat(kept("ETHEUR", label, bar.end())).isEmpty();
    }

    private List<JsonNode> kept(String symbol, String timeframe, Instant asOf) {
        return DecisionTrail.keptBars(infrastructure.bootstrapServers(), symbol, timeframe, asOf);
    }

    private static String bought() {
        return ORDER.formatted("in", "BUY", "ENTRY", "FILLED") + "," + FILL.formatted("t1", "BUY", "1")
                + ",\"positionQuantity\":\"1\"";
    }

    private static String sold() {
        return ORDER.formatted("out", "SELL", "EXIT", "FILLED") + "," + FILL.formatted("t2", "SELL", "1")
                + ",\"positionQuantity\":\"0\"";
    }

    private static Execution execution(int sequence, String kind, String cash, String realised, String more)
            throws Exception {
        return Json.mapper()
                .readValue(
                        "{\"runId\":\"run\",\"portfolioId\":\"main\",\"sequence\":" + sequence + ",\"kind\":\"" + kind
                                + "\",\"occurredAt\":\"2024-08-05T00:00:00Z\",\"origin\":\"replay\",\"cashDelta\":\""
                                + cash
                                + "\",\"realisedPnl\":\"" + realised + "\"" + (more == null ? "" : "," + more) + "}",
                        Execution.class);
    }

    private static Verdict rejected(Verdict approved) throws Exception {
        ObjectNode json = Json.mapper().valueToTree(approved);
        json.put("decisionId", "another").put("result", "REJECTED");
        json.remove("intent");
        json.remove("reservedNotional");
        ((ObjectNode) json.get("gates").get(1)).put("status", "FAILED");
        return Json.mapper().treeToValue(json, Verdict.class);
    }

    private static Portfolio portfolio(int version, String equity, double drawdown) throws Exception {
        ObjectNode json = Json.mapper().valueToTree(sample("portfolio.full", Portfolio.class));
        json.put("version", version).put("equity", equity).put("drawdownFraction", drawdown);
        return Json.mapper().treeToValue(json, Portfolio.class);
    }

    private static <E extends Event> E sample(String name, Class<E> type) throws Exception {
        try (InputStream json = Event.class.getResourceAsStream("/samples/" + name + ".json")) {
            return Json.mapper().readValue(json, type);
        }
    }

    private static void send(KafkaProducer<String, byte[]> producer, Topics topic, Event event) throws Exception {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic.topicName(), event.key(), EventCodec.payload(event));
        EventCodec.headers(event, "ffe/test", null, null)
                .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        producer.send(record).get();
    }
}
