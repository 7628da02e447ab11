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
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseOutageIT {

    @Test
    void pauses_risk_and_loses_nothing() throws InterruptedException {
        try (Bench bench = new Bench();
                RiskProcess risk = RiskProcess.start(bench.infrastructure, bench.database, "1", Map.of())) {
            bench.publish(new Account().cash("100000"));
            await().until(() -> bench.count("SELECT count(*) FROM portfolio_book WHERE through_sequence = 1") == 1);
            Snapshot btc = snapshot("BTCUSDT", AS_OF, "50000", "50001");
            Decision decision = decision(btc, Action.BUY);

            bench.databaseGoesAway();
            bench.publish(btc);
            bench.publish(decision);
            await("readiness says so").until(() -> !risk.ready());
            assertThat(risk.status("/api/v1/verdicts")).as("to be asked again").isEqualTo(503);
            assertThat(bench.verdicts()).isEmpty();
            bench.databaseComesBack();

            assertThat(bench.verdictsOn(decision))
                    .singleElement()
                    .satisfies(verdict -> assertThat(verdict.result()).isEqualTo(Result.APPROVED));
            await("ready again").until(risk::ready);
            assertThat(bench.count("SELECT count(*) FROM reservation")).isEqualTo(1);
        }
    }
}
