package io.ffe.marketdata.domain;

import static io.ffe.marketdata.domain.Market.START;
import static io.ffe.marketdata.domain.Market.quote;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The last ticks, as they were, newest over oldest. */
class TickRingTest {

    private final TickRing ring = new TickRing(new BigDecimal("0.01"), 5);

    private void add(int count) {
        for (int i = 1; i <= count; i++) {
            ring.add(quote(START.plusSeconds(i).plusNanos(i), i, "60000." + (10 + i), "60001.5"));
        }
    }

    private List<Long> numbers(long before, int limit) {
        return ring.before(before, limit).stream().map(TickRing.Entry::number).toList();
    }

    @Test
    void what_goes_in_comes_out() {
        ring.add(quote(START.plusNanos(1), 7, "60000.1234", "60001.5"));
        ring.add(new Tick(
                "BTCUSDT",
                "trades",
                8,
                Tick.Kind.TRADE,
                START.plusNanos(2),
                START,
                null,
                null,
                null,
                null,
                new BigDecimal("60000.5"),
                new BigDecimal("0.00012345"),
                Origin.REPLAY,
                false));

        assertThat(ring.before(Long.MAX_VALUE, 10))
                .containsExactly(
                        new TickRing.Entry(
                                1,
                                START.plusNanos(1),
                                "test",
                                7,
                                Tick.Kind.QUOTE,
                                new BigDecimal("60000.1234"),
                                new BigDecimal("60001.50"),
                                null,
                                null,
                                null,
                                null),
                        new TickRing.Entry(
                                2,
                                START.plusNanos(2),
                                "trades",
                                8,
                                Tick.Kind.TRADE,
                                null,
                                null,
                                null,
                                null,
                                new BigDecimal("60000.50"),
                                new BigDecimal("0.00012345")));
    }

    @Test
    void a_number_that_is_too_large_for_the_ring_is_absent_and_no_other_number() {
        ring.add(trade("0.00000012", "92233720368.54775807"));
        ring.add(trade("92233720368547758.07", "92233720368.54775808"));
        ring.add(trade("0.00000012", "9999999999999"));

        assertThat(ring.before(Long.MAX_VALUE, 10))
                .extracting(TickRing.Entry::size)
                .containsExactly(new BigDecimal("92233720368.54775807"), null, null);
        assertThat(ring.before(Long.MAX_VALUE, 10).get(1).price()).isNull();
    }

    private static Tick trade(String price, String size) {
        return new Tick(
                "BTCUSDT",
                "trades",
                1,
                Tick.Kind.TRADE,
                START,
                START,
                null,
                null,
                null,
                null,
                new BigDecimal(price),
                new BigDecimal(size),
                Origin.REPLAY,
                false);
    }

    @Test
    void the_newest_overwrites_the_oldest_and_numbers_go_on() {
        add(12);

        assertThat(ring.taken()).isEqualTo(12);
        assertThat(numbers(Long.MAX_VALUE, 10)).containsExactly(8L, 9L, 10L, 11L, 12L);
        assertThat(ring.before(Long.MAX_VALUE, 1).getFirst().sequence()).isEqualTo(12);
    }

    @Test
    void pages_go_back_to_the_oldest_that_is_left() {
        add(12);

        assertThat(numbers(Long.MAX_VALUE, 2)).containsExactly(11L, 12L);
        assertThat(numbers(11, 2)).containsExactly(9L, 10L);
        assertThat(numbers(9, 2)).containsExactly(8L);
        assertThat(numbers(8, 2)).isEmpty();
        assertThat(numbers(1, 2)).isEmpty();
    }

    /** Every field of tick i says i: a reader that got half of one and half of another would see two numbers. */
    @Test
    void readers_beside_the_writer_see_whole_ticks_only() throws Exception {
        TickRing small = new TickRing(new BigDecimal("0.01"), 64);
        Tick[] ticks = new Tick[10_000];
        for (int i = 0; i < ticks.length; i++) {
            ticks[i] = quote(START.plusNanos(i), i, String.valueOf(1 + i), String.valueOf(1 + i));
        }
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int round = 0; round < 100; round++) {
                for (Tick tick : ticks) {
                    small.add(tick);
                }
            }
            done.set(true);
        });
        long looked = 0;
        while (!done.get()) {
            for (TickRing.Entry entry : small.before(Long.MAX_VALUE, 64)) {
                long i = (entry.number() - 1) % ticks.length;
                assertThat(entry.sequence()).isEqualTo(i);
                assertThat(entry.occurredAt()).isEqualTo(START.plusNanos(i));
                assertThat(entry.bid()).isEqualByComparingTo(BigDecimal.valueOf(1 + i));
                assertThat(entry.ask()).isEqualByComparingTo(BigDecimal.valueOf(1 + i));
                looked++;
            }
        }
        writer.join();
        assertThat(looked).isPositive();
        assertThat(small.before(Long.MAX_VALUE, 100)).hasSize(64);
    }
}
