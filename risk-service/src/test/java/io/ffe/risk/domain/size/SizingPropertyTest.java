package io.ffe.risk.domain.size;

import static io.ffe.risk.domain.Market.AS_OF;
import static io.ffe.risk.domain.Market.BTC;
import static io.ffe.risk.domain.Market.btcInTicksOf;
import static io.ffe.risk.domain.Market.limits;
import static io.ffe.risk.domain.Market.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.risk.domain.limit.EntryOrders;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.money.Fraction;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.seeded.Draw;
import io.ffe.schema.seeded.Tries;
import java.math.BigDecimal;
import java.math.RoundingMode;

class SizingPropertyTest {

    @Tries(2000)
    void size_is_whole_lots_within_every_headroom_and_the_risk_fraction(Draw draw, Side side) {
        BigDecimal bid = draw.decimal("0.5", "90000", 2);
        BigDecimal spread = draw.decimal("0", "20", 2);
        double atr = draw.decimal("0", "5000", 3).doubleValue();
        BigDecimal equity = draw.decimal("1", "10000000", 2);
        Headroom headroom = new Headroom(
                draw.decimal("-1000", "100000", 2),
                draw.decimal("-1000", "100000", 2),
                draw.decimal("-1000", "100000", 2));
        Snapshot snapshot =
                snapshot("BTCUSDT", AS_OF, bid.toPlainString(), bid.add(spread).toPlainString(), atr);

        if (Sizing.ofEntry(side, snapshot, BTC, equity, headroom, limits(), EntryOrders.MARKET)
                instanceof Sizing.Sized sized) {
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

    @Tries(2000)
    void a_limit_is_on_the_grid_never_worse_than_asked_for_and_loses_no_more_than_was_sized(Draw draw, Side side) {
        BigDecimal bid = draw.decimal("100", "90000", 2);
        Snapshot snapshot = snapshot(
                "BTCUSDT",
                AS_OF,
                bid.toPlainString(),
                bid.add(draw.decimal("0", "1", 2)).toPlainString(),
                draw.decimal("0", "5000", 3).doubleValue());
        BigDecimal equity = draw.decimal("1", "10000000", 2);
        Headroom headroom = new Headroom(
                draw.decimal("-1000", "100000", 2),
                draw.decimal("-1000", "100000", 2),
                draw.decimal("-1000", "100000", 2));
        EntryOrders entries = new EntryOrders(
                OrderType.LIMIT, new Fraction(draw.decimal("-0.05", "0.05", 4)), TimeInForce.GTC, draw.yes());
        Instrument instrument = btcInTicksOf(draw.of("0.01", "1", "50"));

        if (Sizing.ofEntry(side, snapshot, instrument, equity, headroom, limits(), entries)
                instanceof Sizing.Sized sized) {
            BigDecimal limit = sized.limitPrice();
            BigDecimal asked = sized.referencePrice()
                    .subtract(
                            entries.limitOffset().of(sized.referencePrice()).multiply(BigDecimal.valueOf(side.sign())));
            assertThat(instrument.roundToTick(limit, RoundingMode.HALF_EVEN)).isEqualByComparingTo(limit);
            assertThat(limit.subtract(asked).signum() * side.sign()).isNotPositive();
            BigDecimal lost = limit.subtract(sized.stopLoss()).multiply(BigDecimal.valueOf(side.sign()));
            assertThat(lost).isPositive();
            assertThat(lost.multiply(sized.quantity()))
                    .isLessThanOrEqualTo(limits().riskFraction().of(equity));
            assertThat(sized.quantity().multiply(limit.max(sized.referencePrice())))
                    .isLessThanOrEqualTo(headroom.tightest().max(BigDecimal.ZERO));
            assertThat(sized.worstPrice(side).subtract(sized.referencePrice()).signum() * side.sign())
                    .isNotNegative();
            assertThat(sized.trailingDistance() != null).isEqualTo(entries.trailingStop());
            if (sized.trailingDistance() != null) {
                assertThat(sized.trailingDistance()).isPositive();
                assertThat(instrument.roundToTick(sized.trailingDistance(), RoundingMode.HALF_EVEN))
                        .isEqualByComparingTo(sized.trailingDistance());
            }
        }
    }
}
