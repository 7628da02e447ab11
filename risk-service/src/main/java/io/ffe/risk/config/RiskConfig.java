package io.ffe.risk.config;

import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.money.Fraction;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that can be configured about risk. */
@ConfigMapping(prefix = "ffe.risk")
public interface RiskConfig {

    /** Tells apart the processes of this service, so that a restarted one gets its partitions back at once. */
    @WithDefault("1")
    String instance();

    /** What judging is modelled to take in a replay. */
    @WithDefault("PT0.005S")
    Duration hopLatency();

    /** How long a decision waits for its snapshot in a lock-step replay; wall time, used up only when something is broken. */
    @WithDefault("PT60S")
    Duration snapshotWaitLockStep();

    /** How long decisions wait for their snapshot otherwise, before they are judged without; longer than it takes to take over from an instance that died. */
    @WithDefault("PT15S")
    Duration snapshotWait();

    /** How long snapshots are kept, measured by asOf against the symbol's newest. */
    @WithDefault("P2D")
    Duration snapshotRetention();

    /** Quote currencies that count one to one as the account's. */
    @WithDefault("USDT")
    Set<String> currencyEquivalents();

    /** An instrument file to use in place of the built-in list. */
    Optional<Path> instruments();

    /** Where daily closes come from that this service has not seen itself. */
    HistoryConfig history();

    /** The portfolios that are judged, by portfolioId. */
    Map<String, PortfolioConfig> portfolios();

    /** One portfolio. */
    interface PortfolioConfig {

        /** The only producer whose decisions count. */
        String producer();

        /** The account's currency. */
        @WithDefault("USD")
        String currency();

        /** Where the orders go; only {@code paper} takes replayed and synthetic prices. */
        @WithDefault("paper")
        String venue();

        /** How entries are put to the venue. */
        EntryConfig entry();

        /** The limits; see {@code RiskLimits} for each one's unit. */
        LimitConfig limits();

        /** Tighter limits for entries in single symbols: {@code symbols.SYMBOL.KEY}, with the keys of the limits. */
        Map<String, Map<String, String>> symbols();
    }

    /** How the entries of a portfolio are put. */
    interface EntryConfig {

        /** {@code market}, or {@code limit} at its limit-offset. */
        @WithDefault("MARKET")
        OrderType type();

        /**
         * How much better than the reference price (the ask for a buy, the bid for a sell) a limit is, as a fraction of it: above zero
         * it waits in the book, at zero it takes what is quoted, below zero it gives way by that much. -0.05 to 0.05.
         */
        @WithDefault("0")
        Fraction limitOffset();

        /**
         * {@code ioc}, {@code fok}, {@code gtc} or {@code gtd}; what rests ends with the verdict's validity at the latest. Has to be set
         * for limits; for market orders {@code ioc} or {@code fok}, and the venue's usual way when left out.
         */
        Optional<TimeInForce> timeInForce();

        /**
         * Whether the stop of an entry follows the best price since its fill, at the distance that it was set at. It never moves away from
         * the price; protection that is placed again starts where the stop was first set.
         */
        @WithDefault("false")
        boolean trailingStop();
    }

    /** Daily closes from before the run. */
    interface HistoryConfig {

        /** Files with one row a day, each as {@code SYMBOL=FILE} or with the symbol before the first underscore of its name. */
        Optional<List<String>> files();

        /**
         * Whether entries are refused as long as there is too little history for VALUE_AT_RISK and CORRELATION. When left out:
         * where files are given, and for every portfolio that does not trade at the paper venue.
         */
        Optional<Boolean> required();
    }

    /** The limits of one portfolio. Fractions are shares of one: 0.05 is five percent. */
    interface LimitConfig {

        /** Share of equity that an entry may lose at its stop. */
        @WithDefault("0.01")
        Fraction riskFraction();

        /** Nearest stop, as a share of the price. */
        @WithDefault("0.01")
        Fraction minStop();

        /** Farthest stop, as a share of the price. */
        @WithDefault("0.05")
        Fraction maxStop();

        /** Stop distance in ATRs, before it is clamped. */
        @WithDefault("2")
        BigDecimal atrMultiple();

        /** Distance of the take-profit in stop distances. */
        @WithDefault("1.5")
        BigDecimal targetMultiple();

        /** What slippage and fees may add to an order's notional; reserved with it. */
        @WithDefault("0.005")
        Fraction costAllowance();

        /** Largest notional of one order, in account currency. */
        @WithDefault("50000")
        BigDecimal maxOrderValue();

        /** Largest exposure to one symbol, as a share of equity. */
        @WithDefault("0.30")
        Fraction maxConcentration();

        /** Largest gross exposure, in multiples of equity. */
        @WithDefault("5")
        BigDecimal maxLeverage();

        /** Most symbols that are held or reserved at once. */
        @WithDefault("2")
        int maxConcurrentPositions();

        /** Largest fall of equity from its peak that still allows an entry. */
        @WithDefault("0.15")
        Fraction maxDrawdown();

        /** Oldest snapshot that an entry may be made on. */
        @WithDefault("PT2M")
        Duration maxSnapshotAge();

        /** Oldest quote that an entry may be priced with. */
        @WithDefault("PT3M")
        Duration maxQuoteAge();

        /** How far ahead of now a time may lie before it counts as broken. */
        @WithDefault("PT2S")
        Duration maxFutureSkew();

        /** Oldest price that a position may be valued with, in bars of that price's timeframe. */
        @WithDefault("2.5")
        BigDecimal maxMarkAgeBars();

        /** Whether an entry may sell what is not held. */
        @WithDefault("true")
        boolean shortSelling();

        /** Largest distance of an order's price from the newest mid, as a share of it. */
        @WithDefault("0.01")
        Fraction priceCollar();

        /** Largest fall of equity below what the day in UTC began with that still allows an entry. */
        @WithDefault("0.03")
        Fraction maxDailyLoss();

        /** Most entries approved within order-window. */
        @WithDefault("10")
        int maxOrders();

        /** What max-orders is counted in. */
        @WithDefault("PT1M")
        Duration orderWindow();

        /** How long the same symbol, side and quantity is a duplicate. */
        @WithDefault("PT5M")
        Duration duplicateWindow();

        /** Most entries of one symbol and side approved within repeat-window; then a person has to re-enable the symbol. */
        @WithDefault("50")
        int maxRepeatedEntries();

        /** What max-repeated-entries is counted in. */
        @WithDefault("PT24H")
        Duration repeatWindow();

        /** Largest value at risk of one day at 95 %, as a share of equity. */
        @WithDefault("0.05")
        Fraction maxVar();

        /** Daily returns that it is taken from. */
        @WithDefault("60")
        int varDays();

        /** From here on, in either direction, two symbols count as moving together. */
        @WithDefault("0.7")
        Fraction maxCorrelation();

        /** Daily returns that correlation is taken from. */
        @WithDefault("30")
        int correlationDays();

        /** Most open symbols that move together, the new one included. */
        @WithDefault("2")
        int maxCorrelatedAssets();

        /** Most losing stops within stop-lookback before entries pause. */
        @WithDefault("3")
        int maxStops();

        /** What max-stops is counted in. */
        @WithDefault("PT24H")
        Duration stopLookback();

        /** How long entries pause after the last of too many stops. */
        @WithDefault("PT4H")
        Duration stopPause();

        /** How long after a trade in a symbol closed it may not be entered again. */
        @WithDefault("PT10M")
        Duration cooldown();

        /** Deepest fall of the sum of closed results within drawdown-lookback, as a share of equity, before entries pause. */
        @WithDefault("0.05")
        Fraction maxClosedDrawdown();

        /** What max-closed-drawdown is measured in. */
        @WithDefault("PT24H")
        Duration drawdownLookback();

        /** How long entries pause after the last trade of too deep a fall. */
        @WithDefault("PT12H")
        Duration drawdownPause();

        /** What a symbol's trades within low-profit-lookback have to come to at least, as a share of equity; may lie below zero. */
        @WithDefault("-0.01")
        BigDecimal minProfit();

        /** From how many trades on min-profit is asked for. */
        @WithDefault("6")
        int lowProfitTrades();

        /** What min-profit is measured in. */
        @WithDefault("PT24H")
        Duration lowProfitLookback();

        /** How long entries in the symbol pause after the last of too many poor trades. */
        @WithDefault("PT4H")
        Duration lowProfitPause();
    }
}
