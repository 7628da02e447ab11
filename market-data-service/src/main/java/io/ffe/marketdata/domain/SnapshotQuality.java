package io.ffe.marketdata.domain;

import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quality.Reason;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.TimeframePulse.Status;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the age and the soundness of a snapshot's data are judged, as of the moment that the snapshot is about. Whoever
 * uses it later judges again how old it is by then.
 *
 * <p>A quote is stale when it is older than the timeframe's limit or than the limit for quotes, whichever is shorter. A
 * closed market is no excuse: its last quote is as old as it is.
 */
public final class SnapshotQuality {

    private SnapshotQuality() {}

    /**
     * @param timeframe the snapshot's own
     * @param quote the last before asOf, absent when there was none
     * @param pulses all seven, shortest first
     * @param derivedTicks whether the quote or the last bar of the timeframe was made from recorded bars
     */
    public static Quality judge(
            Instant asOf,
            Timeframe timeframe,
            AssetClass assetClass,
            @Nullable Quote quote,
            List<TimeframePulse> pulses,
            boolean derivedTicks,
            QualityLimits limits) {
        List<Reason> reasons = new ArrayList<>();
        if (quote == null) {
            reasons.add(Reason.NO_QUOTE);
        } else {
            judgeAge(reasons, Duration.between(quote.occurredAt(), asOf), timeframe, limits);
            judgeSpread(reasons, quote, assetClass, limits);
        }
        judgeHistory(reasons, asOf, timeframe, pulses);
        if (derivedTicks) {
            reasons.add(Reason.DERIVED_TICKS);
        }
        return Quality.of(reasons);
    }

    private static void judgeAge(List<Reason> reasons, Duration age, Timeframe timeframe, QualityLimits limits) {
        if (age.compareTo(limits.staleAfter(timeframe)) > 0 || age.compareTo(limits.quoteAge()) > 0) {
            reasons.add(Reason.STALE_QUOTE);
        }
        if (age.negated().compareTo(limits.futureSkew()) > 0) {
            reasons.add(Reason.FUTURE_QUOTE);
        }
    }

    private static void judgeSpread(List<Reason> reasons, Quote quote, AssetClass assetClass, QualityLimits limits) {
        BigDecimal spread = quote.spread();
        switch (spread.signum()) {
            case -1 -> reasons.add(Reason.CROSSED_QUOTE);
            case 0 -> reasons.add(Reason.LOCKED_QUOTE);
            default -> {
                if (spread.compareTo(limits.wideSpread(assetClass).of(quote.mid())) > 0) {
                    reasons.add(Reason.WIDE_SPREAD);
                }
            }
        }
    }

    private static void judgeHistory(
            List<Reason> reasons, Instant asOf, Timeframe timeframe, List<TimeframePulse> pulses) {
        TimeframePulse own = pulses.get(timeframe.ordinal());
        if (own.bars() < TimeframeHistory.NEEDED_BARS) {
            reasons.add(Reason.TOO_LITTLE_HISTORY);
        }
        if (!asOf.equals(own.lastBarEnd())) {
            reasons.add(Reason.MISSING_LAST_BAR);
        }
        if (pulses.stream()
                .anyMatch(pulse -> pulse.timeframe().compareTo(timeframe) > 0 && pulse.status() == Status.MISSING)) {
            reasons.add(Reason.HIGHER_TIMEFRAME_MISSING);
        }
    }
}
