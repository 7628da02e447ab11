package io.ffe.execution.domain;

import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a trade does to the books. Position and result are in the currency that the instrument is booked in, cash and fee in
 * the account's; what lies between is turned over in the account {@code exchange} of either.
 *
 * @param cashDelta change of cash in account currency, fee included
 * @param realised result of what closed in account currency, after the fee; zero when nothing closed
 * @param unconverted why the trade's value is cash of its own currency; null when it is the account's
 */
public record Booking(
        Position.Change change,
        BigDecimal cashDelta,
        BigDecimal realised,
        LedgerTransaction entries,
        @Nullable String unconverted) {

    /** A trade as the venue tells it. @param fee in account currency */
    public record Trade(Side side, BigDecimal quantity, BigDecimal price, BigDecimal fee) {

        /** What it brings, below zero for a buy, in the instrument's currency and before the fee. */
        BigDecimal proceeds() {
            BigDecimal value = quantity.multiply(price);
            return side == Side.BUY ? value.negate() : value;
        }
    }

    /**
     * @param bookedIn see {@link Rates#bookedIn}
     * @param conversion of that currency; without a rate the proceeds stay what they are
     */
    public static Booking of(Position before, Trade trade, String bookedIn, String account, Conversion conversion) {
        Position.Change change = before.trade(trade.side(), trade.quantity(), trade.price());
        boolean closes = before.isClosedBy(trade.side());
        LedgerTransaction.Lines lines = new LedgerTransaction.Lines()
                .add(
                        LedgerTransaction.positionAccount(before.symbol()),
                        bookedIn,
                        change.after().cost().subtract(before.cost()))
                .add(LedgerTransaction.REALISED, bookedIn, change.realised().negate())
                .add(LedgerTransaction.FEES, account, trade.fee());
        return switch (conversion) {
            case Conversion.Rate rate -> {
                BigDecimal brought = rate.of(trade.proceeds());
                if (!bookedIn.equals(account)) {
                    lines.add(LedgerTransaction.EXCHANGE, bookedIn, trade.proceeds())
                            .add(LedgerTransaction.EXCHANGE, account, brought.negate());
                }
                BigDecimal cash = brought.subtract(trade.fee());
                yield new Booking(
                        change,
                        cash,
                        closes ? rate.of(change.realised()).subtract(trade.fee()) : BigDecimal.ZERO,
                        lines.add(LedgerTransaction.CASH, account, cash).transaction(),
                        null);
            }
            case Conversion.Missing(String why) ->
                new Booking(
                        change,
                        trade.fee().negate(),
                        closes ? trade.fee().negate() : BigDecimal.ZERO,
                        lines.add(LedgerTransaction.CASH, bookedIn, trade.proceeds())
                                .add(
                                        LedgerTransaction.CASH,
                                        account,
                                        trade.fee().negate())
                                .transaction(),
                        why);
        };
    }
}
