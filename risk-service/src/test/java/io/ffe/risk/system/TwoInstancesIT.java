package io.ffe.risk.system;

import static io.ffe.risk.domain.Market.AS_OF;
import static io.ffe.risk.domain.Market.decision;
import static io.ffe.risk.domain.Market.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ffe.risk.domain.Account;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.event.Verdict.Result;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.testing.LongVersions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two processes, one portfolio: the row lock is what keeps its limits, and both tell what is in force. */
class TwoInstancesIT {

    private static final List<String> SYMBOLS = List.of("BTCUSDT", "ETHUSDT", "SOLUSDT", "BTCUSD", "ETHUSD");

    /** 1,000 decisions in the long version, 60 in the short one. */
    private static final int ROUNDS = LongVersions.asked() ? 200 : 12;

    @Test
    void on_one_portfolio_they_never_pass_a_limit_and_both_tell_of_its_halt() throws InterruptedException {
        try (Bench bench = new Bench();
                RiskProcess one = RiskProcess.start(bench.infrastructure, bench.database, "1", Map.of());
                RiskProcess two = RiskProcess.start(bench.infrastructure, bench.database, "2", Map.of())) {
            TakeoverIT.awaitPartitionsOfBoth(bench);
            bench.publish(new Account().cash("100000"));
            await().until(() -> bench.count("SELECT count(*) FROM portfolio_book WHERE through_sequence = 1") == 1);
            List<Decision> decisions = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                for (String symbol : SYMBOLS) {
                    Snapshot snapshot = snapshot(symbol, AS_OF.plusSeconds(900L * round), "1000", "1000.01");
                    bench.publish(snapshot);
                    decisions.add(decision(snapshot, Action.BUY));
                }
            }

            // By key they would all go to one process; spread over all partitions, both judge the same portfolio.
            for (int number = 0; number < decisions.size(); number++) {
                Decision decision = decisions.get(number);
                bench.publishTo(
                        number % Topics.DECISIONS.partitions(), Topics.DECISIONS, decision, decision.decidedAt());
            }

            await().atMost(Duration.ofMinutes(3)).until(() -> bench.verdicts().size() >= decisions.size());
            List<Verdict> verdicts = bench.verdicts();
            assertThat(verdicts)
                    .extracting(Verdict::decisionId)
                    .doesNotHaveDuplicates()
                    .hasSize(decisions.size());
            assertThat(one.judged()).isPositive();
            assertThat(two.judged()).isPositive();
            assertThat(verdicts)
                    .filteredOn(verdict -> verdict.result() == Result.APPROVED)
                    .hasSize(2)
                    .extracting(Verdict::symbol)
                    .doesNotHaveDuplicates();
            assertThat(bench.count("SELECT count(*) FROM reservation")).isEqualTo(2);

            String portfolio = decisions.getFirst().portfolioId();
            assertThat(one.tradingState(portfolio)).isZero();
            assertThat(two.tradingState(portfolio)).isZero();
            assertThat(one.command("HALT", portfolio)).isEqualTo(200);
            assertThat(one.tradingState(portfolio)).isEqualTo(2);
            await("the other instance tells of the halt")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> two.tradingState(portfolio) == 2);
        }
    }
}
