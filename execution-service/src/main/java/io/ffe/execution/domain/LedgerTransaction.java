package io.ffe.execution.domain;

import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One balanced change of the books. Double entry with signed amounts: what is owned or spent is above zero, where it came
 * from below; the entries of every transaction sum to zero in every currency, and so does the whole ledger.
 *
 * @param entries without zero amounts
 */
public record LedgerTransaction(List<Entry> entries) {

    /**
     * @param account one of {@code cash}, {@code position:SYMBOL} (at cost), {@code fees}, {@code realised} (results,
     *     gains below zero), {@code deposits}
     */
    public record Entry(String account, String currency, BigDecimal amount) {}

    public static final String CASH = "cash";
    public static final String FEES = "fees";
    public static final String REALISED = "realised";
    public static final String DEPOSITS = "deposits";

    public LedgerTransaction {
        entries = List.copyOf(entries);
        Map<String, BigDecimal> sums = entries.stream()
                .collect(Collectors.groupingBy(
                        Entry::currency, Collectors.reducing(BigDecimal.ZERO, Entry::amount, BigDecimal::add)));
        sums.forEach((currency, sum) -> {
            if (sum.signum() != 0) {
                throw new IllegalArgumentException(
                        "a ledger transaction sums to " + sum.toPlainString() + " " + currency + ", expected zero");
            }
        });
    }

    public static String positionAccount(String symbol) {
        return "position:" + symbol;
    }

    /** Money paid in, or out when the amount is below zero. */
    public static LedgerTransaction deposit(String currency, BigDecimal amount) {
        return of(new Entry(CASH, currency, amount), new Entry(DEPOSITS, currency, amount.negate()));
    }

    /**
     * A fill and its fee.
     *
     * @param change what {@link Position#trade} made of the fill
     */
    public static LedgerTransaction fill(
            String currency,
            Position before,
            Position.Change change,
            Side side,
            BigDecimal quantity,
            BigDecimal price,
            BigDecimal fee) {
        return of(
                new Entry(CASH, currency, cashDelta(side, quantity, price, fee)),
                new Entry(
                        positionAccount(before.symbol()),
                        currency,
                        change.after().cost().subtract(before.cost())),
                new Entry(REALISED, currency, change.realised().negate()),
                new Entry(FEES, currency, fee));
    }

    /** Change of cash by a fill: the notional's sign follows the side, the fee always costs. */
    public static BigDecimal cashDelta(Side side, BigDecimal quantity, BigDecimal price, BigDecimal fee) {
        BigDecimal notional = quantity.multiply(price);
        return (side == Side.BUY ? notional.negate() : notional).subtract(fee);
    }

    private static LedgerTransaction of(Entry... entries) {
        List<Entry> kept = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.amount().signum() != 0) {
                kept.add(entry);
            }
        }
        return new LedgerTransaction(kept);
    }
}
