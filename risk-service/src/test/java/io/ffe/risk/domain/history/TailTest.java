package io.ffe.risk.domain.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffe.risk.domain.book.Reservation;
import io.ffe.risk.domain.history.DailyCloses.Returns;
import io.ffe.schema.event.Side;
import io.ffe.schema.seeded.Tries;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TailTest {

    private static final LocalDate TODAY = LocalDate.of(2024, 8, 5);
    private static final Instant NOW = Instant.parse("2024-08-05T06:00:00Z");

    @Test
    void of_sixty_days_the_third_worst_counts() {
        List<BigDecimal> returns = IntStream.rangeClosed(1, 60)
                .mapToObj(day -> BigDecimal.valueOf(day - 10, 3))
                .toList();

        assertThat(Tail.valueAtRisk(Map.of("A", new BigDecimal("1000")), List.of(), Map.of("A", returns)))
                .as("-9, -8 and -7 per mille of 1000")
                .isEqualByComparingTo("7");
        assertThat(Tail.valueAtRisk(Map.of("A", new BigDecimal("-1000")), List.of(), Map.of("A", returns)))
                .as("short, what rises is a loss: 50, 49, 48 per mille")
                .isEqualByComparingTo("48");
    }

    @Test
    void what_never_loses_has_nothing_at_risk() {
        assertThat(Tail.valueAtRisk(
                        Map.of("A", BigDecimal.TEN), List.of(), Map.of("A", List.of(BigDecimal.ONE, BigDecimal.TWO))))
                .isEqualByComparingTo("0");
    }

    @Tries(500)
    void no_more_is_at_risk_whichever_of_the_reserved_orders_are_filled_and_how_far(long seed) {
        Random random = new Random(seed);
        List<String> symbols = List.of("A", "B", "C", "D");
        Map<String, List<BigDecimal>> returns = new TreeMap<>();
        symbols.forEach(symbol -> returns.put(
                symbol,
                IntStream.range(0, 60)
                        .mapToObj(day -> BigDecimal.valueOf(random.nextInt(-200, 201), 3))
                        .toList()));
        Map<String, BigDecimal> held = Map.of("A", BigDecimal.valueOf(random.nextInt(-1000, 1001)));
        List<Reservation> reserved = symbols.stream()
                .map(symbol -> new Reservation(
                        symbol,
                        symbol,
                        random.nextBoolean() ? Side.BUY : Side.SELL,
                        BigDecimal.valueOf(1 + random.nextInt(1000)),
                        BigDecimal.ONE))
                .toList();
        BigDecimal most = Tail.valueAtRisk(held, reserved, returns);

        for (int which = 0; which < 1 << reserved.size(); which++) {
            Map<String, BigDecimal> filled = new TreeMap<>(held);
            for (int order = 0; order < reserved.size(); order++) {
                if ((which & (1 << order)) != 0) {
                    BigDecimal part = BigDecimal.valueOf(1 + random.nextInt(10), 1);
                    filled.merge(
                            reserved.get(order).symbol(),
                            reserved.get(order).signedNotional().multiply(part),
                            BigDecimal::add);
                }
            }
            assertThat(Tail.valueAtRisk(filled, List.of(), returns)).isLessThanOrEqualTo(most);
        }
    }

    @Test
    void correlation_is_pearsons() {
        List<BigDecimal> up = decimals("1", "2", "3", "4");

        assertThat(Tail.correlation(up, decimals("2", "4", "6", "8"))).isCloseTo(1, within(1e-12));
        assertThat(Tail.correlation(up, decimals("8", "6", "4", "2"))).isCloseTo(-1, within(1e-12));
        // By hand: deviations -1.5 -0.5 0.5 1.5 and -1.5 0.5 -0.5 1.5, so 4 over 5.
        assertThat(Tail.correlation(up, decimals("1", "3", "2", "4"))).isCloseTo(0.8, within(1e-12));
        assertThat(Tail.correlation(up, decimals("5", "5", "5", "5"))).isZero();
    }

    @Test
    void returns_are_taken_over_the_days_that_all_symbols_have_and_never_over_today() {
        DailyCloses closes = new DailyCloses(Map.of(
                "A", closes(Map.of(1, "110", 2, "100", 3, "50", 0, "999")),
                "B", closes(Map.of(1, "22", 3, "20"))));

        Returns.Enough enough = (Returns.Enough) closes.returns(List.of("A", "B"), 1, NOW);

        assertThat(enough.through()).isEqualTo(TODAY.minusDays(1));
        assertThat(enough.bySymbol().get("A").getFirst()).isEqualByComparingTo("1.2");
        assertThat(enough.bySymbol().get("B").getFirst()).isEqualByComparingTo("0.1");
        assertThat(closes.returns(List.of("A", "B"), 2, NOW)).isInstanceOf(Returns.Short.class);
    }

    @Test
    void a_history_with_a_hole_of_months_is_none() {
        DailyCloses closes = new DailyCloses(Map.of("A", closes(Map.of(1, "1", 2, "1", 200, "1"))));

        assertThat(closes.returns(List.of("A"), 2, NOW))
                .isInstanceOfSatisfying(
                        Returns.Short.class,
                        tooShort -> assertThat(tooShort.why()).startsWith("INSUFFICIENT_HISTORY: A has 2 of 3"));
    }

    private static SortedMap<LocalDate, BigDecimal> closes(Map<Integer, String> byDaysAgo) {
        SortedMap<LocalDate, BigDecimal> closes = new TreeMap<>();
        byDaysAgo.forEach((ago, price) -> closes.put(TODAY.minusDays(ago), new BigDecimal(price)));
        return closes;
    }

    private static List<BigDecimal> decimals(String... values) {
        return List.of(values).stream().map(BigDecimal::new).toList();
    }
}
