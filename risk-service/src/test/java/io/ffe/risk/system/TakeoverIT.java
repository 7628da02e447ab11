package io.ffe.risk.system;

import static io.ffe.risk.domain.Market.AS_OF;
import static io.ffe.risk.domain.Market.decision;
import static io.ffe.risk.domain.Market.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ffe.risk.domain.Account;
import io.ffe.risk.domain.gate.Gate;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.GateResult;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.testing.LongVersions;
import io.ffe.stack.testing.MachineShare;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two processes of one service, one of which is gone and does not come back: killed, or frozen with its connections open. */
class TakeoverIT {

    private static final List<String> SYMBOLS = List.of("BTCUSDT", "ETHUSDT", "SOLUSDT");
    private static final String GROUP = "ffe-risk-decisions";
    private static final Duration PROMISE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static Stream<String> losses() {
        return LongVersions.allOrFirst("KILL", "STOP");
    }

    @ParameterizedTest
    @MethodSource("losses")
    void what_one_no_longer_works_on_the_other_does_within_ten_seconds(String signal) throws Exception {
        // The first to start leads the relay, and owned every partition before the second came.
        try (Bench bench = new Bench();
                RiskProcess lost = RiskProcess.start(bench.infrastructure, bench.database, "1", Map.of());
                RiskProcess other = RiskProcess.start(bench.infrastructure, bench.database, "2", Map.of())) {
            awaitPartitionsOfBoth(bench);
            bench.publish(new Account().cash("100000"));
            List<Decision> before = spread(bench, 0);
            await().atMost(PATIENCE).until(() -> judged(bench) == before.size());
            assertThat(lost.judged()).as("both work").isPositive();
            assertThat(other.judged()).as("both work").isPositive();

            lost.signal(signal);
            MachineShare machine = new MachineShare();
            List<Decision> after = spread(bench, 1);
            await().atMost(PATIENCE).until(() -> judged(bench) == before.size() + after.size());
            Duration took = machine.elapsed();

            System.out.printf(
                    "takeover of risk after SIG%s: %d ms, %.0f %% of the machine was ours%n",
                    signal, took.toMillis(), 100 * machine.share());
            assertThat(took).isLessThanOrEqualTo(machine.stretched(PROMISE));
            assertThat(bench.verdicts())
                    .as("whose snapshots were the other's to read is judged by them nevertheless")
                    .allSatisfy(verdict -> assertThat(verdict.gates())
                            .noneMatch(gate -> gate.gate().equals(Gate.DATA_AGE.name())
                                    && gate.status() == GateResult.Status.FAILED));

            if (signal.equals("STOP")) {
                lost.signal("CONT");
                List<Decision> late = spread(bench, 2);
                await().atMost(PATIENCE).until(() -> judged(bench) == before.size() + after.size() + late.size());
            }
            assertThat(bench.count("SELECT count(*) FROM verdict"))
                    .as("one verdict on each decision, whoever woke up")
                    .isEqualTo(judged(bench));
        }
    }

    /** Until then the first to start owns them all, and may judge whatever there is before it hears of the second. */
    static void awaitPartitionsOfBoth(Bench bench) {
        try (Admin admin = TopicCreation.admin(bench.infrastructure.bootstrapServers())) {
            await("both to have partitions of the decisions")
                    .atMost(PATIENCE)
                    // A group is not known before its first member.
                    .ignoreExceptionsInstanceOf(ExecutionException.class)
                    .until(() -> {
                        ConsumerGroupDescription group = admin.describeConsumerGroups(List.of(GROUP))
                                .describedGroups()
                                .get(GROUP)
                                .get();
                        return group.members().stream()
                                        .filter(member -> !member.assignment()
                                                .topicPartitions()
                                                .isEmpty())
                                        .count()
                                == 2;
                    });
        }
    }

    /** Decisions that have a verdict on the topic; a repeat, which a relay may publish, counts once. */
    private static long judged(Bench bench) {
        return bench.verdicts().stream().map(Verdict::decisionId).distinct().count();
    }

    /** One decision on each partition; their snapshots are on several, too. */
    private static List<Decision> spread(Bench bench, int round) {
        List<Decision> decisions = new ArrayList<>();
        for (int partition = 0; partition < Topics.DECISIONS.partitions(); partition++) {
            Snapshot snapshot = snapshot(
                    SYMBOLS.get(partition % SYMBOLS.size()),
                    AS_OF.plusSeconds(900L * (100L * round + partition)),
                    "1000",
                    "1000.01");
            bench.publish(snapshot);
            Decision decision = decision(snapshot, Action.BUY);
            bench.publishTo(partition, Topics.DECISIONS, decision, decision.decidedAt());
            decisions.add(decision);
        }
        return decisions;
    }
}
