package io.ffe.marketdata.domain;

import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import java.time.Duration;
import java.time.Instant;

/**
 * How old a quote is, and how old it may be. By the clock on the wall, whatever the market's hours: a price of Friday is no
 * price on Sunday evening.
 *
 * @param age negative for a quote of later
 * @param limit the shorter of the limit for quotes and of the timeframe's
 */
public record QuoteAge(Duration age, Duration limit) {

    /** The age at asOf of a quote for a snapshot of the timeframe. */
    public static QuoteAge of(
            Quote quote, Instant asOf, AssetClass assetClass, Timeframe timeframe, QualityLimits limits) {
        return new QuoteAge(Duration.between(quote.occurredAt(), asOf), limits.oldestQuote(assetClass, timeframe));
    }

    public boolean isStale() {
        return age.compareTo(limit) > 0;
    }
}
