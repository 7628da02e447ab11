package io.ffe.risk.domain.book;

import io.ffe.schema.event.Side;
import java.time.Instant;

/**
 * The newest approved entry of a symbol, remembered after its order has ended.
 *
 * @param asOf of the snapshot that it was decided on
 */
public record LastEntry(String symbol, Side side, Instant asOf, String verdictId) {}
