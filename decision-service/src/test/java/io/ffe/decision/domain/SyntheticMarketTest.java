package io.ffe.decision.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four seeded random walks whose drift and volatility change: no strategy has an edge here, but there is work to do. */
class SyntheticMarketTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration PAST = Duration.ofDays(25);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void four_symbols_want_a_trade_within_forty_snapshots(long seed) {
        List<TestMarket> markets = IntStream.range(0, 4)
                .mapToObj(i -> new TestMarket("SYN" + i, walk(seed * 31 + i)))
                .toList();

        Backtest backtest =
                Backtest.of(markets, START.plus(PAST), START.plus(PAST).plus(Duration.ofDays(1)));

        assertThat(backtest.snapshotsUntilFirstSignal()).isLessThan(40);
        assertThat(backtest.roundTrips()).isNotEmpty();
    }

    private static List<Minute> walk(long seed) {
        Random random = new Random(seed);
        List<Minute> minutes = new ArrayList<>();
        double price = 20_000 + random.nextInt(10_000);
        double drift = 0;
        double volatility = 0.0006;
        long count = PAST.plusDays(1).toMinutes();
        for (long i = 0; i < count; i++) {
            if (random.nextInt(360) == 0) {
                drift = random.nextGaussian() * 0.00006;
                volatility = 0.0003 + random.nextDouble() * 0.001;
            }
            double open = price;
            double close = open * Math.exp(drift + volatility * random.nextGaussian());
            double reach = open * volatility * random.nextDouble();
            minutes.add(new Minute(
                    START.plus(Duration.ofMinutes(i)),
                    open,
                    Math.max(open, close) + reach,
                    Math.min(open, close) - reach,
                    close));
            price = close;
        }
        return minutes;
    }
}
