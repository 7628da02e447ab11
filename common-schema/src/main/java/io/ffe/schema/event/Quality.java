package io.ffe.schema.event;

import java.util.List;

/**
 * What market-data thinks of a snapshot. VALID and DEGRADED may lead to an entry; STALE and INVALID never do.
 *
 * @param reasons every reason found, in the order of the enum, empty exactly when VALID
 */
public record Quality(Verdict verdict, List<Reason> reasons) {

    /** Ordered from usable to unusable. */
    public enum Verdict {
        VALID,
        DEGRADED,
        STALE,
        INVALID
    }

    /** Why a snapshot is not simply VALID, with the verdict it forces at least. */
    public enum Reason {
        /** Ticks were derived from recorded bars: intrabar order and spread are modelled. */
        DERIVED_TICKS(Verdict.DEGRADED),
        /** A timeframe above the snapshot's own has fewer than 50 bars. */
        HIGHER_TIMEFRAME_MISSING(Verdict.DEGRADED),
        /** Bid equals ask. */
        LOCKED_QUOTE(Verdict.DEGRADED),
        /** The spread is above the configured limit. */
        WIDE_SPREAD(Verdict.DEGRADED),
        /** The last bar of the snapshot's own timeframe is not the one that ends at asOf. */
        MISSING_LAST_BAR(Verdict.STALE),
        /** The quote is older than the limit for this timeframe. */
        STALE_QUOTE(Verdict.STALE),
        /** The snapshot's own timeframe has fewer than 50 bars. */
        TOO_LITTLE_HISTORY(Verdict.INVALID),
        /** Bid above ask. */
        CROSSED_QUOTE(Verdict.INVALID),
        /** The quote is from the future by more than the allowed skew. */
        FUTURE_QUOTE(Verdict.INVALID),
        /** No quote was seen for the symbol. */
        NO_QUOTE(Verdict.INVALID);

        private final Verdict atLeast;

        Reason(Verdict atLeast) {
            this.atLeast = atLeast;
        }

        public Verdict atLeast() {
            return atLeast;
        }
    }

    public Quality {
        reasons = reasons.stream().distinct().sorted().toList();
        Verdict worst = worst(reasons);
        Require.that(verdict == worst, "verdict", verdict, worst + ", which the reasons " + reasons + " force");
    }

    /** The quality that these reasons force: the worst of them, VALID when there is none. */
    public static Quality of(List<Reason> reasons) {
        return new Quality(worst(reasons), reasons);
    }

    /** True when a decision may be made on it at all. */
    public boolean usable() {
        return verdict == Verdict.VALID || verdict == Verdict.DEGRADED;
    }

    private static Verdict worst(List<Reason> reasons) {
        return reasons.stream().map(Reason::atLeast).max(Enum::compareTo).orElse(Verdict.VALID);
    }
}
