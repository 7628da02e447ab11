package io.ffe.risk.domain.limit;

import java.time.Instant;

/**
 * A limit that was changed over REST.
 *
 * @param number of the change within the portfolio, from 1 on
 * @param scope {@code *} for all of the portfolio, or a symbol
 * @param key as in configuration
 * @param before what was in force in the scope
 * @param loosened whether it allows more now, or may
 * @param tokenHolder whose token it was; the actor may have named himself
 */
public record LimitChange(
        long number,
        String portfolioId,
        String scope,
        String key,
        String before,
        String after,
        boolean loosened,
        String actor,
        String tokenHolder,
        String reason,
        Instant changedAt) {}
