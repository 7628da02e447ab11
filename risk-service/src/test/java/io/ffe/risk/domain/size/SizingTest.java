package io.ffe.risk.domain.size;

import static io.ffe.risk.domain.Market.AS_OF;
import static io.ffe.risk.domain.Market.BTC;
import static io.ffe.risk.domain.Market.limits;
import static io.ffe.risk.domain.Market.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.ffe.schema.event.Side;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
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
        Instrument coarse = new Instrument(
                "BTCUSDT",
                BTC.assetClass(),
                "BTC",
                "USDT",
                bd("1000"),
                BTC.lotSize(),
                BTC.minQuantity(),
                BTC.maxQuantity(),
                BTC.minNotional());

        assertThat(size(Side.BUY, snapshot("BTCUSDT", AS_OF, "49999", "50000", 100.0), coarse, "100000", WIDE))
                .isInstanceOf(Sizing.Unsizable.class);
    }

    @Property(tries = 2000)
    void size_is_whole_lots_within_every_headroom_and_the_risk_fraction(
            @ForAll @BigRange(min = "0.5", max = "90000") @Scale(2) BigDecimal bid,
            @ForAll @BigRange(min = "0", max = "20") @Scale(2) BigDecimal spread,
            @ForAll @DoubleRange(min = 0, max = 5000) double atr,
            @ForAll @BigRange(min = "1", max = "10000000") BigDecimal equity,
            @ForAll @BigRange(min = "-1000", max = "100000") BigDecimal orderValue,
            @ForAll @BigRange(min = "-1000", max = "100000") BigDecimal concentration,
            @ForAll @BigRange(min = "-1000", max = "100000") BigDecimal leverage,
            @ForAll Side side) {
        Headroom headroom = new Headroom(orderValue, concentration, leverage);
        Snapshot snapshot =
                snapshot("BTCUSDT", AS_OF, bid.toPlainString(), bid.add(spread).toPlainString(), atr);

        if (size(side, snapshot, BTC, equity.toPlainString(), headroom) instanceof Sizing.Sized sized) {
            BigDecimal distance =
                    sized.referencePrice().subtract(sized.stopLoss()).abs();
            assertThat(BTC.isWholeLots(sized.quantity())).isTrue();
            assertThat(sized.quantity().signum()).isGreaterThanOrEqualTo(0);
            assertThat(sized.notional()).isLessThanOrEqualTo(headroom.tightest());
            assertThat(distance.multiply(sized.quantity()))
                    .isLessThanOrEqualTo(limits().riskFraction().of(equity));
            assertThat(distance)
                    .isLessThanOrEqualTo(limits().maxStop().of(sized.referencePrice()))
                    .isGreaterThan(BigDecimal.ZERO);
            assertThat(distance.add(BTC.tickSize()))
                    .isGreaterThanOrEqualTo(limits().minStop().of(sized.referencePrice()));
            assertThat(BTC.roundToTick(sized.stopLoss(), RoundingMode.HALF_EVEN))
                    .isEqualByComparingTo(sized.stopLoss());
            assertThat(BTC.roundToTick(sized.takeProfit(), RoundingMode.HALF_EVEN))
                    .isEqualByComparingTo(sized.takeProfit());
        }
    }

    private static Sizing.Sized sized(Side side, Snapshot snapshot, String equity, Headroom headroom) {
        return (Sizing.Sized) size(side, snapshot, BTC, equity, headroom);
    }

    private static Sizing size(Side side, Snapshot snapshot, Instrument instrument, String equity, Headroom headroom) {
        return Sizing.ofEntry(side, snapshot, instrument, bd(equity), headroom, limits());
    }

    private static BigDecimal bd(String text) {
        return new BigDecimal(text);
    }
}
