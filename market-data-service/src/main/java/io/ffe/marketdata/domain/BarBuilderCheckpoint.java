package io.ffe.marketdata.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open bars in a {@link SymbolCheckpoint}.
 *
 * @param closedThrough absent before the first record
 * @param minutes open minutes, oldest first; more than one only with lateness
 * @param longer open bars of the longer timeframes, shortest first
 * @param lastQuote newest quote of the closed minutes
 */
public record BarBuilderCheckpoint(
        @Nullable Instant closedThrough,
        List<OpenBar.State> minutes,
        List<OpenBar.State> longer,
        @Nullable LastQuote lastQuote) {

    public BarBuilderCheckpoint {
        minutes = List.copyOf(minutes);
        longer = List.copyOf(longer);
    }
}
