package io.ffe.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ffe.decision.domain.CraftedSnapshot;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Decision.Outcome;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep.Tier;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Models slower than the market: twenty symbols, a snapshot of each a second, three seconds for an answer. */
@QuarkusTest
@QuarkusTestResource(value = SlowModels.class, restrictToAnnotatedClass = true)
@EnabledIfSystemProperty(
        named = "ffe.test.full",
        matches = "true",
        disabledReason = "takes three minutes: ./ffe test --full")
class SlowModelsIT {

    private static final int SYMBOLS = 20;
    private static final int SECONDS = 150;
    private static final Duration OLDEST = Duration.ofSeconds(30);

    /** A round over all symbols, and five seconds. */
    private static final Duration TURN = SlowModels.CALL
            .multipliedBy(SYMBOLS)
            .dividedBy(SlowModels.CONCURRENCY)
            .plusSeconds(5);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void what_is_decided_is_fresh_no_symbol_starves_and_each_snapshot_ends_once() throws InterruptedException {
        Set<String> sent = new HashSet<>();
        Instant began = Instant.now();
        try (Probe probe = new Probe(bootstrapServers)) {
            for (int second = 0; second < SECONDS; second++) {
                for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                    Snapshot snapshot = fresh("SLOW" + symbol);
                    probe.send(snapshot);
                    sent.add(snapshot.snapshotId());
                }
                long due = began.plusSeconds(second + 1).toEpochMilli() - System.currentTimeMillis();
                if (due > 0) {
                    Thread.sleep(due);
                }
            }
            Instant ended = Instant.now();
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> probe.published(SlowModels.RUN, "main").size() >= sent.size());

            List<Decision> decisions = probe.published(SlowModels.RUN, "main").stream()
                    .map(Probe::decision)
                    .toList();
            assertThat(decisions).extracting(Decision::snapshotId).doesNotHaveDuplicates();
            assertThat(decisions).extracting(Decision::snapshotId).containsExactlyInAnyOrderElementsOf(sent);
            List<Decision> decided = decisions.stream()
                    .filter(decision -> decision.outcome() == Outcome.DECIDED)
                    .toList();
            assertThat(decided)
                    .as("whoever was not superseded was decided by the model")
                    .allSatisfy(decision -> assertThat(decision.tier()).isEqualTo(Tier.LLM_PRIMARY));
            // When no more snapshots come, the last ones of all symbols are decided one after another and grow old
            // meanwhile.
            Duration age = p99(decided.stream()
                    .filter(decision -> decision.decidedAt().isBefore(ended))
                    .toList());
            assertThat(age).as("age at decision, p99").isLessThan(OLDEST);
            assertThat(longestTurns(decided, began, ended))
                    .hasSize(SYMBOLS)
                    .allSatisfy((symbol, turn) -> assertThat(turn).as(symbol).isLessThan(TURN));
            System.out.printf(
                    "slow models: %d snapshots, %d decided, %d superseded; age at decision p99 %s, longest turn %s of %s%n",
                    sent.size(),
                    decided.size(),
                    decisions.size() - decided.size(),
                    age,
                    longestTurns(decided, began, ended).values().stream()
                            .max(Duration::compareTo)
                            .orElseThrow(),
                    TURN);
        }
    }

    private static Duration p99(List<Decision> decided) {
        List<Duration> ages = decided.stream()
                .map(decision -> Duration.between(decision.asOf(), decision.decidedAt()))
                .sorted()
                .toList();
        return ages.get((int) Math.ceil(ages.size() * 0.99) - 1);
    }

    /** By symbol: the longest time without a decision, from the first snapshots on and to the last ones. */
    private static Map<String, Duration> longestTurns(List<Decision> decided, Instant began, Instant ended) {
        Map<String, List<Instant>> moments = decided.stream()
                .collect(Collectors.groupingBy(
                        Decision::symbol, Collectors.mapping(Decision::decidedAt, Collectors.toList())));
        Map<String, Duration> turns = new HashMap<>();
        moments.forEach((symbol, times) -> {
            List<Instant> sorted = new ArrayList<>(
                    times.stream().filter(ended::isAfter).sorted().toList());
            sorted.addFirst(began);
            sorted.addLast(ended);
            for (int at = 1; at < sorted.size(); at++) {
                turns.merge(
                        symbol,
                        Duration.between(sorted.get(at - 1), sorted.get(at)),
                        (one, other) -> one.compareTo(other) > 0 ? one : other);
            }
        });
        return turns;
    }

    private static Snapshot fresh(String symbol) {
        return CraftedSnapshot.trending(1)
                .of(SlowModels.RUN, symbol, Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .live();
    }
}
