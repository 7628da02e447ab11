package io.ffe.bench;

import io.ffe.marketdata.domain.QualityLimits;
import io.ffe.marketdata.domain.SnapshotQuality;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** What judging the age and soundness of a snapshot's data costs: fresh and stale quotes in turn. */
final class StalenessCheck implements Benchmark {

    private static final int BATCH = 20_000;
    private static final Instant AS_OF = Instant.parse("2024-10-04T12:00:00Z");

    @Override
    public String name() {
        return "staleness-check";
    }

    @Override
    public String about() {
        return "ns a call of the check that finds stale and broken data";
    }

    @Override
    public List<Finding> run(Effort effort, Consumer<String> progress) {
        List<Quote> quotes = List.of(quote(AS_OF.minusSeconds(1)), quote(AS_OF.minusSeconds(100_000)));
        List<TimeframePulse> pulses =
                Arrays.stream(Timeframe.values()).map(StalenessCheck::missing).toList();
        QualityLimits limits = QualityLimits.defaults();
        long usable = 0;
        List<Double> rounds = new ArrayList<>();
        for (int i = 0; i <= effort.rounds(); i++) {
            List<Double> batches = new ArrayList<>();
            long until = System.nanoTime() + Math.round(effort.seconds() * 1e9 / 4);
            do {
                long start = System.nanoTime();
                for (int call = 0; call < BATCH; call++) {
                    Quality quality = SnapshotQuality.judge(
                            AS_OF, Timeframe.M15, AssetClass.CRYPTO, quotes.get(call & 1), pulses, false, limits);
                    usable += quality.reasons().size();
                }
                batches.add((double) (System.nanoTime() - start) / BATCH);
            } while (System.nanoTime() < until);
            // The first round warms up.
            if (i > 0) {
                rounds.add(Spread.of(batches).median());
            }
        }
        if (usable == 0) {
            throw new IllegalStateException("no reason was found, expected a stale quote in every second call");
        }
        progress.accept(Spread.of(rounds).text() + " ns a call");
        return List.of(
                Finding.absolute(name(), "ns a call", Spread.of(rounds), Finding.Bound.atMost(1_000_000, 10_000)));
    }

    private static Quote quote(Instant at) {
        return new Quote(new BigDecimal("61837.63"), new BigDecimal("61837.64"), null, null, at, "bench");
    }

    private static TimeframePulse missing(Timeframe timeframe) {
        return TimeframePulse.missing(timeframe, "the run has just begun", 0, null);
    }
}
