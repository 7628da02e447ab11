package io.ffe.execution;

import io.ffe.execution.store.LedgerStore.Booked;
import io.ffe.execution.store.PortfolioRow;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums of the whole ledger by currency, carried on from one look to the next: the first reads everything, each later one what was
 * booked in between. That is exact as long as nobody changes the database by hand, because a portfolio's executions are committed
 * in their order, and its entries are neither changed nor deleted. One thread.
 */
class LedgerSums {

    private final Books books;
    private final Map<String, Long> through = new HashMap<>();
    private final Map<String, BigDecimal> sums = new TreeMap<>();

    LedgerSums(Books books) {
        this.books = books;
    }

    /** Anything but zero is a broken ledger. */
    Map<String, BigDecimal> byCurrency() {
        for (PortfolioRow portfolio : books.read(books.portfolios::all)) {
            String id = portfolio.portfolioId();
            long before = through.getOrDefault(id, 0L);
            Booked since = books.read(() -> books.ledger.bookedAfter(id, before));
            since.byCurrency().forEach((currency, sum) -> sums.merge(currency, sum, BigDecimal::add));
            through.put(id, since.through());
        }
        return Map.copyOf(sums);
    }
}
