package io.ffe.risk.domain.book;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The repeated-execution throttle of one symbol. Tripped, it stays so until a named person re-enables it.
 *
 * @param countsFrom approvals up to here do not count any more
 * @param trippedAt absent while entries are free
 */
public record Throttle(
        String symbol, Instant countsFrom, @Nullable Instant trippedAt) {

    public boolean tripped() {
        return trippedAt != null;
    }
}
