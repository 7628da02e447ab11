package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.pipeline.SwingingPrices.Market;
import io.ffe.schema.event.Ack;
import io.ffe.schema.event.Beat;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.StateHash;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Kafka may do to a reader without lying to it: deliver again, later, from the beginning, or no longer have what was to
 * be read. One run in peace says what the same prices come to; the others have to come to the same {@link StateHash}.
 *
 * <p>In order, on one pipeline, because the last of them ends it for good.
 */
@EnabledIfSystemProperty(named = "ffe.test.full", matches = "true", disabledReason = "takes minutes: ./ffe test --full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeliveryAnomaliesST {

    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Instant FROM = SwingingPrices.FIRST.plus(SwingingPrices.PAST);
    private static final List<Service> READERS = List.of(Service.DECISION, Service.RISK, Service.EXECUTION);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path state;

    private FeedOptions feed;
    private Pipeline peaceful;
    private StateHash once;

    @BeforeAll
    void run_once_in_peace() throws Exception {
        feed = SwingingPrices.replay(state, 20 * 60, Market.BTCUSDT, Market.ETHUSDT);
        peaceful = Pipeline.start(state.resolve("peaceful"), "peaceful", feed);
        peaceful.awaitEnd(LIMIT);
        once = peaceful.stateHash();
    }

    @AfterAll
    void stop() throws InterruptedException {
        if (peaceful != null) {
            peaceful.close();
        }
    }

    @Test
    @Order(1)
    void there_is_something_to_double() throws Exception {
        assertThat(peaceful.audit().violations()).isEmpty();
        assertThat(peaceful.journal().roundTrips()).isPositive();
        assertThat(once.parts()).allSatisfy((name, part) -> {
            if (!mayBeEmpty(name)) {
                assertThat(part.lines()).as(name).isNotEmpty();
            }
        });
        assertThat(peaceful.stateHash()).as("read again").isEqualTo(once);
    }

    /** What is under way, of which there may be nothing at the end of a run. */
    private static boolean mayBeEmpty(String part) {
        return List.of("decision.jobs", "risk.executions-ahead", "risk.pending-exits", "risk.reservations")
                .contains(part);
    }

    @Test
    @Order(2)
    void everything_delivered_twice_comes_to_the_same_state_as_once() throws Exception {
        try (Pipeline pipeline = Pipeline.start(state.resolve("twice"), "twice", feed);
                Redelivery redelivery = Redelivery.twice(pipeline.bootstrapServers())) {
            pipeline.awaitEnd(LIMIT);
            redelivery.awaitCaughtUp(SOON);
            awaitAllRead(pipeline);

            assertSame(pipeline.stateHash(), once);
            redelivery.close();
            Map<Topics, Integer> records = recordsOf(pipeline);
            assertThat(List.of(
                            Topics.TICKS,
                            Topics.SNAPSHOTS,
                            Topics.DECISIONS,
                            Topics.VERDICTS,
                            Topics.EXECUTIONS,
                            Topics.CLOCK))
                    .allSatisfy(topic -> assertThat(records.get(topic))
                            .as("records on " + topic.topicName())
                            .isEqualTo(2 * (int) redelivery.repeated(topic))
                            .isPositive());
        }
    }

    /** Also beats and acks of a run that is not this one, as another deployment at the same broker would write them. */
    @Test
    @Order(3)
    void repeats_out_of_order_across_keys_and_strangers_beats_come_to_the_same_state() throws Exception {
        long seed = Long.getLong("ffe.test.seed", 20_240_805L);
        System.out.println("redelivery seed " + seed + ", to repeat: -Dffe.test.seed=" + seed);
        try (Pipeline pipeline =
                        Pipeline.start(state.resolve("reordered"), "reordered", feed, DeliveryAnomaliesST::strangers);
                Redelivery redelivery = Redelivery.oneToTenTimesReordered(pipeline.bootstrapServers(), seed)) {
            strangers(pipeline.bootstrapServers());
            pipeline.awaitEnd(LIMIT);
            strangers(pipeline.bootstrapServers());
            redelivery.awaitCaughtUp(SOON);
            awaitAllRead(pipeline);

            assertSame(pipeline.stateHash(), once);
        }
    }

    @Test
    @Order(4)
    void offsets_set_back_to_the_beginning_of_live_groups_cause_no_order_and_change_nothing() throws Exception {
        List<JsonNode> ordersBefore = new VenueView(peaceful).orders();
        Map<Topics, Integer> recordsBefore = recordsOf(peaceful);
        try (ConsumerGroups groups = new ConsumerGroups(peaceful.bootstrapServers())) {
            List<String> all = groups.all();
            assertThat(all).hasSize(5);
            List<Long> pids = READERS.stream()
                    .map(service -> peaceful.process(service.module()).pid())
                    .toList();
            // Frozen, not stopped: the processes go on afterwards with all that they remember.
            pids.forEach(Signals::freeze);
            peaceful.await("end of all memberships", SOON, () -> all.stream().noneMatch(groups::hasMembers));
            all.forEach(groups::resetToBeginning);
            pids.forEach(Signals::wake);
            peaceful.await(
                    "second reading",
                    SOON,
                    () -> all.stream().allMatch(group -> groups.hasMembers(group) && groups.lag(group) == 0));
        }

        assertSame(peaceful.stateHash(), once);
        assertThat(new VenueView(peaceful).orders()).isEqualTo(ordersBefore);
        for (Topics topic : List.of(Topics.DECISIONS, Topics.VERDICTS, Topics.EXECUTIONS)) {
            assertThat(recordsOf(peaceful).get(topic)).as(topic.topicName()).isEqualTo(recordsBefore.get(topic));
        }
        assertThat(peaceful.deaths()).isEmpty();
    }

    /**
     * Risk and execution run twice. Whoever holds the work is frozen for longer than sessions and leads last: once with its
     * transaction open, so that the other instance takes over its partitions and does the same work, and once as the relay's
     * leader, between the broker's answer and the mark. Then it wakes up and goes on with what it was about to do.
     */
    @Test
    @Order(5)
    void two_owners_of_a_partition_and_two_leaders_of_a_relay_come_to_the_same_state() throws Exception {
        try (Pipeline pipeline = Pipeline.start(state.resolve("owners"), "owners", feed)) {
            for (Service service : List.of(Service.RISK, Service.EXECUTION)) {
                String stage = service.module().replace("-service", "");
                pipeline.startSecond(service);
                sleepThrough(pipeline, stage + ".before-commit", () -> true);
                Topics published = service == Service.RISK ? Topics.VERDICTS : Topics.EXECUTIONS;
                sleepThrough(pipeline, stage + ".relay-before-mark", () -> unmarked(pipeline, stage, published) > 0);
            }
            pipeline.awaitEnd(LIMIT);
            awaitAllRead(pipeline);

            assertSame(pipeline.stateHash(), once);
            for (Topics topic : List.of(Topics.VERDICTS, Topics.EXECUTIONS)) {
                List<Event> published = pipeline.journal().entries(topic).stream()
                        .map(Journal.Entry::event)
                        .toList();
                Map<String, Long> times = published.stream()
                        .collect(Collectors.groupingBy(Event::eventId, LinkedHashMap::new, Collectors.counting()));
                assertThat(times.values())
                        .as("publications on " + topic.topicName())
                        .contains(2L)
                        .allMatch(n -> n <= 2);
                assertThat(published.stream().distinct().map(Event::time))
                        .as("order of first publications on " + topic.topicName())
                        .isSorted();
            }
            assertThat(pipeline.journal().events(Topics.EXECUTIONS, Execution.class))
                    .extracting(Execution::sequence)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    /**
     * Freezes whoever gets there next, and wakes it when the replay has gone on without it.
     *
     * @param worthIt whether it holds what is to be done twice; if not, it is woken at once and the next one is waited for
     */
    private static void sleepThrough(Pipeline pipeline, String point, Callable<Boolean> worthIt) throws Exception {
        while (true) {
            pipeline.failPoints().arm(point, "stop");
            pipeline.await(
                    "frozen process at " + point,
                    SOON,
                    () -> pipeline.failPoints().stoppedAt(point));
            long sleeper = pipeline.failPoints().claimedBy(point).orElseThrow();
            if (worthIt.call()) {
                long before = beats(pipeline);
                // One beat may have been on its way; the second needs somebody in the sleeper's place.
                pipeline.await("beats without it", SOON, () -> beats(pipeline) > before + 1);
                Signals.wake(sleeper);
                return;
            }
            Signals.wake(sleeper);
        }
    }

    /** Events of a topic that the outbox does not know to be published. */
    private static long unmarked(Pipeline pipeline, String stage, Topics topic) throws SQLException {
        try (Connection connection = pipeline.database("ffe_" + stage);
                PreparedStatement count = connection.prepareStatement(
                        "SELECT count(*) FROM outbox WHERE topic = ? AND published_at IS NULL")) {
            count.setString(1, topic.topicName());
            try (ResultSet result = count.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private static long beats(Pipeline pipeline) {
        try {
            return pipeline.replay().map(ServiceClient.Replay::beats).orElse(0L);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Skipping what is gone would be silent loss: a decision without a verdict, a verdict without an order. */
    @Test
    @Order(9)
    void records_that_were_removed_unread_stop_their_reader_loudly_and_are_not_skipped() throws Exception {
        TopicPartition partition;
        long committed;
        try (ConsumerGroups groups = new ConsumerGroups(peaceful.bootstrapServers())) {
            Map<TopicPartition, Long> before = groups.committed("ffe-risk-decisions");
            partition = before.entrySet().stream()
                    .filter(at -> at.getValue() > 0)
                    .findFirst()
                    .orElseThrow()
                    .getKey();
            committed = before.get(partition);
            Signals.freeze(peaceful.process(Service.RISK.module()).pid());
            try (OutsideProducer producer = new OutsideProducer(peaceful.bootstrapServers())) {
                producer.sendFirstAgain(partition);
            }
            groups.truncate(partition);
            peaceful.kill(Service.RISK);

            String expected = partition + " begins at offset " + (committed + 1) + ", expected at most " + committed;
            peaceful.await("readiness that is down and names what is lost", SOON, () -> {
                HttpResponse<String> answer = readiness(Service.RISK);
                return answer != null
                        && answer.statusCode() == 503
                        && answer.body().contains(expected);
            });
            assertThat(Files.readString(peaceful.folder().logs().resolve("risk-service.log")))
                    .contains("records are lost, the channel stops");
            assertThat(groups.committed("ffe-risk-decisions")).containsEntry(partition, committed);
        }
    }

    /** Null while it does not answer. */
    private @Nullable HttpResponse<String> readiness(Service service) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(peaceful.url(service) + Service.READY))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException notUp) {
            return null;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static void assertSame(StateHash actual, StateHash expected) {
        assertThat(actual.hash())
                .as(() -> actual.firstDifference(expected).orElse("no difference"))
                .isEqualTo(expected.hash());
    }

    private static void awaitAllRead(Pipeline pipeline) throws InterruptedException {
        try (ConsumerGroups groups = new ConsumerGroups(pipeline.bootstrapServers())) {
            pipeline.await(
                    "end of all lag", SOON, () -> groups.all().stream().allMatch(group -> groups.lag(group) == 0));
        }
    }

    private static Map<Topics, Integer> recordsOf(Pipeline pipeline) {
        Journal journal = pipeline.journal();
        return Arrays.stream(Topics.values())
                .collect(Collectors.toMap(
                        topic -> topic, topic -> journal.entries(topic).size()));
    }

    private static void strangers(String bootstrapServers) {
        Event beat =
                new Beat("another-run", 1_000_000, Beat.Kind.MINUTE, FROM.plusSeconds(1), Map.of(0, 5L), null, null);
        Event ack = new Ack(
                "another-run",
                "risk",
                "risk-1",
                1_000_000,
                1,
                1_000_000,
                Map.of(),
                Map.of("ffe.verdicts.v1-0", 99L),
                3,
                1,
                FROM);
        try (OutsideProducer producer = new OutsideProducer(bootstrapServers)) {
            producer.send(Topics.CLOCK, beat);
            producer.send(Topics.ACKS, ack);
        }
    }
}
