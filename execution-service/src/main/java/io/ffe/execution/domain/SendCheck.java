package io.ffe.execution.domain;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quote;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last look before an order leaves. Orders that only reduce exposure pass all of it but the origin: stale data never
 * keeps a position open.
 *
 * @param realVenue true when money at the venue is real
 * @param maxQuoteAge oldest last quote that an entry may leave on
 * @param maxSkew how far in the future a quote may be before it counts as stale
 */
public record SendCheck(boolean realVenue, Duration maxQuoteAge, Duration maxSkew) {

    /**
     * Why the order must not leave, or empty.
     *
     * @param quote the instrument's last quote, or null when none was seen
     */
    public Optional<String> denial(Order order, @Nullable Quote quote, Instant now) {
        if (realVenue && order.origin() != Origin.LIVE) {
            return Optional.of(DenialReason.ORIGIN.text("the order comes from " + order.origin()
                    + " prices and the venue is real; expected LIVE, or the paper venue"));
        }
        if (order.reducesOnly()) {
            return Optional.empty();
        }
        Instant validUntil = order.validUntil();
        if (validUntil == null || now.isAfter(validUntil)) {
            return Optional.of(
                    DenialReason.VALIDITY_OVER.text("it is " + now + ", the verdict was valid until " + validUntil));
        }
        if (quote == null) {
            return Optional.of(DenialReason.NO_QUOTE.text("no quote of " + order.symbol() + " has been seen"));
        }
        Duration age = Duration.between(quote.occurredAt(), now);
        if (age.compareTo(maxQuoteAge) > 0 || age.compareTo(maxSkew.negated()) < 0) {
            return Optional.of(DenialReason.QUOTE_AGE.text("the last quote of " + order.symbol() + " is of "
                    + quote.occurredAt() + " and it is " + now + "; allowed are " + maxQuoteAge + " back and " + maxSkew
                    + " ahead"));
        }
        return Optional.empty();
    }
}
