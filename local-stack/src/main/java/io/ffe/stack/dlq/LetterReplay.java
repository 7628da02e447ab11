package io.ffe.stack.dlq;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.Decoded;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.RunFolder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends letters back to the topics that they were refused on. Nothing is sent that a reader's codec would refuse again, that
 * would be another event than the refused one, or that cannot have an effect any more. Not safe for several threads.
 */
public final class LetterReplay implements AutoCloseable {

    private final RunFolder run;
    private final TopicReader reader;
    private final Clock clock;
    private final ReplayedLetters replayed;
    private final KafkaProducer<byte[], byte[]> producer;

    /** @param run whose letters these are; remembers what was sent back */
    public LetterReplay(String bootstrapServers, RunFolder run, Clock clock) {
        this.run = run;
        this.clock = clock;
        this.replayed = new ReplayedLetters(run);
        this.reader = new TopicReader(bootstrapServers);
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, "15000",
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "30000",
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /**
     * How to go about it.
     *
     * @param dryRun check and send nothing
     * @param again also what was sent back before
     */
    public record Manner(boolean dryRun, boolean again) {}

    /** What became of a letter. */
    public enum Result {
        SENT,
        WOULD_BE_SENT,
        REFUSED
    }

    /**
     * What became of a letter.
     *
     * @param eventId absent when it is no event
     * @param detail where it is now, or why it was refused
     */
    public record Outcome(
            String letter, Result result, @Nullable String eventId, String detail) {}

    /** @throws KafkaException when the broker did not take it in time; whether it has it is then in doubt, and remembered */
    public Outcome replay(Letter letter, Repair repair, Manner manner) {
        Optional<ReplayedLetters.Replayed> before = replayed.of(letter);
        if (before.isPresent() && !manner.again()) {
            return refused(letter, null, "it was sent back at " + before.get().text() + "; --again sends it once more");
        }
        ProducerRecord<byte[], byte[]> record = record(letter, repair);
        return switch (decode(letter.source(), record)) {
            case Decoded.Refused(var reason, String detail) -> refused(letter, null, reason + ": " + detail);
            case Decoded.Accepted(Event event, var envelope) ->
                objection(letter, event, record)
                        .map(why -> refused(letter, event.eventId(), why))
                        .orElseGet(() -> manner.dryRun()
                                ? new Outcome(
                                        letter.place().toString(),
                                        Result.WOULD_BE_SENT,
                                        event.eventId(),
                                        "to " + record.topic())
                                : send(letter, event, record));
        };
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        reader.close();
    }

    private static Outcome refused(Letter letter, @Nullable String eventId, String why) {
        return new Outcome(letter.place().toString(), Result.REFUSED, eventId, why);
    }

    private ProducerRecord<byte[], byte[]> record(Letter letter, Repair repair) {
        byte[] key = repair.key() == null ? letter.record().key() : repair.key().getBytes(StandardCharsets.UTF_8);
        byte[] value = repair.payload() == null ? letter.record().value() : repair.payload();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(letter.source().topicName(), key, value);
        Map<String, String> changed = new LinkedHashMap<>(repair.headers());
        changed.put(HeaderNames.REPLAYED_FROM, letter.place().toString());
        changed.put(HeaderNames.REPLAYED_AT, clock.instant().toString());
        letter.originalHeaders().stream()
                .filter(header -> !changed.containsKey(header.key()))
                .forEach(record.headers()::add);
        changed.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private static Decoded decode(Topics topic, ProducerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
        return EventCodec.decode(topic, key, record.value(), headers(record));
    }

    private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers().forEach(header -> {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        });
        return headers;
    }

    /** What a codec cannot know: that it is the same event, of this run, and that it can still have an effect. */
    private Optional<String> objection(Letter letter, Event event, ProducerRecord<byte[], byte[]> record) {
        String id = headers(record).get(HeaderNames.ID);
        if (id != null && !id.equals(event.eventId())) {
            return Optional.of("its payload makes it event " + event.eventId() + ", its header " + HeaderNames.ID
                    + " says " + id + ": repair what is wrong and not which event it is, or the header with --header "
                    + HeaderNames.ID + "=" + event.eventId());
        }
        JsonNode runId = Json.mapper().<JsonNode>valueToTree(event).path("runId");
        if (runId.isTextual() && !runId.asText().equals(run.id())) {
            return Optional.of("runId is " + runId.asText() + ", expected " + run.id() + ": it belongs to another run");
        }
        return event instanceof Verdict verdict ? answered(verdict) : Optional.empty();
    }

    /**
     * Execution answers for a verdict that it cannot read: a DENIED execution ends the reservation. What follows from the
     * repaired verdict would be an order without one.
     */
    private Optional<String> answered(Verdict verdict) {
        AtomicReference<@Nullable String> answer = new AtomicReference<>();
        reader.all(
                Topics.EXECUTIONS.topicName(),
                record -> TopicReader.event(record, Execution.class).ifPresent(execution -> {
                    Execution.OrderStatus order = execution.order();
                    if (order != null && verdict.verdictId().equals(order.verdictId())) {
                        answer.set("verdict " + verdict.verdictId() + " was answered already: execution "
                                + execution.sequence() + " says " + order.state()
                                + ". Its reservation has ended or is spent, so no order may follow from it any more");
                    }
                }));
        return Optional.ofNullable(answer.get());
    }

    private Outcome send(Letter letter, Event event, ProducerRecord<byte[], byte[]> record) {
        String place = letter.place().toString();
        replayed.note(letter, new ReplayedLetters.Replayed(place, event.eventId(), clock.instant(), null));
        try {
            RecordMetadata written = producer.send(record).get();
            String to = written.topic() + ":" + written.partition() + ":" + written.offset();
            replayed.note(letter, new ReplayedLetters.Replayed(place, event.eventId(), clock.instant(), to));
            return new Outcome(place, Result.SENT, event.eventId(), "now " + to);
        } catch (ExecutionException notTaken) {
            throw new KafkaException(
                    place + " was sent to " + record.topic() + " and it is in doubt whether it arrived: "
                            + notTaken.getCause() + ". --again sends it once more, readers take it in once",
                    notTaken.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while " + place + " was sent", stopping);
        }
    }
}
