package io.ffe.risk.domain.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Ids differ from run to run; what a gate makes of the same trades must not. */
class ConductTest {

    private static final Instant AT = Instant.parse("2024-08-10T06:44:00Z");

    @Test
    void trades_that_closed_at_the_same_time_stand_in_one_order_whatever_their_ids_are() {
        assertThat(closed("a", "b").closedAfter(AT.minusSeconds(1)))
                .extracting(ClosedTrade::symbol)
                .containsExactly("BTCUSDT", "ETHUSDT")
                .isEqualTo(closed("b", "a").closedAfter(AT.minusSeconds(1)).stream()
                        .map(ClosedTrade::symbol)
                        .toList());
    }

    @Test
    void so_do_entries_that_were_approved_at_the_same_time() {
        assertThat(approved("a", "b").approvedAfter(AT.minusSeconds(1)))
                .extracting(Approval::quantity)
                .containsExactly(BigDecimal.ONE, BigDecimal.TWO)
                .isEqualTo(approved("b", "a").approvedAfter(AT.minusSeconds(1)).stream()
                        .map(Approval::quantity)
                        .toList());
    }

    @Test
    void trades_are_kept_as_long_as_the_longest_pause_after_the_longest_lookback_asks_for_them() {
        Instant later = AT.plus(Conduct.LONGEST_WINDOW).plus(Conduct.LONGEST_WINDOW);
        Conduct full = closed("a", "b");

        assertThat(full.closed(new ClosedTrade("c", "BTCUSDT", true, BigDecimal.ONE, later))
                        .closed())
                .containsOnlyKeys("a", "b", "c");
        assertThat(full.closed(new ClosedTrade("c", "BTCUSDT", true, BigDecimal.ONE, later.plusMillis(1)))
                        .closed())
                .containsOnlyKeys("c");
    }

    private static Conduct closed(String first, String second) {
        return Conduct.NONE
                .closed(new ClosedTrade(first, "BTCUSDT", true, new BigDecimal("-120"), AT))
                .closed(new ClosedTrade(second, "ETHUSDT", true, new BigDecimal("80"), AT));
    }

    private static Conduct approved(String first, String second) {
        return Conduct.NONE
                .approved(new Approval(first, "BTCUSDT", Side.BUY, BigDecimal.ONE, AT))
                .approved(new Approval(second, "BTCUSDT", Side.BUY, BigDecimal.TWO, AT));
    }
}
