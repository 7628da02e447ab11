package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters of a run that is up, and what is left of one that is over, through the script. */
class LettersAndRunsIT {

    private StandInProject ffe;

    @BeforeEach
    void aProject() throws Exception {
        ffe = new StandInProject();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        ffe.close();
    }

    @Test
    void letters_are_sent_back_and_a_run_that_is_over_is_listed_compared_and_removed_with_nothing_up()
            throws Exception {
        Process up = ffe.up(Map.of());
        ffe.awaitText("All services are ready");
        String run = ffe.current().path("runId").asText();
        Bar bar = bar(run);
        Map<String, String> headers = EventCodec.headers(bar, "ffe/test", null, bar.end());
        send(Topics.BARS.topicName(), bar, headers);
        Map<String, String> letter = new HashMap<>(headers);
        letter.putAll(Map.of("ffe-dlq-topic", "ffe.bars.v1", "ffe-dlq-partition", "0", "ffe-dlq-offset", "7"));
        letter.put("ffe-dlq-reason", "WRONG_KEY");
        send(Topics.BARS.dlqName(), bar, letter);

        assertThat(ffe.run(Map.of(), "topics").text()).contains("ffe.bars.v1.dlq", "refused records: ./ffe dlq list");
        assertThat(ffe.run(Map.of(), "topics", "read", "bars", "--key", "BTCUSDT")
                        .text())
                .contains(bar.eventId(), "\"close\" : \"100\"");
        assertThat(ffe.run(Map.of(), "topics", "read", "bats").text()).contains("no topic 'bats', expected one of");
        assertThat(ffe.run(Map.of(), "logs", "risk", "-n", "1").text()).contains("listening on ");
        assertThat(ffe.run(Map.of(), "logs", "nobody").text()).contains("no log of 'nobody', expected one of");
        assertThat(ffe.run(Map.of(), "status").text()).contains(run, "risk-service", "dead letters on ffe.bars.v1.dlq");
        assertThat(ffe.run(Map.of(), "dlq", "show", "ffe.bars.v1:0:0").text()).contains("ffe-dlq-reason: WRONG_KEY");

        assertThat(ffe.run(Map.of(), "dlq", "replay", "ffe.bars.v1.dlq:0:0", "--all")
                        .text())
                .contains("not both");
        assertThat(ffe.run(Map.of(), "dlq", "replay", "--reason", "WRONG_KEY", "--dry-run")
                        .text())
                .contains("would be sent", bar.eventId());
        StandInProject.Result sent = ffe.run(Map.of(), "dlq", "replay", "--all");
        assertThat(sent.text()).contains("sent", bar.eventId(), "now ffe.bars.v1:");
        assertThat(sent.exit()).isZero();
        StandInProject.Result repeated = ffe.run(Map.of(), "dlq", "replay", "ffe.bars.v1.dlq:0:0", "--json");
        assertThat(repeated.exit()).isEqualTo(1);
        assertThat(Json.mapper()
                        .readTree(repeated.text())
                        .path(0)
                        .path("result")
                        .asText())
                .isEqualTo("REFUSED");
        assertThat(ffe.run(Map.of(), "dlq", "list").text()).contains("WRONG_KEY", " as ffe.bars.v1:");
        StandInProject.Result refused = ffe.run(Map.of(), "runs", "remove", run);
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.text()).contains("run " + run + " is up");

        assertThat(ffe.run(Map.of(), "down").exit()).isZero();
        assertThat(up.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(ffe.text()).contains("Summary of " + run);
        Path runs = ffe.root().resolve(".ffe/runs");
        copy(runs.resolve(run), runs.resolve("replay-copy"));
        Files.delete(runs.resolve("replay-copy/events.jsonl.gz"));
        Files.writeString(
                runs.resolve("replay-copy/run.json"),
                Files.readString(runs.resolve(run).resolve("run.json")).replace(run, "replay-copy"));

        StandInProject.Result list = ffe.run(Map.of(), "runs");
        assertThat(list.text()).contains(run, "replay-copy", "STOPPED");
        StandInProject.Result same = ffe.run(Map.of(), "runs", "compare", run, "copy");
        assertThat(same.text()).contains("input: the same", "Equal.");
        assertThat(same.exit()).isZero();
        assertThat(runs.resolve("replay-copy/events.jsonl.gz")).exists();
        JsonNode compared = Json.mapper()
                .readTree(ffe.run(Map.of(), "runs", "compare", run, "copy", "--json")
                        .text());
        assertThat(compared.path("topics").path(0).path("eventsA").asLong())
                .as("%s", compared)
                .isEqualTo(1);
        StandInProject.Result removed = ffe.run(Map.of(), "runs", "remove", "replay-copy");
        assertThat(removed.text()).contains("removed replay-copy", "freed");
        assertThat(runs.resolve("replay-copy")).doesNotExist();
    }

    private static Bar bar(String run) {
        BigDecimal price = new BigDecimal("100");
        Instant start = Instant.parse("2024-08-05T00:00:00Z");
        return new Bar(
                run,
                "BTCUSDT",
                Timeframe.M1,
                start,
                start.plusSeconds(60),
                new Ohlc(price, price, price, price),
                null,
                null,
                BigDecimal.ONE,
                1,
                Origin.SYNTHETIC,
                true);
    }

    private void send(String topic, Event event, Map<String, String> headers) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        ffe.current().path("bootstrapServers").asText()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, event.key(), EventCodec.payload(event));
            headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
            producer.send(record).get();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> entries = Files.walk(from)) {
            for (Path entry : entries.toList()) {
                Files.copy(entry, to.resolve(from.relativize(entry).toString()));
            }
        }
    }
}
