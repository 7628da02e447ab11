package io.ffe.stack.audit.fact;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * A portfolio as execution's database has it, at one instant.
 *
 * @param sequence last execution that was numbered
 * @param venueCursor last event of the venue that is booked
 * @param positions signed, by symbol; flat ones are absent
 * @param costs of those positions, each in the currency that it is booked in
 */
public record ExecutionBook(
        String portfolioId,
        long sequence,
        long venueCursor,
        BigDecimal cash,
        BigDecimal fees,
        Map<String, BigDecimal> positions,
        Map<String, BigDecimal> costs,
        Fills fills,
        Ledger ledger,
        Numbering numbering) {

    /**
     * Sums over all fills.
     *
     * @param count of them
     * @param net bought less sold, by symbol
     * @param cash what they did to it, fees included
     */
    public record Fills(long count, Map<String, BigDecimal> net, BigDecimal cash, BigDecimal fees) {}

    /**
     * The double-entry ledger.
     *
     * @param accounts balance of each in account currency, by name; in another, by name and currency, as in
     *     {@code position:USDJPY JPY}
     * @param sums of all entries, by currency
     * @param transactions how many there are
     * @param unbalanced execution sequences of those that do not sum to zero
     */
    public record Ledger(
            Map<String, BigDecimal> accounts, Map<String, BigDecimal> sums, long transactions, List<Long> unbalanced) {

        /** The balance of a symbol's positions at cost, in whatever currency they are booked. */
        public BigDecimal cost(String symbol) {
            String account = "position:" + symbol;
            return accounts.entrySet().stream()
                    .filter(entry ->
                            entry.getKey().equals(account) || entry.getKey().startsWith(account + " "))
                    .map(Map.Entry::getValue)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        /** True when trades of the symbol are booked in another currency than the account's. */
        public boolean foreign(String symbol) {
            return accounts.keySet().stream().anyMatch(name -> name.startsWith("position:" + symbol + " "));
        }

        /** True when any trade was booked in another currency than the account's. */
        public boolean converts() {
            return sums.size() > 1;
        }
    }

    /**
     * The executions that were recorded.
     *
     * @param rows how many
     * @param last largest sequence
     * @param moving how many are fills or cash, each of which has a ledger transaction
     */
    public record Numbering(long rows, long last, long moving) {}
}
