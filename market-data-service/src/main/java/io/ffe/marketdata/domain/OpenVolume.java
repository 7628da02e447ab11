package io.ffe.marketdata.domain;

import java.math.BigDecimal;

/** A sum of sizes, exact and with the decimals of the one that has most, as {@link BigDecimal#add} gives it. */
final class OpenVolume {

    private static final Steps STEPS = new Steps(8);
    /** Far from where a long ends. */
    private static final long FULL = 1L << 60;

    private BigDecimal exact;
    private long steps;
    private int decimals;

    OpenVolume(BigDecimal start) {
        this.exact = start;
    }

    void add(BigDecimal size) {
        long more = STEPS.of(size);
        if (more == Steps.NONE) {
            exact = exact.add(size);
            return;
        }
        steps += more;
        decimals = Math.max(decimals, size.scale());
        if (steps > FULL) {
            exact = total();
            steps = 0;
        }
    }

    BigDecimal total() {
        return exact.add(STEPS.decimal(steps, decimals));
    }
}
