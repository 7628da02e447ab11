package io.ffe.decision.domain;

import io.ffe.schema.event.Snapshot;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How old a snapshot may be when it is decided, and how far ahead of our clock.
 *
 * @param validity time from asOf for which a decision stands; null means one bar of the snapshot's timeframe
 * @param maximumSkew an asOf further in the future than this is as bad as a stale one
 */
public record AgeLimits(@Nullable Duration validity, Duration maximumSkew) {

    public AgeLimits {
        if (validity != null && !validity.isPositive()) {
            throw new IllegalArgumentException("validity is " + validity + ", expected a time above zero");
        }
        if (maximumSkew.isNegative()) {
            throw new IllegalArgumentException("maximumSkew is " + maximumSkew + ", expected zero or more");
        }
    }

    /** Beyond it an asOf is from the future at this time. */
    public Instant latestAsOf(Instant now) {
        return now.plus(maximumSkew);
    }

    /** No entry may be made from a decision on the snapshot after this time. */
    public Instant validUntil(Snapshot snapshot) {
        return snapshot.asOf().plus(validity == null ? snapshot.timeframe().length() : validity);
    }
}
