package io.ffe.execution.domain;

import io.ffe.schema.event.Execution;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which executions are asked for; null where it does not matter.
 *
 * @param since occurred at that time or later
 */
public record ExecutionFilter(
        @Nullable String portfolioId,
        Execution.@Nullable Kind kind,
        @Nullable String symbol,
        @Nullable Instant since) {}
