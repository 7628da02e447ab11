package io.ffe.schema.event;

import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.NotCore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a decision turned out, scored against prices after it, whether it was traded or not.
 *
 * @param label first barrier that prices touched, or CENSORED when the data ended first
 * @param returnFraction result of the decided side after costs, as a fraction of the entry price; absent when CENSORED
 * @param horizonEnd end of the window in which it was scored
 * @param resolvedAt when the label was known; weights may use it from then on
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
        Instant resolvedAt)
        implements Event {

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
