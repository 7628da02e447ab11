package io.ffe.execution.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Side;
import io.ffe.schema.seeded.Draw;
import io.ffe.schema.seeded.Tries;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Positions and ledger over random fills: buys, sells, partial closes and reversals. */
class BooksPropertiesTest {

    private static final String USD = "USD";

    record Trade(Side side, BigDecimal quantity, BigDecimal price, BigDecimal fee) {}

    @Tries(10_000)
    void the_ledger_sums_to_zero_after_every_fill_and_positions_are_the_sum_of_fills(Draw draw) {
        Map<String, BigDecimal> accounts = new TreeMap<>();
        Position position = Position.flat("BTCUSDT");
        BigDecimal signedFills = BigDecimal.ZERO;
        BigDecimal cash = BigDecimal.ZERO;

        for (Trade trade : trades(draw)) {
            Booking booked = booking(position, trade);
            booked.entries()
                    .entries()
                    .forEach(entry -> accounts.merge(entry.account(), entry.amount(), BigDecimal::add));
            position = booked.change().after();
            signedFills = signedFills.add(
                    trade.quantity().multiply(BigDecimal.valueOf(trade.side().sign())));
            cash = cash.add(booked.cashDelta());

            assertThat(accounts.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add))
                    .isEqualByComparingTo("0");
            assertThat(position.quantity()).isEqualByComparingTo(signedFills);
            assertThat(balance(accounts, "position:BTCUSDT")).isEqualByComparingTo(position.cost());
            assertThat(balance(accounts, LedgerTransaction.CASH)).isEqualByComparingTo(cash);
        }
    }

    @Tries(10_000)
    void a_closed_position_has_turned_all_of_its_result_into_cash(Draw draw) {
        Position position = Position.flat("BTCUSDT");
        BigDecimal cash = BigDecimal.ZERO;
        BigDecimal realised = BigDecimal.ZERO;
        for (Trade trade : trades(draw)) {
            Position.Change change = position.trade(trade.side(), trade.quantity(), trade.price());
            realised = realised.add(change.realised());
            cash = cash.add(proceeds(trade));
            position = change.after();
        }
        if (!position.isFlat()) {
            Position.Change closing =
                    position.trade(position.closingSide(), position.quantity().abs(), BigDecimal.valueOf(100));
            cash = cash.add(proceeds(new Trade(
                    position.closingSide(), position.quantity().abs(), BigDecimal.valueOf(100), BigDecimal.ZERO)));
            realised = realised.add(closing.realised());
            position = closing.after();
        }

        assertThat(position.isFlat()).isTrue();
        assertThat(position.cost()).isEqualByComparingTo("0");
        assertThat(realised).isEqualByComparingTo(cash);
    }

    private static List<Trade> trades(Draw draw) {
        return draw.list(
                1,
                25,
                () -> new Trade(
                        draw.of(Side.values()),
                        BigDecimal.valueOf(draw.between(1, 300_000), 5),
                        BigDecimal.valueOf(draw.between(1, 20_000_000), 2),
                        BigDecimal.valueOf(draw.between(0, 1_000_000), 5)));
    }

    private static Booking booking(Position before, Trade trade) {
        return Booking.of(
                before,
                new Booking.Trade(trade.side(), trade.quantity(), trade.price(), trade.fee()),
                USD,
                USD,
                new Conversion.Rate(BigDecimal.ONE));
    }

    private static BigDecimal proceeds(Trade trade) {
        BigDecimal value = trade.quantity().multiply(trade.price());
        return trade.side() == Side.BUY ? value.negate() : value;
    }

    private static BigDecimal balance(Map<String, BigDecimal> accounts, String account) {
        return accounts.getOrDefault(account, BigDecimal.ZERO);
    }
}
