package io.ffe.risk.domain.book;

import io.ffe.schema.event.MarketHours;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.Optional;

/**
 * The newest price of a symbol that this service has read.
 *
 * @param timeframe of the snapshot that it came with; the next one is due this much later
 * @param asOf of that snapshot
 */
public record Mark(String symbol, BigDecimal bid, BigDecimal ask, Timeframe timeframe, Instant asOf) {

    /** The mark that a snapshot gives, or empty when it has no usable quote. */
    public static Optional<Mark> of(Snapshot snapshot) {
        return Optional.ofNullable(snapshot.quote())
                .filter(quote -> snapshot.quality().usable())
                .map(quote ->
                        new Mark(snapshot.symbol(), quote.bid(), quote.ask(), snapshot.timeframe(), snapshot.asOf()));
    }

    /** What a position of this sign could be closed at: the bid for a long one, the ask for a short one. */
    public BigDecimal closing(BigDecimal signedQuantity) {
        return signedQuantity.signum() >= 0 ? bid : ask;
    }

    /** Age in bars of its own timeframe, while the market was open: Friday's price is the last one on a Sunday too. */
    public BigDecimal ageInBars(AssetClass assetClass, Instant now) {
        return BigDecimal.valueOf(MarketHours.openTime(assetClass, asOf, now).toMillis())
                .divide(BigDecimal.valueOf(timeframe.length().toMillis()), MathContext.DECIMAL32);
    }
}
