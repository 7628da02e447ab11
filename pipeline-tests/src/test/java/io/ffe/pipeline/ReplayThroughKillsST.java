package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.CoreHash;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same prices twice: once in peace, and once with SIGKILL for decision, risk, execution and the paper venue, one after
 * the other, in the middle of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayThroughKillsST {

    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final Instant FROM = SwingingPrices.FIRST.plus(Duration.ofHours(14));
    private static final List<Service> VICTIMS =
            List.of(Service.DECISION, Service.RISK, Service.EXECUTION, Service.PAPER_VENUE);

    private Run peaceful;
    private Run disturbed;

    private record Run(Journal journal, Identities identities, List<JsonNode> venueOrders, Map<Service, Long> deaths) {}

    @BeforeAll
    void run_twice(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path state) throws Exception {
        FeedOptions feed = feed(state);
        peaceful = run(state.resolve("peaceful"), feed, List.of());
        disturbed = run(state.resolve("disturbed"), feed, VICTIMS);
    }

    private static FeedOptions feed(Path folder) {
        return new FeedOptions(
                FeedOptions.Kind.REPLAY,
                List.of(
                        "BTCUSDT=" + SwingingPrices.write(folder, "BTCUSDT", 60_000, 420, 26 * 60, 11),
                        "ETHUSDT=" + SwingingPrices.write(folder, "ETHUSDT", 3_000, 300, 26 * 60, 12)),
                List.of(),
                List.of(),
                FROM,
                null,
                0.0,
                null,
                null);
    }

    private static Run run(Path state, FeedOptions feed, List<Service> victims) throws Exception {
        try (Pipeline pipeline = Pipeline.start(state, "run", feed)) {
            double share = 0;
            for (Service victim : victims) {
                share += 1.0 / (victims.size() + 1);
                double reached = share;
                assertThat(pipeline.await(
                                        "progress of " + reached,
                                        LIMIT,
                                        replay -> replay.progress() != null && replay.progress() >= reached)
                                .state())
                        .as("a death after the end would prove nothing")
                        .isEqualTo("RUNNING");
                pipeline.kill(victim);
            }
            pipeline.awaitEnd(LIMIT);
            Journal journal = pipeline.journal();
            return new Run(
                    journal,
                    new Identities(journal),
                    new VenueView(pipeline).orders(),
                    VICTIMS.stream().collect(Collectors.toMap(victim -> victim, pipeline::deaths)));
        }
    }

    @Test
    void every_victim_did_die_and_nobody_else_did() {
        assertThat(disturbed.deaths())
                .allSatisfy((victim, deaths) ->
                        assertThat(deaths).as(victim.module()).isEqualTo(1));
        assertThat(peaceful.deaths())
                .allSatisfy((victim, deaths) -> assertThat(deaths).isZero());
    }

    @Test
    void there_was_something_to_lose() {
        assertThat(peaceful.identities().roundTrips()).isGreaterThanOrEqualTo(2);
        assertThat(peaceful.identities().ownOrders()).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void nothing_is_lost_and_nothing_is_doubled() {
        peaceful.identities().holdAll();
        disturbed.identities().holdAll();
    }

    @Test
    void the_venue_knows_each_approved_verdict_once_and_nothing_else() {
        for (Run run : List.of(peaceful, disturbed)) {
            List<String> own = run.venueOrders().stream()
                    .filter(order -> !order.get("type").asText().equals("OCO"))
                    .map(order -> order.get("clientOrderId").asText())
                    .toList();
            assertThat(own).doesNotHaveDuplicates();
            assertThat(own)
                    .containsExactlyInAnyOrderElementsOf(run.identities().ownOrders().stream()
                            .map(Execution.OrderStatus::clientOrderId)
                            .toList());
        }
    }

    @Test
    void deaths_change_no_decision_no_verdict_no_execution_and_no_bar() {
        assertThat(hashes(disturbed, Topics.DECISIONS, Decision.class, Decision::asOf))
                .containsExactlyInAnyOrderElementsOf(
                        hashes(peaceful, Topics.DECISIONS, Decision.class, Decision::asOf));
        assertThat(hashes(disturbed, Topics.VERDICTS, Verdict.class, Verdict::decidedAt))
                .containsExactlyInAnyOrderElementsOf(
                        hashes(peaceful, Topics.VERDICTS, Verdict.class, Verdict::decidedAt));
        assertThat(hashes(disturbed, Topics.EXECUTIONS, Execution.class, Execution::sequence))
                .containsExactlyInAnyOrderElementsOf(
                        hashes(peaceful, Topics.EXECUTIONS, Execution.class, Execution::sequence));
        assertThat(hashes(disturbed, Topics.BARS, io.ffe.schema.event.Bar.class, Event::time))
                .containsExactlyInAnyOrderElementsOf(
                        hashes(peaceful, Topics.BARS, io.ffe.schema.event.Bar.class, Event::time));
    }

    /** With a readable prefix, so that a difference says which event it is. */
    private static <E extends Event> List<String> hashes(
            Run run, Topics topic, Class<E> type, Function<E, Object> label) {
        List<String> hashes = new ArrayList<>();
        for (E event : run.journal().events(topic, type)) {
            hashes.add(event.subject() + " " + label.apply(event) + " " + CoreHash.of(event));
        }
        return hashes;
    }
}
