package io.ffe.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.marketdata.IntakeMeters.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntakeMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final IntakeMeters meters = new IntakeMeters(registry);

    @Test
    void what_was_read_is_what_came_of_it_for_each_source() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            String symbol = random.nextBoolean() ? "BTCUSDT" : "ETHUSDT";
            String source = "source-" + random.nextInt(3);
            meters.read(symbol, source);
            meters.outcome(symbol, source, Outcome.values()[random.nextInt(Outcome.values().length)]);
        }

        assertThat(registry.find("ffe.ticks.read").counters())
                .hasSize(6)
                .allSatisfy(read -> assertThat(outcomes(
                                read.getId().getTag("symbol"), read.getId().getTag("source")))
                        .isEqualTo(read.count()));
    }

    @Test
    void a_writer_that_invents_sources_makes_no_more_series() {
        int invented = 10 * IntakeMeters.SOURCES_OF_A_SYMBOL;
        for (int i = 0; i < invented; i++) {
            meters.read("BTCUSDT", "invented-" + i);
            meters.outcome("BTCUSDT", "invented-" + i, Outcome.REFUSED);
        }

        assertThat(registry.find("ffe.ticks.read").counters()).hasSize(IntakeMeters.SOURCES_OF_A_SYMBOL + 1);
        assertThat(outcomes("BTCUSDT", IntakeMeters.OTHER)).isEqualTo(invented - IntakeMeters.SOURCES_OF_A_SYMBOL);
    }

    private double outcomes(String symbol, String source) {
        return registry.find("ffe.ticks").tags("symbol", symbol, "source", source).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
