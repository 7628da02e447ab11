package io.ffe.schema.tick;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenTicksTest {

    /** Few numbers: gaps open and close, runs grow at both ends and meet. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void it_holds_what_was_added_and_nothing_else_also_after_a_checkpoint(long seed) {
        Random random = new Random(seed);
        Set<Long> expected = new HashSet<>();
        SeenTicks seen = new SeenTicks();
        for (int i = 0; i < 200; i++) {
            long sequence = random.nextInt(300);
            assertThat(seen.holds(tick(sequence))).as("%d", sequence).isEqualTo(!expected.add(sequence));
            if (!seen.holds(tick(sequence))) {
                seen.add(tick(sequence));
            }
            if (random.nextInt(20) == 0) {
                seen = new SeenTicks(seen.runs());
            }
        }
        for (long sequence = 0; sequence < 300; sequence++) {
            assertThat(seen.holds(tick(sequence))).as("%d", sequence).isEqualTo(expected.contains(sequence));
        }
    }

    private static Tick tick(long sequence) {
        return new Tick(
                "BTCUSDT",
                "test",
                sequence,
                Tick.Kind.TRADE,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                BigDecimal.ONE,
                BigDecimal.ONE,
                Origin.REPLAY,
                false);
    }
}
