package io.ffe.risk.domain.size;

import static io.ffe.risk.domain.Market.AS_OF;
import static io.ffe.risk.domain.Market.BTC;
import static io.ffe.risk.domain.Market.btcInTicksOf;
import static io.ffe.risk.domain.Market.limits;
import static io.ffe.risk.domain.Market.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.ffe.risk.domain.limit.EntryOrders;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizingTest {

    private static final Headroom WIDE = new Headroom(bd("1000000"), bd("1000000"), bd("1000000"));

    @ParameterizedTest
    @CsvSource({
        // 2 * ATR between 1 % and 5 % of 50,000 counts as it is, outside it is clamped.
        "BUY,  100, 49500.00, 50750.00",
        "BUY,  400, 49200.00, 51200.00",
        "BUY, 9999, 47500.00, 53750.00",
        "SELL, 100, 50499.00, 49249.00",
        "SELL, 400, 50799.00, 48799.00",
        "SELL,9999, 52498.95, 46249.08"
    })
    void the_stop_is_two_atr_within_one_and_five_percent(Side side, double atr, String stop, String target) {
        Snapshot snapshot = snapshot("BTCUSDT", AS_OF, "49999", "50000", atr);

        Sizing.Sized sized = sized(side, snapshot, "100000", WIDE);

        assertThat(sized.referencePrice()).isEqualByComparingTo(side == Side.BUY ? "50000" : "49999");
        assertThat(sized.stopLoss()).isCloseTo(bd(stop), offset(bd("0.02")));
        assertThat(sized.takeProfit()).isCloseTo(bd(target), offset(bd("1")));
    }

    /** Never further away than was reckoned with: 49,199.994 and 51,200.009, 50,799.006 and 48,798.991 before rounding. */
    @ParameterizedTest
    @CsvSource({"BUY, 49200.00, 51200.00", "SELL, 50799.00, 48799.00"})
    void stop_and_target_are_rounded_towards_the_price(Side side, String stop, String target) {
        Snapshot snapshot = snapshot("BTCUSDT", AS_OF, "49999", "50000", 400.003);

        Sizing.Sized sized = sized(side, snapshot, "100000", WIDE);

        assertThat(sized.stopLoss()).isEqualByComparingTo(stop);
        assertThat(sized.takeProfit()).isEqualByComparingTo(target);
    }

    @Test
    void a_hit_stop_loses_the_risk_fraction_of_equity() {
        Sizing.Sized sized = sized(Side.BUY, snapshot("BTCUSDT", AS_OF, "49999", "50000", 500.0), "100000", WIDE);

        BigDecimal loss = sized.referencePrice().subtract(sized.stopLoss()).multiply(sized.quantity());

        assertThat(sized.quantity()).isEqualByComparingTo("1");
        assertThat(loss).isEqualByComparingTo("1000");
    }

    @ParameterizedTest
    @CsvSource({"1000, 100000, 100000", "100000, 1000, 100000", "100000, 100000, 1000"})
    void the_tightest_headroom_bounds_the_size(String orderValue, String concentration, String leverage) {
        Headroom headroom = new Headroom(bd(orderValue), bd(concentration), bd(leverage));

        Sizing.Sized sized = sized(Side.BUY, snapshot("BTCUSDT", AS_OF, "49999", "50000", 500.0), "100000", headroom);

        assertThat(sized.quantity()).isEqualByComparingTo("0.01990");
        assertThat(sized.notional()).isLessThanOrEqualTo(bd("1000"));
    }

    @Test
    void a_passed_limit_leaves_a_size_of_zero_and_not_a_minimum_order() {
        Headroom none = new Headroom(bd("1000"), bd("-5"), bd("1000"));

        Sizing.Sized sized = sized(Side.BUY, snapshot("BTCUSDT", AS_OF, "49999", "50000", 500.0), "100000", none);

        assertThat(sized.quantity()).isEqualByComparingTo("0");
    }

    @Test
    void an_atr_below_zero_gives_no_size() {
        Snapshot snapshot = snapshot("BTCUSDT", AS_OF, "49999", "50000", -1.0);

        assertThat(size(Side.BUY, snapshot, BTC, "100000", WIDE)).isInstanceOf(Sizing.Unsizable.class);
    }

    @Test
    void a_missing_atr_gives_no_size() {
        Snapshot snapshot = snapshot("BTCUSDT", AS_OF, "49999", "50000", null);

        assertThat(size(Side.BUY, snapshot, BTC, "100000", WIDE))
                .isEqualTo(new Sizing.Unsizable("ATR of 15m is missing, so there is no stop distance"));
    }

    @Test
    void a_spread_that_reaches_past_the_stop_gives_no_size() {
        Snapshot wide = snapshot("BTCUSDT", AS_OF, "49000", "50000", 100.0);

        assertThat(size(Side.BUY, wide, BTC, "100000", WIDE)).isInstanceOf(Sizing.Unsizable.class);
    }

    @Test
    void a_tick_coarser_than_the_stop_distance_gives_no_size() {
        Instrument coarse = btcInTicksOf("1000");

        assertThat(size(Side.BUY, snapshot("BTCUSDT", AS_OF, "49999", "50000", 100.0), coarse, "100000", WIDE))
                .isInstanceOf(Sizing.Unsizable.class);
    }

    private static Sizing.Sized sized(Side side, Snapshot snapshot, String equity, Headroom headroom) {
        return (Sizing.Sized) size(side, snapshot, BTC, equity, headroom);
    }

    private static Sizing size(Side side, Snapshot snapshot, Instrument instrument, String equity, Headroom headroom) {
        return Sizing.ofEntry(side, snapshot, instrument, bd(equity), headroom, limits(), EntryOrders.MARKET);
    }

    private static BigDecimal bd(String text) {
        return new BigDecimal(text);
    }
}
