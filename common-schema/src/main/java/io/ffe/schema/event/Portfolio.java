package io.ffe.schema.event;

import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.NotCore;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * A portfolio as execution sees it; a latest-state value on a compacted topic. Readers ignore a version that is not above
 * the last one they took.
 *
 * @param version rises with each change
 * @param throughExecutionSeq the execution that this state contains as its last
 * @param equity cash plus positions at their mark prices, in {@code currency}
 * @param peakEquity highest equity seen
 * @param drawdownFraction 1 - equity / peakEquity, 0 to 1
 * @param dayResult equity minus equity at the start of the UTC day
 * @param workingOrders orders that are neither terminal nor protection
 */
public record Portfolio(
        @NotCore String runId,
        String portfolioId,
        long version,
        long throughExecutionSeq,
        Instant asOf,
        Origin origin,
        String currency,
        BigDecimal cash,
        BigDecimal equity,
        BigDecimal peakEquity,
        double drawdownFraction,
        BigDecimal dayResult,
        BigDecimal realisedPnl,
        BigDecimal fees,
        List<Position> positions,
        int workingOrders)
        implements Event {

    /** An open position: quantity is signed, prices are in the instrument's quote currency. */
    public record Position(
            String symbol,
            BigDecimal quantity,
            BigDecimal averagePrice,
            BigDecimal markPrice,
            BigDecimal unrealisedPnl) {

        public Position {
            Require.symbol("symbol", symbol);
            Require.decimal("quantity", quantity);
            Require.decimal("averagePrice", averagePrice);
            Require.decimal("markPrice", markPrice);
            Require.decimal("unrealisedPnl", unrealisedPnl);
            Require.that(quantity.signum() != 0, "quantity", quantity, "other than zero");
        }
    }

    public Portfolio {
        Require.id("runId", runId);
        Require.id("portfolioId", portfolioId);
        Require.id("currency", currency);
        Require.notNegative("version", version);
        Require.notNegative("throughExecutionSeq", throughExecutionSeq);
        Require.decimal("cash", cash);
        Require.decimal("equity", equity);
        Require.decimal("peakEquity", peakEquity);
        Require.finite("drawdownFraction", drawdownFraction);
        Require.decimal("dayResult", dayResult);
        Require.decimal("realisedPnl", realisedPnl);
        Require.decimal("fees", fees);
        positions = List.copyOf(positions);
    }

    @Override
    public String eventId() {
        return Ids.of("portfolio", runId, portfolioId, version).toString();
    }

    @Override
    public Instant time() {
        return asOf;
    }

    @Override
    public String subject() {
        return portfolioId;
    }

    @Override
    public String key() {
        return portfolioId;
    }
}
