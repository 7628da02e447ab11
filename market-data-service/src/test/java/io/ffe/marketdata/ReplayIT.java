package io.ffe.marketdata;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ffe.marketdata.TopicEvents.Read;
import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.kafka.AckReader;
import io.ffe.marketdata.kafka.BeatHistory;
import io.ffe.marketdata.kafka.EventPublisher;
import io.ffe.marketdata.store.Checkpoint;
import io.ffe.marketdata.store.Checkpoints;
import io.ffe.marketdata.store.IntakeCounts;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Ack;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Beat;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.Watermark;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@QuarkusTest
@QuarkusTestResource(value = OneHourOfPrices.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplayIT {

    @Inject
    Replay replay;

    @Inject
    KafkaClients clients;

    @Inject
    BeatHistory beatHistory;

    @Inject
    EventPublisher publisher;

    @Inject
    AckReader ackReader;

    @Inject
    MarketDataConfig config;

    @Inject
    RunConfig run;

    @Inject
    MeterRegistry meters;

    @Inject
    Checkpoints checkpoints;

    @Inject
    EntityManager entities;

    /** First, because it looks at the replay while it runs. */
    @Test
    @Order(1)
    void an_hour_of_bars_becomes_ticks_bars_and_four_snapshots_each_after_its_beat() throws Exception {
        try (PeersThatAnswer peers = new PeersThatAnswer(clients, OneHourOfPrices.RUN)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> replay.status().state() != ReplayStatus.State.WARMING_UP
                            && replay.status().state() != ReplayStatus.State.RUNNING);
            assertThat(replay.status().detail()).isNull();
            assertThat(replay.status().state()).isEqualTo(ReplayStatus.State.FINISHED);

            assertThat(peers.order())
                    .containsExactly(
                            "beat 1 SNAPSHOT",
                            "snapshot BTCUSDT 2024-08-05T00:15:00Z",
                            "beat 2 SNAPSHOT",
                            "snapshot BTCUSDT 2024-08-05T00:30:00Z",
                            "beat 3 SNAPSHOT",
                            "snapshot BTCUSDT 2024-08-05T00:45:00Z",
                            "beat 4 SNAPSHOT",
                            "snapshot BTCUSDT 2024-08-05T01:00:00Z",
                            "beat 5 END");
            theTicksAreTheBarsInOrder();
            theBarsOfTheTopicAreThoseOfTheFile();
            oneTraceRunsFromTheClosingTickToTheSnapshot(peers.beats());
            theCheckpointSaysWhatBecameOfEveryTick();
        }
    }

    @Test
    void after_a_restart_it_knows_what_works_before_the_first_minute() throws Exception {
        long lastBeat;
        try (PeersThatAnswer peers = new PeersThatAnswer(clients, OneHourOfPrices.RUN)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> replay.status().state() == ReplayStatus.State.FINISHED);
            lastBeat = beatHistory.lastBeat();
        }
        for (Stage stage : Topics.CLOCK.readers()) {
            // A later life of the peers above, with a position open.
            Ack ack = new Ack(
                    OneHourOfPrices.RUN,
                    stage.label(),
                    "test-" + stage.label(),
                    Long.MAX_VALUE,
                    1,
                    lastBeat,
                    Map.of(),
                    Map.of(),
                    0,
                    1,
                    Instant.EPOCH);
            clients.producer()
                    .send(Records.record(
                            Topics.ACKS.topicName(),
                            ack.key(),
                            EventCodec.payload(ack),
                            EventCodec.headers(ack, "test", null, null)))
                    .get();
        }

        try (LockStep restarted = new LockStep(publisher, ackReader, config, run, meters, lastBeat, () -> true)) {
            restarted.resume();

            assertThat(restarted.working()).isTrue();
        }
    }

    @Test
    void nobody_reads_the_replay_without_a_role() {
        given().get("/api/v1/replay").then().statusCode(401);
        given().header("Authorization", "Bearer not.a.token")
                .get("/api/v1/replay")
                .then()
                .statusCode(401);
    }

    private void theTicksAreTheBarsInOrder() {
        List<Read> all = read(Topics.TICKS);
        List<Tick> ticks = all.stream()
                .map(Read::event)
                .filter(Tick.class::isInstance)
                .map(Tick.class::cast)
                .toList();
        assertThat(ticks).hasSize(240);
        assertThat(ticks).extracting(Tick::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(ticks).extracting(Tick::occurredAt).isSorted();
        assertThat(ticks).allMatch(Tick::derived);
        assertThat(all.stream().filter(read -> read.event() instanceof Watermark))
                .hasSize(4);
    }

    private void theBarsOfTheTopicAreThoseOfTheFile() {
        List<Bar> bars =
                read(Topics.BARS).stream().map(read -> (Bar) read.event()).toList();
        List<Bar> minutes =
                bars.stream().filter(bar -> bar.timeframe() == Timeframe.M1).toList();
        assertThat(minutes).hasSize(60);
        assertThat(minutes.get(7).price().open()).isEqualByComparingTo(new BigDecimal("60070"));
        assertThat(minutes.get(7).price().high()).isEqualByComparingTo(new BigDecimal("60082.50"));
        assertThat(minutes.get(7).price().low()).isEqualByComparingTo(new BigDecimal("60063.25"));
        assertThat(minutes.get(7).volume()).isEqualByComparingTo(new BigDecimal("1.5"));
        assertThat(bars.stream().filter(bar -> bar.timeframe() == Timeframe.M15))
                .hasSize(4);
        assertThat(bars.stream().filter(bar -> bar.timeframe() == Timeframe.H1)).hasSize(1);
    }

    private void oneTraceRunsFromTheClosingTickToTheSnapshot(List<Beat> beats) {
        List<String> onTicks = read(Topics.TICKS).stream()
                .filter(read -> read.record().headers().lastHeader("traceparent") != null)
                .map(read -> traceId(read.record()))
                .distinct()
                .toList();
        List<Read> snapshots = read(Topics.SNAPSHOTS);
        assertThat(snapshots).extracting(read -> traceId(read.record())).containsExactlyElementsOf(onTicks);
        assertThat(snapshots)
                .extracting(read -> ((Snapshot) read.event()).snapshotId())
                .containsExactlyElementsOf(beats.stream()
                        .filter(beat -> beat.kind() == Beat.Kind.SNAPSHOT)
                        .map(Beat::snapshotId)
                        .toList());
    }

    private void theCheckpointSaysWhatBecameOfEveryTick() {
        Checkpoint checkpoint = checkpoints.load(OneHourOfPrices.RUN).orElseThrow();
        assertThat(checkpoint.intake().since()).isEmpty();
        assertThat(checkpoint.intake().unreadable()).isEmpty();
        assertThat(checkpoint.intake().sources()).singleElement().satisfies(source -> {
            assertThat(source.symbol()).isEqualTo("BTCUSDT");
            assertThat(source.folded()).isEqualTo(240);
            assertThat(source.late()).isZero();
            assertThat(source.refused()).isEmpty();
        });

        // As a version before the count has left it: counting begins where that one stopped.
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("UPDATE checkpoint SET intake = NULL")
                        .executeUpdate());
        assertThat(checkpoints.load(OneHourOfPrices.RUN).orElseThrow().intake())
                .isEqualTo(IntakeCounts.startingAt(checkpoint.tickOffsets()));
    }

    private static String traceId(ConsumerRecord<String, byte[]> record) {
        return new String(record.headers().lastHeader("traceparent").value(), StandardCharsets.UTF_8).split("-")[1];
    }

    /** Every record of BTCUSDT on a topic, in order: one key, so one partition. */
    private List<Read> read(Topics topic) {
        return TopicEvents.of(clients, topic);
    }
}
