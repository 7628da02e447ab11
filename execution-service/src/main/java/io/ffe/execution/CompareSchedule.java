package io.ffe.execution;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Which portfolios' books are compared next: those that do not agree at every look, the others once in an interval. One thread. */
final class CompareSchedule {

    private final long intervalNanos;
    private final LongSupplier nanos;
    private final Map<String, Long> begun = new HashMap<>();

    /** @param nanos a clock that only goes forward, in nanoseconds */
    CompareSchedule(Duration interval, LongSupplier nanos) {
        this.intervalNanos = interval.toNanos();
        this.nanos = nanos;
    }

    boolean due(String portfolioId, boolean agrees) {
        Long last = begun.get(portfolioId);
        return !agrees || last == null || nanos.getAsLong() - last >= intervalNanos;
    }

    void begins(String portfolioId) {
        begun.put(portfolioId, nanos.getAsLong());
    }
}
