package io.ffe.pipeline;

import io.ffe.schema.topic.Topics;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.run.Service;
import io.ffe.stack.testing.MachineShare;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long a message waits that stands behind a poison one in its partition, less what strangers took of the machine. The message is one that the run has already
 * had, so being handled is seen as a repeat that was counted, and nothing changes.
 */
final class BehindPoison {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Who reads what, one reader for each topic and both for snapshots. */
    private static final Map<Topics, List<Service>> READERS = new LinkedHashMap<>(Map.of(
            Topics.SNAPSHOTS, List.of(Service.DECISION, Service.RISK),
            Topics.DECISIONS, List.of(Service.RISK),
            Topics.VERDICTS, List.of(Service.EXECUTION)));

    private BehindPoison() {}

    /** @return by topic and reader, as in {@code ffe.decisions.v1 risk-service}; the limit where it was not handled at all */
    static Map<String, Duration> measure(Pipeline pipeline, Journal journal) throws Exception {
        Map<String, Duration> waits = new LinkedHashMap<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, pipeline.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                HttpClient http = HttpClient.newHttpClient()) {
            for (Map.Entry<Topics, List<Service>> read : READERS.entrySet()) {
                ConsumerRecord<byte[], byte[]> known =
                        journal.entries(read.getKey()).getLast().record();
                for (Service reader : read.getValue()) {
                    waits.put(
                            read.getKey().topicName() + " " + reader.module(),
                            wait(producer, known, () -> repeats(http, pipeline, reader, read.getKey())));
                }
            }
        }
        return waits;
    }

    private interface Count {
        double now() throws IOException, InterruptedException;
    }

    private static Duration wait(
            KafkaProducer<byte[], byte[]> producer, ConsumerRecord<byte[], byte[]> known, Count repeats)
            throws Exception {
        double before = repeats.now();
        send(producer, known, "{\"broken\": ".getBytes(StandardCharsets.UTF_8));
        Deadline since = Deadline.in(LIMIT);
        MachineShare machine = new MachineShare();
        send(producer, known, known.value());
        while (repeats.now() <= before && !since.passed()) {
            // Asking without a pause would hold up what is measured, and by work of ours, which is not taken off.
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return Duration.ofMillis((long) (since.elapsed().toMillis() * machine.share()));
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer, ConsumerRecord<byte[], byte[]> known, byte[] payload)
            throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(known.topic(), known.partition(), known.key(), payload, known.headers()))
                .get();
    }

    private static double repeats(HttpClient http, Pipeline pipeline, Service service, Topics topic)
            throws IOException, InterruptedException {
        String metrics = http.send(
                        HttpRequest.newBuilder(URI.create(pipeline.url(service) + "/q/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher found = Pattern.compile("(?m)^ffe_inbox_duplicates_total\\{[^}]*topic=\""
                        + Pattern.quote(topic.topicName()) + "\"[^}]*} ([0-9.eE+]+)$")
                .matcher(metrics);
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }
}
