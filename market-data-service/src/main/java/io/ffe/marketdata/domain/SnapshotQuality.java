package io.ffe.marketdata.domain;

import io.ffe.schema.event.MarketHours;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quality.Reason;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.TimeframePulse.Status;
import io.ffe.schema.money.Fraction;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the age and the soundness of a snapshot's data are judged, as of the moment that the snapshot is about. Whoever
 * uses it later judges again how old it is by then.
 *
 * <p>A quote is stale when it is older than the timeframe's limit or than the limit for quotes, whichever is shorter
 * ({@link QuoteAge}). While the market is closed at asOf that is the reason, MARKET_CLOSED, and an old quote and a bar that did
 * not come are none. When it has opened, the last quote before is as old as it is; a bar of closed hours is not missed.
 */
public final class SnapshotQuality {

    private final Instant asOf;
    private final Timeframe timeframe;
    private final AssetClass assetClass;
    private final QualityLimits limits;
    private final boolean open;
    private final List<Reason> reasons = new ArrayList<>();
    private final List<String> details = new ArrayList<>();

    private SnapshotQuality(Instant asOf, Timeframe timeframe, AssetClass assetClass, QualityLimits limits) {
        this.asOf = asOf;
        this.timeframe = timeframe;
        this.assetClass = assetClass;
        this.limits = limits;
        this.open = MarketHours.isOpen(assetClass, asOf);
    }

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
        SnapshotQuality found = new SnapshotQuality(asOf, timeframe, assetClass, limits);
        found.judgeHours();
        if (quote == null) {
            found.reasons.add(Reason.NO_QUOTE);
        } else {
            found.judgeAge(quote);
            found.judgeSpread(quote);
        }
        found.judgeHistory(pulses);
        if (derivedTicks) {
            found.reasons.add(Reason.DERIVED_TICKS);
        }
        return Quality.of(found.reasons, found.details.isEmpty() ? null : String.join("; ", found.details));
    }

    private void judgeHours() {
        if (!open) {
            reasons.add(Reason.MARKET_CLOSED);
            details.add(assetClass + " market is closed until " + MarketHours.nextOpen(assetClass, asOf));
        }
    }

    private void judgeAge(Quote quote) {
        QuoteAge found = QuoteAge.of(quote, asOf, assetClass, timeframe, limits);
        if (found.isStale() && open) {
            reasons.add(Reason.STALE_QUOTE);
            details.add("quote is " + words(found.age()) + " old, limit " + words(found.limit()) + " on " + timeframe);
        } else if (found.isStale()) {
            details.add("last quote is " + words(found.age()) + " old");
        }
        Duration ahead = found.age().negated();
        if (ahead.compareTo(limits.futureSkew()) > 0) {
            reasons.add(Reason.FUTURE_QUOTE);
            details.add("quote is " + words(ahead) + " from the future, limit " + words(limits.futureSkew()));
        }
    }

    private void judgeSpread(Quote quote) {
        BigDecimal spread = quote.spread();
        switch (spread.signum()) {
            case -1 -> reasons.add(Reason.CROSSED_QUOTE);
            case 0 -> reasons.add(Reason.LOCKED_QUOTE);
            default -> {
                Fraction limit = limits.wideSpread(assetClass);
                if (spread.compareTo(limit.of(quote.mid())) > 0) {
                    reasons.add(Reason.WIDE_SPREAD);
                    BigDecimal share = spread.divide(quote.mid(), MathContext.DECIMAL64);
                    details.add("spread is " + basisPoints(share) + ", limit " + basisPoints(limit.value()));
                }
            }
        }
    }

    private void judgeHistory(List<TimeframePulse> pulses) {
        TimeframePulse own = pulses.get(timeframe.ordinal());
        if (own.bars() < TimeframeHistory.NEEDED_BARS) {
            reasons.add(Reason.TOO_LITTLE_HISTORY);
            details.add(own.bars() + " bars of " + timeframe + ", needs " + TimeframeHistory.NEEDED_BARS);
        }
        if (open && !asOf.equals(own.lastBarEnd()) && tradedSince(asOf.minus(timeframe.length()))) {
            reasons.add(Reason.MISSING_LAST_BAR);
            details.add("last " + timeframe + " bar "
                    + (own.lastBarEnd() == null
                            ? "never came"
                            : "ended " + words(Duration.between(own.lastBarEnd(), asOf)) + " ago"));
        }
        List<String> missing = pulses.stream()
                .filter(pulse -> pulse.timeframe().compareTo(timeframe) > 0 && pulse.status() == Status.MISSING)
                .map(pulse -> pulse.timeframe().label())
                .toList();
        if (!missing.isEmpty()) {
            reasons.add(Reason.HIGHER_TIMEFRAME_MISSING);
            details.add(String.join(", ", missing) + (missing.size() == 1 ? " is missing" : " are missing"));
        }
    }

    private boolean tradedSince(Instant start) {
        return MarketHours.openTime(assetClass, start, asOf).isPositive();
    }

    /** As in {@code 90 s}, {@code 51.3 min} and {@code 46.3 h}; rounded up, so that what is beyond its limit looks it. */
    private static String words(Duration length) {
        BigDecimal seconds = BigDecimal.valueOf(length.toSeconds()).add(BigDecimal.valueOf(length.getNano(), 9));
        long minutes = length.toMinutes();
        return minutes < 2
                ? in(seconds, "1") + " s"
                : minutes < 120 ? in(seconds, "60") + " min" : in(seconds, "3600") + " h";
    }

    private static String basisPoints(BigDecimal share) {
        return in(share, "0.0001") + " bp";
    }

    private static String in(BigDecimal value, String unit) {
        return value.divide(new BigDecimal(unit), 1, RoundingMode.UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
