package io.ffe.schema.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import io.ffe.schema.serde.NotCore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What market-data thinks of a snapshot. VALID and DEGRADED may lead to an entry; STALE and INVALID never do.
 *
 * @param verdict at least as bad as the worst of the reasons
 * @param reasons every reason found, in the order of the enum, empty exactly when VALID
 * @param detail the figures behind the reasons, for people, as in "quote is 51.3 min old, limit 15 min on 5m"; ages are as of
 *     asOf. Absent when the reasons say all
 */
public record Quality(
        Verdict verdict,
        List<Reason> reasons,
        @Nullable @NotCore String detail) {

    /** Ordered from usable to unusable. */
    public enum Verdict {
        VALID,
        DEGRADED,
        STALE,
        INVALID
    }

    /**
     * Why a snapshot is not simply VALID, with the verdict it forces at least. Reasons are added within a version: one that a
     * reader does not know makes the snapshot unusable to him.
     */
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
        /** The market is closed at asOf; said instead of the two above, which it explains. */
        MARKET_CLOSED(Verdict.STALE),
        /** The snapshot's own timeframe has fewer than 50 bars. */
        TOO_LITTLE_HISTORY(Verdict.INVALID),
        /** Bid above ask. */
        CROSSED_QUOTE(Verdict.INVALID),
        /** The quote is from the future by more than the allowed skew. */
        FUTURE_QUOTE(Verdict.INVALID),
        /** No quote was seen for the symbol. */
        NO_QUOTE(Verdict.INVALID),
        /** A reason of a later version, as read by this one. Never written by whoever finds reasons. */
        @JsonEnumDefaultValue
        OTHER(Verdict.INVALID);

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
        if (reasons.contains(Reason.OTHER)) {
            // Its writer knew how bad it is and this reader does not, so what was written is no longer enough.
            verdict = worst;
        }
        Require.that(
                verdict.compareTo(worst) >= 0 && (verdict == Verdict.VALID) == reasons.isEmpty(),
                "verdict",
                verdict,
                worst + (reasons.isEmpty() ? "" : " or worse") + ", which the reasons " + reasons + " force");
        if (detail != null) {
            Require.text("detail", detail);
        }
    }

    /** The quality that these reasons force: the worst of them, VALID when there is none. */
    public static Quality of(List<Reason> reasons) {
        return of(reasons, null);
    }

    /** The same, with the figures behind the reasons. */
    public static Quality of(List<Reason> reasons, @Nullable String detail) {
        return new Quality(worst(reasons), reasons, detail);
    }

    /** True when a decision may be made on it at all. */
    public boolean usable() {
        return verdict == Verdict.VALID || verdict == Verdict.DEGRADED;
    }

    private static Verdict worst(List<Reason> reasons) {
        return reasons.stream().map(Reason::atLeast).max(Enum::compareTo).orElse(Verdict.VALID);
    }
}
