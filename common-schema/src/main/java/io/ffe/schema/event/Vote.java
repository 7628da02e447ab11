package io.ffe.schema.event;

import io.ffe.schema.serde.NotCore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one member of the ensemble said. An abstention has no action and is not a HOLD.
 *
 * @param member name of the strategy or model, as in {@code trend-following}
 * @param confidence 0 to 100, zero on an abstention
 * @param weight share of the member in the vote, 0 to 1
 * @param reasonCodes codes that are true of the snapshot, as in {@code RSI_OVERSOLD}
 * @param probability of being right, 0 to 1: the confidence calibrated by how often the member was right before, the
 *     confidence itself while too little of it is scored; absent on an abstention and on votes of earlier versions
 * @param digest of the model that voted; absent for a strategy, and when its server did not say
 */
public record Vote(
        String member,
        String version,
        @Nullable Action action,
        int confidence,
        double weight,
        List<String> reasonCodes,
        @Nullable Double probability,
        @Nullable @NotCore String digest) {

    /** A vote whose probability nobody has worked out. */
    public Vote(
            String member,
            String version,
            @Nullable Action action,
            int confidence,
            double weight,
            List<String> reasonCodes) {
        this(member, version, action, confidence, weight, reasonCodes, null, null);
    }

    public Vote {
        Require.id("member", member);
        Require.percent("confidence", confidence);
        Require.that(weight >= 0 && weight <= 1, "weight", weight, "0 to 1");
        reasonCodes = List.copyOf(reasonCodes);
        Require.finite("probability", probability);
        Require.that(probability == null || probability >= 0 && probability <= 1, "probability", probability, "0 to 1");
    }

    /** The same vote counted differently. */
    public Vote weighing(double other) {
        return new Vote(member, version, action, confidence, other, reasonCodes, probability, digest);
    }
}
