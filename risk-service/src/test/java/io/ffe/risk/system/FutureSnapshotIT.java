package io.ffe.risk.system;

import static io.ffe.risk.domain.Market.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Live, where a snapshot of tomorrow is somebody's mistake. */
class FutureSnapshotIT {

    private static final String PRICE = "SELECT count(*) FROM snapshot_latest WHERE symbol = 'BTCUSDT' AND bid = ";

    @Test
    void a_price_of_days_to_come_is_none_and_one_that_is_there_gives_way_to_todays() {
        Instant today = Timeframe.M15.startOf(Instant.now());
        try (Bench bench = new Bench();
                RiskProcess risk = RiskProcess.start(
                        bench.infrastructure, bench.database, "1", Map.of("ffe.run.origin", "live"))) {
            publish(bench, live(today.minusSeconds(900), "50000"));
            await().until(() -> bench.count(PRICE + "50000") == 1);

            publish(bench, live(today.plus(Duration.ofDays(3)), "500000"));
            await().until(() -> bench.count("SELECT count(*) FROM snapshot") == 2);
            assertThat(bench.count(PRICE + "50000")).isEqualTo(1);

            // As a clock that was ahead for a while has left it.
            bench.execute("UPDATE snapshot_latest SET as_of = now() + interval '1 day'");
            publish(bench, live(today, "50100"));
            await().until(() -> bench.count(PRICE + "50100") == 1);
            assertThat(risk.ready()).isTrue();
        }
    }

    /** Without a logical time, which there is none of in a live run. */
    private static void publish(Bench bench, Snapshot snapshot) {
        bench.publish(Topics.SNAPSHOTS, snapshot, null);
    }

    private static Snapshot live(Instant asOf, String bid) {
        Snapshot of = snapshot("BTCUSDT", asOf, bid, bid + ".01");
        return new Snapshot(
                of.runId(),
                of.symbol(),
                of.assetClass(),
                of.timeframe(),
                of.asOf(),
                Origin.LIVE,
                of.quote(),
                of.timeframes(),
                of.regime(),
                of.volatility(),
                of.alignment(),
                of.quality());
    }
}
