package io.ffe.risk.domain.size;

import static io.ffe.risk.domain.Market.AS_OF;
import static io.ffe.risk.domain.Market.BTC;
import static io.ffe.risk.domain.Market.limits;
import static io.ffe.risk.domain.Market.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Side;
import io.ffe.schema.event.Snapshot;
import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;

class SizingPropertyTest {

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

        if (Sizing.ofEntry(side, snapshot, BTC, equity, headroom, limits()) instanceof Sizing.Sized sized) {
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
}
