package io.ffe.schema.event;

import io.ffe.schema.event.Snapshot.Regime;
import io.ffe.schema.event.TierStep.Tier;
import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.NotCore;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a decision turned out, scored against prices after it, whether it was traded or not.
 *
 * <p>Scored is what an entry at the first price after {@code decidedAt} would have brought until a stop, a target or the end of
 * the window, after costs, for both sides. A BUY or SELL was right when its side earned something, a HOLD when neither side
 * did. A bar that holds both of a side's barriers counts against everybody.
 *
 * @param action what was decided, or proposed and not done; of a HOLD the label is HORIZON and the return zero
 * @param label first barrier that prices touched, or CENSORED when the data ended first
 * @param returnFraction result of the decided side after costs, as a fraction of the entry price; absent when CENSORED
 * @param traded whether an order of the decision was filled, as far as executions had told by then
 * @param horizonEnd end of the window in which it was scored
 * @param resolvedAt when the label was known, the asOf of the snapshot that reached the horizon; a decision uses outcomes that
 *     were resolved before its own asOf
 * @param asOf of the snapshot that was decided on
 * @param decidedAt no price at or before it is used
 * @param tier the tier that decided
 * @param regime state of the market at asOf
 * @param entryPrice first price after decidedAt; absent when there was none
 * @param barrierAtr the ATR in whose multiples the barriers stood, in price units
 * @param touchedAt end of the bar in which the decided side's barrier was touched; absent when none was
 * @param ambiguous whether a bar held both barriers of a side
 * @param buyReturn what a BUY would have brought after costs, as a fraction of the entry price
 * @param sellReturn what a SELL would have brought
 * @param holdReturn what buying and holding to the end of the window would have brought, after the same costs
 * @param members every vote with an action, and the decision itself as the member {@code decision} with its tier as version
 */
public record Outcome(
        @NotCore String runId,
        @NotCore String decisionId,
        @NotCore String snapshotId,
        String portfolioId,
        String symbol,
        Origin origin,
        Action action,
        Label label,
        @Nullable Double returnFraction,
        boolean traded,
        Instant horizonEnd,
        Instant resolvedAt,
        @Nullable Instant asOf,
        @Nullable Instant decidedAt,
        @Nullable Tier tier,
        @Nullable Regime regime,
        @Nullable BigDecimal entryPrice,
        @Nullable Double barrierAtr,
        @Nullable Instant touchedAt,
        @Nullable Boolean ambiguous,
        @Nullable Double buyReturn,
        @Nullable Double sellReturn,
        @Nullable Double holdReturn,
        @Nullable List<Member> members)
        implements Event {

    /** The member that stands for the decision as a whole. */
    public static final String DECISION = "decision";

    /**
     * What one member had said, and whether it was right.
     *
     * @param digest of the model; absent for a strategy
     * @param confidence as stated, 0 to 100
     * @param probability that it gave itself after calibration, 0 to 1
     * @param climatology how often its action had been right before, whoever said it: what knows only that would have said
     * @param right absent when CENSORED
     */
    public record Member(
            String member,
            String version,
            @Nullable @NotCore String digest,
            Action action,
            int confidence,
            double probability,
            double climatology,
            @Nullable Boolean right) {

        public Member {
            Require.id("member", member);
            Require.percent("confidence", confidence);
            Require.that(probability >= 0 && probability <= 1, "probability", probability, "0 to 1");
            Require.that(climatology >= 0 && climatology <= 1, "climatology", climatology, "0 to 1");
        }
    }

    /** Triple-barrier label. */
    public enum Label {
        TARGET,
        STOP,
        HORIZON,
        CENSORED
    }

    public Outcome {
        Require.id("runId", runId);
        Require.id("decisionId", decisionId);
        Require.id("snapshotId", snapshotId);
        Require.id("portfolioId", portfolioId);
        Require.symbol("symbol", symbol);
        Require.finite("returnFraction", returnFraction);
        Require.that(
                (label == Label.CENSORED) == (returnFraction == null),
                "returnFraction",
                returnFraction,
                "absent exactly when CENSORED");
        Require.positive("entryPrice", entryPrice);
        Require.finite("barrierAtr", barrierAtr);
        Require.finite("buyReturn", buyReturn);
        Require.finite("sellReturn", sellReturn);
        Require.finite("holdReturn", holdReturn);
        members = members == null ? null : List.copyOf(members);
    }

    /** What an action would have brought after costs: nothing for a HOLD; null where it was not scored. */
    public @Nullable Double returnOf(Action which) {
        return switch (which) {
            case BUY -> buyReturn;
            case SELL -> sellReturn;
            case HOLD -> buyReturn == null ? null : Double.valueOf(0);
        };
    }

    /**
     * Whether an action was right: a BUY or SELL when its side earned something, a HOLD when neither did and no bar leaves it in
     * doubt; false where it was not scored.
     */
    public boolean wasRight(Action which) {
        return buyReturn != null
                && sellReturn != null
                && right(which, buyReturn, sellReturn, Boolean.TRUE.equals(ambiguous));
    }

    /** Whether an action is right where the sides have brought this. */
    public static boolean right(Action which, double buyReturn, double sellReturn, boolean ambiguous) {
        return switch (which) {
            case BUY -> buyReturn > 0;
            case SELL -> sellReturn > 0;
            case HOLD -> buyReturn <= 0 && sellReturn <= 0 && !ambiguous;
        };
    }

    @Override
    public String eventId() {
        return Ids.of("outcome", decisionId).toString();
    }

    @Override
    public Instant time() {
        return resolvedAt;
    }

    @Override
    public String subject() {
        return symbol;
    }

    @Override
    public String key() {
        return symbol;
    }
}
