package io.ffe.papervenue.domain;

import java.util.Locale;

/** The venue's own ids: counted, so that the same journal gives the same ids. */
final class Numbering {

    private long orders;
    private long trades;

    Numbering(long orders, long trades) {
        this.orders = orders;
        this.trades = trades;
    }

    String nextOrder() {
        orders++;
        return String.format(Locale.ROOT, "V%08d", orders);
    }

    String nextTrade() {
        trades++;
        return String.format(Locale.ROOT, "T%08d", trades);
    }
}
