package io.ffe.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StalenessMetersTest {

    private static Snapshot snapshot(AssetClass assetClass, Instant lastBarEnd, Instant asOf) {
        return new Snapshot(
                "run-1",
                "ABCUSD",
                assetClass,
                Timeframe.M15,
                asOf,
                Origin.REPLAY,
                null,
                Arrays.stream(Timeframe.values())
                        .map(each -> TimeframePulse.missing(each, "0 bars, needs 50", 0, lastBarEnd))
                        .toList(),
                null,
                null,
                null,
                Quality.of(List.of(Quality.Reason.NO_QUOTE)));
    }

    /** From Friday's close to half an hour after Sunday's opening: an alert must not ring all weekend. */
    @ParameterizedTest
    @CsvSource({"FOREX, 1800", "CRYPTO, 174600"})
    void data_ages_while_its_market_is_open(AssetClass assetClass, double seconds) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();

        new StalenessMeters(registry)
                .of(snapshot(assetClass, Instant.parse("2024-08-02T21:00:00Z"), Instant.parse("2024-08-04T21:30:00Z")));

        assertThat(registry.get("ffe.data.staleness.seconds")
                        .tag("timeframe", "15m")
                        .gauge()
                        .value())
                .isEqualTo(seconds);
    }
}
