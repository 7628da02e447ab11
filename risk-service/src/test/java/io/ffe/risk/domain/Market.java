package io.ffe.risk.domain;

import io.ffe.risk.domain.book.Mark;
import io.ffe.risk.domain.limit.EntryOrders;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.risk.domain.limit.RiskLimits;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.money.Fraction;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import io.ffe.schema.serde.CoreHash;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Snapshots, decisions and terms for tests: what is not asked for is unremarkable. */
public final class Market {

    public static final String RUN = "test-run";
    public static final String PORTFOLIO = "main";
    public static final String PRODUCER = "ffe";
    public static final Instant AS_OF = Instant.parse("2024-08-05T06:00:00Z");
    public static final Instruments INSTRUMENTS = Instruments.builtIn();
    public static final Instrument BTC = INSTRUMENTS.require("BTCUSDT");
    public static final Instrument ETH = INSTRUMENTS.require("ETHUSDT");
    public static final Instrument SOL = INSTRUMENTS.require("SOLUSDT");

    /** Of limits that are as they were configured. */
    public static final String VERSION = "0.test";

    /** Nobody has stopped anything. */
    public static final Control TRADING = Control.unspoken(Control.ALL);

    private Market() {}

    /** BTCUSDT in other steps of its price. */
    public static Instrument btcInTicksOf(String tickSize) {
        return new Instrument(
                BTC.symbol(),
                BTC.assetClass(),
                BTC.baseCurrency(),
                BTC.quoteCurrency(),
                new BigDecimal(tickSize),
                BTC.lotSize(),
                BTC.minQuantity(),
                BTC.maxQuantity(),
                BTC.minNotional());
    }

    /** The product's defaults. */
    public static RiskLimits limits() {
        return new RiskLimits(
                Fraction.of("0.01"),
                Fraction.of("0.01"),
                Fraction.of("0.05"),
                new BigDecimal("2"),
                new BigDecimal("1.5"),
                Fraction.of("0.005"),
                new BigDecimal("50000"),
                Fraction.of("0.30"),
                new BigDecimal("5"),
                2,
                Fraction.of("0.15"),
                Duration.ofMinutes(2),
                Duration.ofMinutes(3),
                Duration.ofSeconds(2),
                new BigDecimal("2.5"),
                true,
                Fraction.of("0.01"),
                Fraction.of("0.03"),
                10,
                Duration.parse("PT1M"),
                Duration.parse("PT5M"),
                50,
                Duration.parse("PT24H"),
                Fraction.of("0.05"),
                60,
                Fraction.of("0.7"),
                30,
                2,
                3,
                Duration.parse("PT24H"),
                Duration.parse("PT4H"),
                Duration.parse("PT10M"),
                Fraction.of("0.05"),
                Duration.parse("PT24H"),
                Duration.parse("PT12H"),
                new BigDecimal("-0.01"),
                6,
                Duration.parse("PT24H"),
                Duration.parse("PT4H"));
    }

    public static PortfolioTerms terms() {
        return terms(limits());
    }

    public static PortfolioTerms terms(RiskLimits limits) {
        return new PortfolioTerms(
                PORTFOLIO,
                PRODUCER,
                "USD",
                Set.of("USDT"),
                "paper",
                RUN,
                Origin.SYNTHETIC,
                limits,
                false,
                VERSION,
                EntryOrders.MARKET);
    }

    /** A 15m snapshot; ATR is 0.5 % of the bid. */
    public static Snapshot snapshot(String symbol, Instant asOf, String bid, String ask) {
        return snapshot(symbol, asOf, bid, ask, new BigDecimal(bid).doubleValue() * 0.005);
    }

    public static Snapshot snapshot(String symbol, Instant asOf, String bid, String ask, Double atr) {
        Quote quote =
                new Quote(new BigDecimal(bid), new BigDecimal(ask), null, null, asOf.minusSeconds(1), "test-market");
        return snapshot(symbol, asOf, quote, atr, Quality.of(List.of()));
    }

    public static Snapshot snapshot(String symbol, Instant asOf, Quote quote, Double atr, Quality quality) {
        return new Snapshot(
                RUN,
                symbol,
                Snapshot.AssetClass.CRYPTO,
                Timeframe.M15,
                asOf,
                Origin.SYNTHETIC,
                quote,
                Arrays.stream(Timeframe.values())
                        .map(timeframe -> pulse(timeframe, asOf, atr))
                        .toList(),
                null,
                null,
                null,
                quality);
    }

    private static TimeframePulse pulse(Timeframe timeframe, Instant asOf, Double atr) {
        return new TimeframePulse(
                timeframe,
                TimeframePulse.Status.OK,
                null,
                100,
                asOf,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                atr,
                null,
                null,
                null,
                null,
                null);
    }

    public static Decision decision(Snapshot snapshot, Action action) {
        return decision(snapshot, action, Decision.Outcome.DECIDED);
    }

    public static Decision decision(Snapshot snapshot, Action action, Decision.Outcome outcome) {
        return new Decision(
                snapshot.runId(),
                PORTFOLIO,
                snapshot.snapshotId(),
                CoreHash.of(snapshot),
                PRODUCER,
                snapshot.symbol(),
                snapshot.timeframe(),
                snapshot.asOf(),
                snapshot.origin(),
                outcome,
                action,
                75,
                null,
                TierStep.Tier.TECHNICAL,
                List.of(TierStep.of(TierStep.Tier.TECHNICAL, TierStep.Code.DECIDED)),
                List.of(),
                List.of("TREND_UP"),
                snapshot.asOf().plusMillis(70),
                snapshot.asOf().plus(snapshot.timeframe().length()),
                null);
    }

    /** The decision, as one that claims to be somebody else's. */
    public static Decision claiming(
            Decision decision, String runId, String portfolioId, String producer, Origin origin) {
        return with(decision, runId, portfolioId, decision.snapshotId(), producer, origin);
    }

    /** The decision, as one that names another snapshot. */
    public static Decision naming(Decision decision, String snapshotId) {
        return with(
                decision, decision.runId(), decision.portfolioId(), snapshotId, decision.producer(), decision.origin());
    }

    private static Decision with(
            Decision decision, String runId, String portfolioId, String snapshotId, String producer, Origin origin) {
        return new Decision(
                runId,
                portfolioId,
                snapshotId,
                decision.snapshotHash(),
                producer,
                decision.symbol(),
                decision.timeframe(),
                decision.asOf(),
                origin,
                decision.outcome(),
                decision.action(),
                decision.confidence(),
                decision.calibratedConfidence(),
                decision.tier(),
                decision.tierPath(),
                decision.votes(),
                decision.reasonCodes(),
                decision.decidedAt(),
                decision.validUntil(),
                decision.chain());
    }

    /** When a decision made at the default latencies is judged. */
    public static Instant now(Snapshot snapshot) {
        return snapshot.asOf().plusMillis(75);
    }

    public static Map<String, Mark> marks(Snapshot... snapshots) {
        Map<String, Mark> marks = new TreeMap<>();
        for (Snapshot snapshot : snapshots) {
            Mark.of(snapshot).ifPresent(mark -> marks.put(mark.symbol(), mark));
        }
        return marks;
    }
}
