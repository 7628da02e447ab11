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
import io.ffe.schema.event.Verdict.Result;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A process that is told to end while a decision waits for its snapshot. */
class StoppedWaitIT {

    private static final Map<String, String> PATIENT = Map.of("ffe.risk.snapshot-wait", "PT5M");

    @Test
    void the_next_start_waits_on_and_judges_as_this_one_would_have() {
        Snapshot snapshot = snapshot("BTCUSDT", AS_OF, "50000", "50001");
        Decision decision = decision(snapshot, Action.BUY);
        try (Bench bench = new Bench()) {
            bench.publish(new Account().cash("100000"));
            try (RiskProcess stopped = RiskProcess.start(bench.infrastructure, bench.database, "1", PATIENT)) {
                bench.publish(decision);
                await().atMost(Duration.ofSeconds(60)).until(() -> stopped.decisionsRead() > 0);
            }
            assertThat(bench.count("SELECT count(*) FROM verdict")).isZero();

            try (RiskProcess next = RiskProcess.start(bench.infrastructure, bench.database, "1", PATIENT)) {
                assertThat(next.ready()).isTrue();
                bench.publish(snapshot);

                assertThat(bench.verdictOn(decision).result()).isEqualTo(Result.APPROVED);
            }
        }
    }
}
