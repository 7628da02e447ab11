package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.pipeline.SwingingPrices.Market;
import io.ffe.schema.event.Ack;
import io.ffe.schema.event.Beat;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Service;
import io.ffe.stack.testing.MachineShare;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each service killed under a running replay: how long until it works again. Worked again has market-data when it has
 * published a beat, any other when it has taken one in and said so.
 */
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestartST {

    /** From start caches, as services start everywhere but in the first minute after a build. */
    private static final Duration PROMISE = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** By then the others have compiled what they do all the time, and leave the processors to the one that starts. */
    private static final long WARM = 100;

    /** On a machine that is not ours alone a single start says little: the promise is held against the best of these. */
    private static final int ATTEMPTS = 3;

    /** What has lived for so long is started at once when it dies; before, the runner pauses (docs/adr/0014). */
    private static final Duration LIVED = Duration.ofSeconds(15);

    private static final TopicPartition CLOCK = new TopicPartition(Topics.CLOCK.topicName(), 0);
    private static final TopicPartition ACKS = new TopicPartition(Topics.ACKS.topicName(), 0);

    private Pipeline pipeline;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path state) throws Exception {
        pipeline = Pipeline.start(state, "restarts", longReplay(state));
        pipeline.await("so many beats", PATIENCE, replay -> replay.beats() > WARM);
    }

    @AfterAll
    void stop() throws InterruptedException {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    /** Two months: more than it can get through while this lasts. */
    private static FeedOptions longReplay(Path folder) {
        return SwingingPrices.replay(folder, 60 * 24 * 60, Market.BTCUSDT);
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void a_killed_service_works_again_within_five_seconds(Service victim) throws Exception {
        Attempt best = attempt(victim);
        for (int further = 1; further < ATTEMPTS && !best.kept(); further++) {
            pipeline.await("a life that is long enough", PATIENCE, Deadline.in(LIVED)::passed);
            best = best.orBetter(attempt(victim));
        }

        assertThat(best.took())
                .as("best of at most %d kills of %s", ATTEMPTS, victim)
                .isLessThanOrEqualTo(best.limit());
    }

    /** @param limit the promise, longer by what strangers took of the machine */
    private record Attempt(Duration took, Duration limit) {

        boolean kept() {
            return took.compareTo(limit) <= 0;
        }

        Attempt orBetter(Attempt other) {
            return other.kept() || other.took.compareTo(took) < 0 ? other : this;
        }
    }

    private Attempt attempt(Service victim) throws Exception {
        try (KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(
                Map.of("bootstrap.servers", pipeline.bootstrapServers(), "fetch.max.wait.ms", 50),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            reader.assign(List.of(CLOCK, ACKS));
            long deaths = pipeline.deaths().getOrDefault(victim.module(), 0L);
            ProcessHandle killed = pipeline.kill(victim);
            MachineShare machine = new MachineShare();
            killed.onExit().join();
            Map<TopicPartition, Long> ends = reader.endOffsets(List.of(CLOCK, ACKS));
            ends.forEach(reader::seek);
            while (!hasWorked(reader, victim, ends.get(ACKS))) {
                assertThat(machine.elapsed())
                        .as(
                                "%s should work again; logs in %s",
                                victim, pipeline.folder().logs())
                        .isLessThan(PATIENCE);
            }
            Attempt attempt = new Attempt(machine.elapsed(), machine.stretched(PROMISE));
            System.out.printf(
                    "restart of %s: %d ms, %.0f %% of the machine was ours%n",
                    victim.module(), attempt.took().toMillis(), 100 * machine.share());
            assertThat(pipeline.deaths().getOrDefault(victim.module(), 0L)).isEqualTo(deaths + 1);
            return attempt;
        }
    }

    private static boolean hasWorked(KafkaConsumer<byte[], byte[]> reader, Service victim, long acksAtDeath) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(50))) {
            Topics topic = Topics.byName(record.topic()).orElseThrow();
            if (EventCodec.decode(topic, TopicReader.key(record), record.value(), TopicReader.headers(record))
                            instanceof Accepted(var event, var envelope)
                    && switch (event) {
                        case Beat beat -> victim == Service.MARKET_DATA;
                        case Ack ack ->
                            victim.module().startsWith(ack.stage()) && ack.life() >= acksAtDeath && ack.beat() > 0;
                        default -> false;
                    }) {
                return true;
            }
        }
        return false;
    }
}
