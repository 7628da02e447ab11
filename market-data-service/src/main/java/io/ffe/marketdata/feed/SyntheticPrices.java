package io.ffe.marketdata.feed;

import io.ffe.schema.event.MarketHours;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.money.Instrument;
import java.time.Instant;

/**
 * The made-up prices of one symbol, quote by quote. Not a model of any market; it has what a strategy has to cope with:
 * <ul>
 *   <li>regimes that last hours: drift up, drift down, a range that pulls back to where it began, a burst of volatility;
 *   <li>variance that clusters: GARCH(1,1) on minutes, towards the regime's own level, and now and then a fat tail;
 *   <li>a weak pull to a long-run price, so that an endless market stays in the neighbourhood;
 *   <li>a spread that widens with volatility, and prices on the instrument's tick grid;
 *   <li>for currencies and metals a closed weekend (Friday to Sunday 17:00 New York) with a gap after it.
 * </ul>
 * Time and prices are whole numbers of milliseconds and ticks; a bid is never above its ask.
 */
final class SyntheticPrices {

    private static final long MINUTE = 60_000;
    private static final double ARCH = 0.08;
    private static final double GARCH = 0.90;
    private static final double TREND_DRIFT = 0.08;
    private static final double RANGE_PULL = 0.02;
    /** Half of the distance to the long-run price is gone in 20 days. */
    private static final double LONG_RUN_PULL = 0.6931 / (20 * 24 * 60);

    private static final double FAT_TAIL_SHARE = 0.002;
    private static final double FAT_TAIL = 5;

    private enum Regime {
        UP(1.0, 2, 10),
        DOWN(1.0, 2, 10),
        RANGE(0.7, 2, 12),
        BURST(2.2, 0.5, 3);

        private final double volatility;
        private final double shortestHours;
        private final double longestHours;

        Regime(double volatility, double shortestHours, double longestHours) {
            this.volatility = volatility;
            this.shortestHours = shortestHours;
            this.longestHours = longestHours;
        }
    }

    private final Kind kind;
    private final SeededRandom random;
    private final long firstMillis;
    private final long everyMillis;
    private final double tick;

    private long step;
    private long millis;
    private long bidTicks;
    private long askTicks;
    private double logLevel;
    private double variance;
    private long minute;
    private double logLevelAtMinute;
    private Regime regime;
    private double regimeAnchor;
    private long regimeEndMinute;

    /**
     * What a symbol is like.
     *
     * @param level price where it begins and what it is pulled to in the long run
     * @param minuteVolatility standard deviation of the log return of a calm minute
     * @param halfSpread of a calm quote, as a share of the price
     * @param assetClass decides when it trades
     */
    record Kind(double level, double minuteVolatility, double halfSpread, AssetClass assetClass) {

        /** @throws IllegalArgumentException for an instrument that no starting price is known for */
        static Kind of(Instrument instrument) {
            double level = switch (instrument.symbol()) {
                case "BTCUSDT", "BTCUSD" -> 60_000;
                case "ETHUSDT", "ETHUSD" -> 3_000;
                case "SOLUSDT" -> 150;
                case "EURUSD" -> 1.08;
                case "GBPUSD" -> 1.27;
                case "USDJPY" -> 150;
                case "XAUUSD" -> 2_400;
                default ->
                    throw new IllegalArgumentException("no synthetic price for " + instrument.symbol()
                            + ", expected one of BTCUSDT, BTCUSD, ETHUSDT, ETHUSD, SOLUSDT, EURUSD, GBPUSD,"
                            + " USDJPY, XAUUSD");
            };
            boolean coin = instrument.assetClass() == AssetClass.CRYPTO;
            return new Kind(level, coin ? 8e-4 : 1.2e-4, coin ? 5e-5 : 4e-5, instrument.assetClass());
        }
    }

    SyntheticPrices(Instrument instrument, long seed, Instant first, long everyMillis) {
        this.kind = Kind.of(instrument);
        this.random = SeededRandom.of(seed, instrument.symbol());
        this.firstMillis = first.toEpochMilli();
        this.everyMillis = everyMillis;
        this.tick = instrument.tickSize().doubleValue();
        this.logLevel = StrictMath.log(kind.level());
        this.variance = kind.minuteVolatility() * kind.minuteVolatility();
        this.minute = Math.floorDiv(firstMillis, MINUTE);
        this.logLevelAtMinute = logLevel;
        this.step = -1;
        this.regime = Regime.RANGE;
        this.regimeEndMinute = minute;
        advance();
    }

    private SyntheticPrices(SyntheticPrices other) {
        this.kind = other.kind;
        this.random = other.random.copy();
        this.firstMillis = other.firstMillis;
        this.everyMillis = other.everyMillis;
        this.tick = other.tick;
        this.step = other.step;
        this.millis = other.millis;
        this.bidTicks = other.bidTicks;
        this.askTicks = other.askTicks;
        this.logLevel = other.logLevel;
        this.variance = other.variance;
        this.minute = other.minute;
        this.logLevelAtMinute = other.logLevelAtMinute;
        this.regime = other.regime;
        this.regimeAnchor = other.regimeAnchor;
        this.regimeEndMinute = other.regimeEndMinute;
    }

    SyntheticPrices copy() {
        return new SyntheticPrices(this);
    }

    /** Time of the current quote, milliseconds since 1970. */
    long millis() {
        return millis;
    }

    /** Bid of the current quote in ticks. */
    long bidTicks() {
        return bidTicks;
    }

    /** Ask of the current quote in ticks. */
    long askTicks() {
        return askTicks;
    }

    /** Goes on to the next quote. */
    void advance() {
        step++;
        boolean gap = skipClosedHours();
        // Quotes come irregularly; less than a whole interval late, so that their order is their number's.
        millis = firstMillis + step * everyMillis + (long) (random.nextDouble() * 0.8 * everyMillis);
        long quoteMinute = Math.floorDiv(millis, MINUTE);
        if (quoteMinute != minute) {
            closeMinute(quoteMinute);
        }
        double share = (double) everyMillis / MINUTE;
        double shock = random.nextGaussian() * (random.nextDouble() < FAT_TAIL_SHARE ? FAT_TAIL : 1);
        logLevel += drift() * share + StrictMath.sqrt(variance * share) * shock;
        if (gap) {
            logLevel += 8 * kind.minuteVolatility() * random.nextGaussian();
            logLevelAtMinute = logLevel;
        }
        quote();
    }

    private void closeMinute(long next) {
        double move = logLevel - logLevelAtMinute;
        double calm = kind.minuteVolatility() * regime.volatility;
        variance = (1 - ARCH - GARCH) * calm * calm + ARCH * move * move + GARCH * variance;
        // One wild minute must not feed on itself: at most eight times as volatile as the regime.
        variance = Math.min(variance, 64 * calm * calm);
        logLevelAtMinute = logLevel;
        minute = next;
        if (minute >= regimeEndMinute) {
            double draw = random.nextDouble();
            regime = draw < 0.3 ? Regime.UP : draw < 0.6 ? Regime.DOWN : draw < 0.9 ? Regime.RANGE : Regime.BURST;
            regimeAnchor = logLevel;
            regimeEndMinute = minute + (long) (60 * random.between(regime.shortestHours, regime.longestHours));
        }
    }

    /** Expected log return of a minute. */
    private double drift() {
        double longRun = LONG_RUN_PULL * (StrictMath.log(kind.level()) - logLevel);
        return longRun
                + switch (regime) {
                    case UP -> TREND_DRIFT * kind.minuteVolatility();
                    case DOWN -> -TREND_DRIFT * kind.minuteVolatility();
                    case RANGE -> RANGE_PULL * (regimeAnchor - logLevel);
                    case BURST -> 0;
                };
    }

    private void quote() {
        double price = StrictMath.exp(logLevel);
        double nervous = StrictMath.sqrt(variance) / kind.minuteVolatility();
        double half = price * kind.halfSpread() * random.between(0.7, 1.3) * Math.max(0.5, nervous);
        long mid = Math.round(price / tick);
        long halfTicks = Math.max(1, Math.round(half / tick));
        bidTicks = mid - halfTicks;
        askTicks = mid + halfTicks;
    }

    /** Goes on to the first step in opening hours; true when that was not the next one. */
    private boolean skipClosedHours() {
        Instant time = Instant.ofEpochMilli(firstMillis + step * everyMillis);
        if (MarketHours.isOpen(kind.assetClass(), time)) {
            return false;
        }
        long opens = MarketHours.nextOpen(kind.assetClass(), time).toEpochMilli();
        step = Math.ceilDiv(opens - firstMillis, everyMillis);
        return true;
    }
}
