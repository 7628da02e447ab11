package io.ffe.risk.domain.book;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a portfolio did lately, for the gates that look at more than one trade.
 *
 * @param day absent before the first valuation
 * @param approvals as far back as a limit may look, by verdictId
 * @param closed trades twice as far back, by clientOrderId
 * @param throttles by symbol; one that was never touched is absent
 */
public record Conduct(
        @Nullable TradingDay day,
        SortedMap<String, Approval> approvals,
        SortedMap<String, ClosedTrade> closed,
        SortedMap<String, Throttle> throttles) {

    /** How far back a limit may look, and how long a pause may be. */
    public static final Duration LONGEST_WINDOW = Duration.ofDays(2);

    /** A pause is worked out from the trades of the lookback before it, until it is over. */
    private static final Duration TRADES_KEPT = LONGEST_WINDOW.multipliedBy(2);

    /**
     * Ids have the run in them, so they do not say which of two came first at the same time, as when stops in two symbols trade
     * in the same minute: they are the last to be asked, when nothing else tells the two apart.
     */
    private static final Comparator<Approval> OLDEST_APPROVAL_FIRST = Comparator.comparing(Approval::at)
            .thenComparing(Approval::symbol)
            .thenComparing(Approval::side)
            .thenComparing(Approval::quantity)
            .thenComparing(Approval::verdictId);

    private static final Comparator<ClosedTrade> OLDEST_TRADE_FIRST = Comparator.comparing(ClosedTrade::at)
            .thenComparing(ClosedTrade::symbol)
            .thenComparing(ClosedTrade::protective)
            .thenComparing(ClosedTrade::result)
            .thenComparing(ClosedTrade::clientOrderId);

    public static final Conduct NONE = new Conduct(null, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    public Conduct {
        approvals = Collections.unmodifiableSortedMap(new TreeMap<>(approvals));
        closed = Collections.unmodifiableSortedMap(new TreeMap<>(closed));
        throttles = Collections.unmodifiableSortedMap(new TreeMap<>(throttles));
    }

    /** Approvals in a symbol later than a time, oldest first. */
    public List<Approval> approvedAfter(Instant time) {
        return approvals.values().stream()
                .filter(approval -> approval.at().isAfter(time))
                .sorted(OLDEST_APPROVAL_FIRST)
                .toList();
    }

    /** Trades that closed later than a time, oldest first. */
    public List<ClosedTrade> closedAfter(Instant time) {
        return closed.values().stream()
                .filter(trade -> trade.at().isAfter(time))
                .sorted(OLDEST_TRADE_FIRST)
                .toList();
    }

    Conduct on(@Nullable TradingDay that) {
        return new Conduct(that, approvals, closed, throttles);
    }

    Conduct approved(Approval approval) {
        TreeMap<String, Approval> all = new TreeMap<>(approvals);
        all.values().removeIf(old -> old.at().isBefore(approval.at().minus(LONGEST_WINDOW)));
        all.put(approval.verdictId(), approval);
        return new Conduct(day, all, closed, throttles);
    }

    Conduct closed(ClosedTrade fill) {
        TreeMap<String, ClosedTrade> all = new TreeMap<>(closed);
        all.values().removeIf(old -> old.at().isBefore(fill.at().minus(TRADES_KEPT)));
        all.merge(fill.clientOrderId(), fill, (before, more) -> before.with(more.result(), more.at()));
        return new Conduct(day, approvals, all, throttles);
    }

    Conduct with(Throttle throttle) {
        Map<String, Throttle> all = new TreeMap<>(throttles);
        all.put(throttle.symbol(), throttle);
        return new Conduct(day, approvals, closed, new TreeMap<>(all));
    }
}
