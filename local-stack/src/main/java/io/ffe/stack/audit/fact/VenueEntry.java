package io.ffe.stack.audit.fact;

import io.ffe.schema.event.Side;
import java.math.BigDecimal;

/** What the paper venue's journal says, one step of an account each; the steps of an account are numbered from 1. */
public sealed interface VenueEntry {

    /** Line of the file, the header being 1. */
    long line();

    /** Cash came in. */
    record Credited(long line, String portfolioId, BigDecimal amount) implements VenueEntry {}

    /** An order was taken, or refused in a way that uses its id up. */
    record Taken(long line, String portfolioId, String clientOrderId, String symbol, Side side, boolean refused)
            implements VenueEntry {}

    /** An order traded. */
    record Traded(
            long line,
            String portfolioId,
            String clientOrderId,
            String tradeId,
            BigDecimal quantity,
            BigDecimal price,
            BigDecimal fee)
            implements VenueEntry {}

    /** A step that changes neither cash nor position: resized, ended. */
    record Other(long line, String portfolioId) implements VenueEntry {}

    /** A line that cannot be trusted; what follows it is not read. */
    record Damaged(long line, String what) implements VenueEntry {}
}
