package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ffe.execution.domain.OrderFilter;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.control.ControlCommand;
import io.ffe.schema.control.ControlCommand.Action;
import io.ffe.schema.control.ControlCommand.Outcome;
import io.ffe.schema.event.Ack;
import io.ffe.schema.event.Beat;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Portfolio;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.Decoded.Refused;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Beats in, acks out: what a beat contains is booked before it is acked, and time is the replay's. */
@QuarkusTest
@QuarkusTestResource(
        value = RealInfrastructure.class,
        restrictToAnnotatedClass = true,
        initArgs = {
            @ResourceArg(name = "run", value = "lock-step-it"),
            @ResourceArg(name = "portfolio", value = "lock-step-it"),
            @ResourceArg(name = "origin", value = "replay"),
            @ResourceArg(name = "lock-step", value = "true"),
            // The first order is sent, and its sender fails before it has written down what came back.
            @ResourceArg(name = "failpoints", value = "execution.after-send=throw")
        })
class LockStepIT {

    private static final String RUN = "lock-step-it";
    private static final Instant T = Instant.parse("2024-08-05T01:15:00Z");

    @Inject
    KafkaClients clients;

    @Inject
    Views views;

    @Inject
    TradingLatch latch;

    StubVenue venue;

    @Test
    void a_beat_is_acked_when_its_fills_are_booked_and_a_crash_in_between_makes_no_second_order() {
        try (Market market = new Market(clients, RUN, RUN, Origin.REPLAY);
                Acks acks = new Acks(clients)) {
            RecordMetadata tick = market.quote("BTCUSDT", 1, T.minusSeconds(1), "99.9", "100.1");
            venue.merged(1);
            beat(market, 1, T, tick);
            acks.awaitBeat(1);

            Verdict verdict = market.entry("BTCUSDT", "replayed", "2", T, T.plusSeconds(900));
            market.send(verdict, T.plusMillis(60));
            awaitState(verdict, OrderState.ACCEPTED);
            Ack settled = acks.await(ack -> ack.beat() == 1 && ack.pending() == 0 && ack.working() > 0);
            assertThat(settled.readThrough())
                    .containsEntry(
                            new TopicPartition(Topics.TICKS.topicName(), tick.partition()).toString(),
                            tick.offset() + 1);
            assertThat(venue.requests("POST " + Market.orderIdOf(verdict))).isEqualTo(1);
            assertThat(venue.requests("GET " + Market.orderIdOf(verdict))).isPositive();

            RecordMetadata later = market.quote("BTCUSDT", 2, T.plusSeconds(30), "100.9", "101.1");
            beat(market, 2, T.plusSeconds(60), later);
            venue.fill(Market.orderIdOf(verdict), "101.1");
            venue.merged(2);
            acks.awaitBeat(2);

            assertThat(views.portfolio(RUN).orElseThrow().positions())
                    .singleElement()
                    .satisfies(position -> {
                        assertThat(position.quantity()).isEqualByComparingTo("2");
                        assertThat(position.markPrice()).isEqualByComparingTo("101.0");
                    });
            List<Execution> all = market.awaitExecutions(6, event -> true);
            assertThat(all).extracting(Execution::sequence).doesNotHaveDuplicates();
            assertThat(all)
                    .filteredOn(event -> event.kind() == Execution.Kind.ORDER
                            && event.order().state() == OrderState.INTENT)
                    .allSatisfy(event -> assertThat(event.occurredAt()).isEqualTo(T.plusMillis(70)));
            assertThat(logicalNows(market, "\"kind\":\"FILL\""))
                    .containsOnly(T.plusSeconds(60).plusMillis(10).toString());

            RecordMetadata last = market.quote("BTCUSDT", 3, T.plusSeconds(800), "104.9", "105.1");
            venue.merged(3);
            beat(market, 3, T.plusSeconds(900), last);
            acks.awaitBeat(3);
            await().atMost(Market.PATIENCE)
                    .until(() -> market.portfolios().stream()
                            .anyMatch(portfolio -> !portfolio.positions().isEmpty()
                                    && portfolio
                                                    .positions()
                                                    .getFirst()
                                                    .markPrice()
                                                    .compareTo(new BigDecimal("105"))
                                            == 0));
            assertThat(market.portfolios().stream().map(Portfolio::version).distinct())
                    .isSorted();
            assertThat(views.ledger().imbalance().values()).allMatch(sum -> sum.signum() == 0);

            anEntryThatRestsEndsAtTheFirstBeatAfterItsValidity(market, acks);

            aVerdictThatClaimsLivePricesIsDeniedAndSoIsOneWithoutLogicalTime(market);

            RestAssured.get("/q/health/ready").then().statusCode(200);
            Verdict lost = market.entry("ETHUSDT", "lost", "2", T, T.plusSeconds(900));
            venue.outsideOrder(RUN, Market.orderIdOf(lost), "ETHUSDT");
            venue.outsideOrder(RUN, "somebody-elses", "ETHUSDT");
            venue.merged(7);
            beat(market, 7, T.plusSeconds(1800), last);
            acks.awaitBeat(7);
            assertThat(views.portfolio(RUN).orElseThrow().entriesClosed()).contains("somebody-elses");
            RestAssured.get("/q/health/ready").then().statusCode(503);
            Verdict closed = market.entry("BTCUSDT", "closed", "2", T, T.plusSeconds(900));
            market.send(closed, T.plusMillis(60));
            awaitState(closed, OrderState.DENIED);

            aVerdictWhoseOrderOnlyTheVenueKnewIsDeniedAndItsOrderStays(market, lost);

            aHaltThatFlattensMakesItsExitInTheReplaysTime(market);
        }
    }

    private void anEntryThatRestsEndsAtTheFirstBeatAfterItsValidity(Market market, Acks acks) {
        Instant decided = T.plusSeconds(960);
        quotedBeat(market, acks, 4, decided);
        Verdict verdict = market.limit("BTCUSDT", "rests", TimeInForce.GTC, decided, decided.plusSeconds(60));
        market.send(verdict, decided.plusMillis(60));
        awaitState(verdict, OrderState.ACCEPTED);
        quotedBeat(market, acks, 5, decided.plusSeconds(60));
        assertThat(venue.requests("DELETE " + Market.orderIdOf(verdict))).isZero();

        quotedBeat(market, acks, 6, decided.plusSeconds(120));

        // At the beat and not later: its end is booked before the beat is answered.
        assertThat(views.orders(OrderFilter.ALL, 100))
                .filteredOn(order -> order.clientOrderId().equals(Market.orderIdOf(verdict)))
                .singleElement()
                .satisfies(order -> assertThat(order.state()).isEqualTo(OrderState.CANCELED));
        assertThat(market.awaitExecutions(
                        1,
                        event -> event.order() != null
                                && event.order().clientOrderId().equals(Market.orderIdOf(verdict))
                                && event.order().state() == OrderState.CANCELED))
                .isNotEmpty();
        assertThat(logicalNows(market, Market.orderIdOf(verdict)))
                .contains(decided.plusSeconds(120).plusMillis(10).toString());
    }

    private void quotedBeat(Market market, Acks acks, long number, Instant now) {
        RecordMetadata tick = market.quote("BTCUSDT", number, now.minusSeconds(1), "104.9", "105.1");
        venue.merged(number);
        beat(market, number, now, tick);
        acks.awaitBeat(number);
    }

    /** As after a restore: the verdict is made again, and its order works at the venue since the life that was lost. */
    private void aVerdictWhoseOrderOnlyTheVenueKnewIsDeniedAndItsOrderStays(Market market, Verdict lost) {
        market.send(lost, T.plusMillis(60));

        List<Execution> told = market.awaitExecutions(
                2,
                event -> event.order() != null
                        && lost.verdictId().equals(event.order().verdictId()));
        assertThat(told)
                .extracting(event -> event.order().state())
                .containsExactly(OrderState.INTENT, OrderState.DENIED);
        assertThat(told.getLast()).satisfies(denied -> {
            assertThat(denied.order().clientOrderId()).isEqualTo(Ids.clientOrderId(lost.verdictId(), "entry", 1));
            assertThat(denied.reason()).startsWith("ORDER_ADOPTED: ").contains(Market.orderIdOf(lost));
        });
        awaitState(lost, OrderState.ACCEPTED);
        assertThat(venue.requests("POST " + Market.orderIdOf(lost))).isZero();
        assertThat(venue.requests("POST " + Ids.clientOrderId(lost.verdictId(), "entry", 1)))
                .isZero();
    }

    /** Without its logical time risk would refuse the execution, and miss it for ever. */
    private void aHaltThatFlattensMakesItsExitInTheReplaysTime(Market market) {
        Outcome halted = latch.command(new ControlCommand(Action.HALT, RUN, "tester", "drill", null, 0, true));
        String commandId = ((Outcome.Changed) halted).next().eventId();
        String exit = Ids.clientOrderId(Ids.intentOfCommand(commandId, RUN, "BTCUSDT"), "exit", 0);

        await().atMost(Market.PATIENCE)
                .until(() -> views.orders(OrderFilter.ALL, 100).stream()
                        .anyMatch(order -> order.clientOrderId().equals(exit) && order.state() == OrderState.ACCEPTED));
        assertThat(venue.requests("POST " + exit)).isEqualTo(1);
        market.awaitExecutions(
                3, event -> event.order() != null && exit.equals(event.order().clientOrderId()));
        assertThat(logicalNows(market, exit)).doesNotContainNull();
    }

    /** Both would reach the venue otherwise, or stop the channel; what comes after them is taken. */
    private void aVerdictThatClaimsLivePricesIsDeniedAndSoIsOneWithoutLogicalTime(Market market) {
        Verdict timeless = market.entry("BTCUSDT", "timeless", "2", T, T.plusSeconds(900));
        market.send(timeless);
        awaitState(timeless, OrderState.DENIED);
        try (Market outside = new Market(clients, RUN, RUN, Origin.LIVE)) {
            Verdict claims = outside.entry("BTCUSDT", "claims-live", "2", T, T.plusSeconds(900));
            outside.send(claims, T.plusMillis(60));
            awaitState(claims, OrderState.DENIED);

            market.awaitExecutions(
                    2,
                    event -> event.order() != null
                            && timeless.verdictId().equals(event.order().verdictId()));
            assertThat(logicalNows(market, timeless.verdictId()))
                    .as("or risk would refuse the denial, and keep the reservation")
                    .isNotEmpty()
                    .doesNotContainNull();
            assertThat(List.of(timeless, claims)).allSatisfy(verdict -> {
                assertThat(venue.requests("POST " + Market.orderIdOf(verdict))).isZero();
                assertThat(market.awaitExecutions(
                                1,
                                event -> event.order() != null
                                        && event.order().state() == OrderState.DENIED
                                        && verdict.verdictId()
                                                .equals(event.order().verdictId())))
                        .singleElement()
                        .satisfies(denied -> {
                            assertThat(denied.reason()).startsWith("ORIGIN: ");
                            assertThat(denied.origin()).isEqualTo(Origin.REPLAY);
                        });
            });
        }
    }

    /** Logical times of the executions in whose payload this stands. */
    private static List<String> logicalNows(Market market, String text) {
        return market.records(Topics.EXECUTIONS.topicName()).stream()
                .filter(record -> RUN.equals(record.key()))
                .filter(record -> new String(record.value(), java.nio.charset.StandardCharsets.UTF_8).contains(text))
                .map(record -> Records.headers(record.headers()).get("ffe-now"))
                .toList();
    }

    private static void beat(Market market, long number, Instant now, RecordMetadata lastTick) {
        Beat beat = new Beat(
                RUN,
                number,
                Beat.Kind.SNAPSHOT,
                now,
                Map.of(lastTick.partition(), lastTick.offset() + 1),
                "snapshot-" + number,
                "BTCUSDT");
        market.send(Topics.CLOCK, beat, now);
    }

    private void awaitState(Verdict verdict, OrderState state) {
        await().alias(verdict.verdictId() + " becomes " + state)
                .atMost(Market.PATIENCE)
                .until(() -> views.orders(OrderFilter.ALL, 100).stream()
                        .anyMatch(order ->
                                order.clientOrderId().equals(Market.orderIdOf(verdict)) && order.state() == state));
    }

    /** What this run's execution says about its progress. */
    private static final class Acks implements AutoCloseable {

        private final KafkaConsumer<String, byte[]> consumer;
        private final List<Ack> seen = new ArrayList<>();

        Acks(KafkaClients clients) {
            consumer = clients.newUngroupedConsumer("acks-test");
            TopicPartition partition = new TopicPartition(Topics.ACKS.topicName(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
        }

        void awaitBeat(long beat) {
            await(ack -> ack.beat() >= beat);
        }

        Ack await(java.util.function.Predicate<Ack> matching) {
            org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                consumer.poll(Duration.ofMillis(50)).forEach(this::take);
                return seen.stream().anyMatch(matching);
            });
            return seen.stream().filter(matching).findFirst().orElseThrow();
        }

        private void take(ConsumerRecord<String, byte[]> record) {
            switch (EventCodec.decode(Topics.ACKS, record.key(), record.value(), Records.headers(record.headers()))) {
                case Accepted(Ack ack, var envelope) when ack.runId().equals(RUN) -> seen.add(ack);
                case Accepted other -> {}
                case Refused refused -> throw new AssertionError("an ack that cannot be read: " + refused);
            }
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
