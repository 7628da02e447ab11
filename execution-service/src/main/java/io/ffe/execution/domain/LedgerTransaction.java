package io.ffe.execution.domain;

import io.ffe.schema.event.CashCause;
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
     *     gains below zero), {@code deposits}, {@code financing} and {@code charges} (paid above zero), {@code exchange}
     *     (what was turned into another currency, which has the other side of it)
     */
    public record Entry(String account, String currency, BigDecimal amount) {}

    public static final String CASH = "cash";
    public static final String FEES = "fees";
    public static final String REALISED = "realised";
    public static final String DEPOSITS = "deposits";
    public static final String FINANCING = "financing";
    public static final String CHARGES = "charges";
    public static final String EXCHANGE = "exchange";

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

    /** Money that came, or went when the amount is below zero, for another cause than a trade or a conversion. */
    public static LedgerTransaction moved(CashCause cause, String currency, BigDecimal amount) {
        String from = switch (cause) {
            case DEPOSIT -> DEPOSITS;
            case FINANCING -> FINANCING;
            case CHARGE -> CHARGES;
            case CONVERSION -> throw new IllegalArgumentException("a conversion has two currencies, not one");
        };
        return new Lines()
                .add(CASH, currency, amount)
                .add(from, currency, amount.negate())
                .transaction();
    }

    /** Cash of one currency becomes cash of another. @param worth of the amount, in the other currency */
    public static LedgerTransaction conversion(String from, BigDecimal amount, String into, BigDecimal worth) {
        return new Lines()
                .add(CASH, from, amount.negate())
                .add(EXCHANGE, from, amount)
                .add(CASH, into, worth)
                .add(EXCHANGE, into, worth.negate())
                .transaction();
    }

    /** Entries being gathered; zero amounts are left out. */
    static final class Lines {

        private final List<Entry> entries = new ArrayList<>();

        Lines add(String account, String currency, BigDecimal amount) {
            if (amount.signum() != 0) {
                entries.add(new Entry(account, currency, amount));
            }
            return this;
        }

        LedgerTransaction transaction() {
            return new LedgerTransaction(entries);
        }
    }
}
