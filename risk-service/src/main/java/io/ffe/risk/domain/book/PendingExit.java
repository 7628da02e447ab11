package io.ffe.risk.domain.book;

import io.ffe.schema.event.Side;
import java.math.BigDecimal;

/** An approved exit whose order has not ended yet. It holds no exposure; it only keeps a second exit from being approved. */
public record PendingExit(String verdictId, String symbol, Side side, BigDecimal quantity) {}
