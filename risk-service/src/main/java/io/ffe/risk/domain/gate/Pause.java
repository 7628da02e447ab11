package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.ClosedTrade;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What follows a limit that closed trades have passed. A trade begins a pause when the trades of the lookback up to its close,
 * itself included, are beyond the limit; the pause then runs its time, whatever leaves the lookback meanwhile. Where the limit is a
 * share of equity, that is today's: what equity was when a trade closed is not kept.
 *
 * @param lookback what the limit is measured in
 * @param length of the pause, from the close of the trade that began it
 */
record Pause(Duration lookback, Duration length) {

    /**
     * What a gate makes of the trades of one lookback.
     *
     * @param within whether they are within the limit
     * @param what for people: what was measured
     */
    record Measured(boolean within, String value, String what) {}

    /**
     * Fails while a pause runs, with what was measured when its trade closed; of several with the one that ends last.
     *
     * @param counts which trades the limit is about
     * @param measure of such trades, oldest first
     */
    Finding finding(
            Proposal proposal,
            Predicate<ClosedTrade> counts,
            String limit,
            Function<List<ClosedTrade>, Measured> measure) {
        Instant now = proposal.now();
        List<ClosedTrade> trades = proposal
                .book()
                .conduct()
                .closedAfter(now.minus(length).minus(lookback))
                .stream()
                .filter(counts)
                .toList();
        for (ClosedTrade last : trades.reversed()) {
            Instant until = last.at().plus(length);
            if (!now.isBefore(until)) {
                break;
            }
            Measured then = measure.apply(upTo(last.at(), trades));
            if (!then.within()) {
                return Finding.of(false, then.value(), limit, then.what() + ", entries pause until " + until);
            }
        }
        Measured today = measure.apply(upTo(now, trades));
        return Finding.of(true, today.value(), limit, today.what() + (today.within() ? "" : ", no pause runs"));
    }

    private List<ClosedTrade> upTo(Instant end, List<ClosedTrade> trades) {
        Instant start = end.minus(lookback);
        return trades.stream()
                .filter(trade -> trade.at().isAfter(start) && !trade.at().isAfter(end))
                .toList();
    }
}
