package io.ffe.bench.stage;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.ffe.bench.TickSeries;
import io.ffe.schema.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.jspecify.annotations.Nullable;

/**
 * Kafka Streams' {@code mapValues}, at least once, with Jackson on a plain record: read, check what a validating stage checks
 * (symbol known, sequence and time in order, bid not above ask), write. It builds no bars and finds no jumps, which FFE's stage
 * does.
 */
final class StreamsStage implements Arm {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private final String bootstrapServers;
    private final String stateFolder;

    /** The tick as anybody would declare it. */
    record PlainTick(
            String symbol,
            String source,
            long sequence,
            String kind,
            Instant occurredAt,
            Instant receivedAt,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal bid,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal ask,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal bidSize,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal askSize,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal price,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal size,

            String origin,
            boolean derived) {}

    StreamsStage(String bootstrapServers, String stateFolder) {
        this.bootstrapServers = bootstrapServers;
        this.stateFolder = stateFolder;
    }

    @Override
    public void run(String out, long count) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        AtomicLong seen = new AtomicLong();
        Validation validation = new Validation();
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(Topics.TICKS.topicName(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .mapValues(value -> {
                    byte[] valid = validation.apply(value);
                    if (seen.incrementAndGet() == count) {
                        done.countDown();
                    }
                    return valid;
                })
                .to(out, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        try (KafkaStreams streams = new KafkaStreams(builder.build(), settings())) {
            streams.start();
            done.await();
        }
    }

    private Properties settings() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench-" + UUID.randomUUID());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 5_000);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 100);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), ClientSettings.LINGER_MILLIS);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), ClientSettings.BATCH_BYTES);
        return settings;
    }

    /** Of one round; called by the one stream thread. */
    private static final class Validation {

        private final ObjectReader reader = MAPPER.readerFor(PlainTick.class);
        private final ObjectWriter writer = MAPPER.writerFor(PlainTick.class);
        private final Set<String> known = new HashSet<>(TickSeries.SYMBOLS);
        private final Map<String, PlainTick> last = new HashMap<>();

        byte[] apply(byte[] value) {
            try {
                PlainTick tick = reader.readValue(value);
                PlainTick before = last.put(tick.symbol(), tick);
                BigDecimal bid = tick.bid();
                BigDecimal ask = tick.ask();
                if (!known.contains(tick.symbol())
                        || bid == null
                        || ask == null
                        || bid.compareTo(ask) > 0
                        || (before != null
                                && (tick.sequence() <= before.sequence()
                                        || tick.occurredAt().isBefore(before.occurredAt())))) {
                    throw new IllegalStateException("the series holds valid ticks only, this is " + tick);
                }
                return writer.writeValueAsBytes(tick);
            } catch (JsonProcessingException unreadable) {
                throw new IllegalStateException("the series holds readable ticks only", unreadable);
            } catch (IOException bug) {
                throw new UncheckedIOException("reading from memory does not fail", bug);
            }
        }
    }

    @Override
    public void close() {}
}
