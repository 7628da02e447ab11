package io.ffe.execution.domain;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares the books with the venue's. Nothing is ever corrected by trading: a difference closes entries and is shown. */
public final class BookDifferences {

    private BookDifferences() {}

    /**
     * One side of the comparison.
     *
     * @param cash in account currency
     * @param positions signed quantity by symbol, flat ones left out
     * @param workingOrders clientOrderIds of orders that can still trade
     */
    public record Books(BigDecimal cash, Map<String, BigDecimal> positions, Set<String> workingOrders) {}

    /**
     * Differences for people, empty when there is none.
     *
     * @param cashTolerance largest difference in cash that counts as rounding
     */
    public static List<String> between(Books ours, Books venues, BigDecimal cashTolerance) {
        List<String> differences = new ArrayList<>();
        if (ours.cash().subtract(venues.cash()).abs().compareTo(cashTolerance) > 0) {
            differences.add("cash is " + ours.cash().toPlainString() + " here and "
                    + venues.cash().toPlainString() + " at the venue");
        }
        Set<String> symbols = new TreeSet<>(ours.positions().keySet());
        symbols.addAll(venues.positions().keySet());
        for (String symbol : symbols) {
            BigDecimal here = ours.positions().getOrDefault(symbol, BigDecimal.ZERO);
            BigDecimal there = venues.positions().getOrDefault(symbol, BigDecimal.ZERO);
            if (here.compareTo(there) != 0) {
                differences.add("position in " + symbol + " is " + here.toPlainString() + " here and "
                        + there.toPlainString() + " at the venue");
            }
        }
        for (String id : new TreeSet<>(venues.workingOrders())) {
            if (!ours.workingOrders().contains(id)) {
                differences.add("order " + id + " works at the venue and not here");
            }
        }
        for (String id : new TreeSet<>(ours.workingOrders())) {
            if (!venues.workingOrders().contains(id)) {
                differences.add("order " + id + " works here and not at the venue");
            }
        }
        return differences;
    }
}
