package io.ffe.schema.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one member of the ensemble said. An abstention has no action and is not a HOLD.
 *
 * @param member name of the strategy or model, as in {@code trend-following}
 * @param confidence 0 to 100, zero on an abstention
 * @param weight share of the member in the vote, 0 to 1
 * @param reasonCodes codes that are true of the snapshot, as in {@code RSI_OVERSOLD}
 */
public record Vote(
        String member,
        String version,
        @Nullable Action action,
        int confidence,
        double weight,
        List<String> reasonCodes) {

    public Vote {
        Require.id("member", member);
        Require.percent("confidence", confidence);
        Require.that(weight >= 0 && weight <= 1, "weight", weight, "0 to 1");
        reasonCodes = List.copyOf(reasonCodes);
    }
}
