package io.ffe.risk.domain.book;

import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * An entry that was approved. It counts from its verdict on, whatever becomes of the order.
 *
 * @param quantity as approved, in base currency
 * @param at logical time of the verdict
 */
public record Approval(String verdictId, String symbol, Side side, BigDecimal quantity, Instant at) {}
