package io.ffe.risk.domain.gate;

import io.ffe.schema.event.GateResult;
import io.ffe.schema.event.GateResult.Status;
import io.ffe.schema.event.OrderIntent.Purpose;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The gate catalogue, in the order in which gates stand on a verdict. The names are public: on the topic, in metric
 * labels, in REST and in {@code docs/gates.md}, which is made from this.
 */
public enum Gate {
    TRADING_STATE(
            new TradingStateGate(),
            Scope.ENTRIES,
            Unit.STATE,
            "-",
            "trading is ACTIVE, for the portfolio and as a whole",
            "RTS 6 Art. 12 kill functionality"),
    DATA_AGE(
            new DataAgeGate(),
            Scope.ENTRIES,
            Unit.SECONDS,
            "max-snapshot-age, max-quote-age, max-future-skew",
            "the snapshot is there, it and its quote are recent and not from the future, the decision is still valid",
            "FIA market data reasonability"),
    DATA_QUALITY(
            new DataQualityGate(),
            Scope.ENTRIES,
            Unit.QUALITY,
            "-",
            "the snapshot is VALID or DEGRADED, and the one that was decided on",
            "FIA market data reasonability"),
    MARKET_HOURS(
            new MarketHoursGate(),
            Scope.ENTRIES,
            Unit.STATE,
            "-",
            "the market trades at the time of the verdict",
            "SEC 15c3-5(c)(2) regulatory requirements before the order"),
    ORIGIN(
            new OriginGate(),
            Scope.ALL_ORDERS,
            Unit.ORIGIN,
            "venue",
            "prices that are replayed or synthetic reach the paper venue only, and the decision is of this run",
            "RTS 6 Art. 7 separation of testing and production"),
    CURRENCY(
            new CurrencyGate(),
            Scope.ENTRIES,
            Unit.CURRENCY,
            "currency, currency-equivalents",
            "the instrument is known and quoted in the account's currency or in a configured equivalent",
            "SEC 15c3-5(c)(1)(i) credit and capital thresholds"),
    SHORT_SELLING(
            new ShortSellingGate(),
            Scope.ENTRIES,
            Unit.SIDE,
            "short-selling",
            "what is not held is sold only where that is allowed",
            "SEC 15c3-5(c)(2) regulatory requirements before the order"),
    POSITION_DIRECTION(
            new PositionDirectionGate(),
            Scope.ENTRIES,
            Unit.BASE_CURRENCY,
            "-",
            "nothing is added to a position that is open",
            "FIA maximum intraday position"),
    DUPLICATE_INTENT(
            new DuplicateIntentGate(),
            Scope.ALL_ORDERS,
            Unit.COUNT,
            "-",
            "no approved order of the symbol is still open, and none was approved on this or newer data",
            "SEC 15c3-5(c)(1)(ii) duplicative orders"),
    ECONOMIC_DUPLICATE(
            new EconomicDuplicateGate(),
            Scope.ENTRIES,
            Unit.COUNT,
            "duplicate-window",
            "no entry of the same symbol, side and quantity was approved a moment ago",
            "SEC 15c3-5(c)(1)(ii) duplicative orders"),
    ORDER_RATE(
            new OrderRateGate(),
            Scope.ENTRIES,
            Unit.COUNT,
            "max-orders, order-window",
            "entries approved within a short time, the new one included",
            "RTS 6 Art. 15(1) maximum messages"),
    REPEATED_EXECUTION(
            new RepeatedExecutionGate(),
            Scope.ENTRIES,
            Unit.COUNT,
            "max-repeated-entries, repeat-window",
            "entries of one symbol and side within a long time; once passed, a named person has to re-enable the symbol",
            "RTS 6 Art. 15(3) repeated automated execution throttle"),
    SEQUENCE_GAP(
            new SequenceGapGate(),
            Scope.ENTRIES,
            Unit.COUNT,
            "-",
            "every execution up to the newest was folded, and positions agree with what execution states",
            "FIA drop-copy reconciliation"),
    EQUITY_KNOWN(
            new EquityKnownGate(),
            Scope.ENTRIES,
            Unit.BARS,
            "max-mark-age-bars",
            "the balance is known and every position has a recent price",
            "SEC 15c3-5(c)(1)(i) credit and capital thresholds"),
    MINIMUM_ORDER(
            new MinimumOrderGate(),
            Scope.ENTRIES,
            Unit.BASE_CURRENCY,
            "instrument",
            "the size, rounded down to whole lots, is one that the venue takes; it is never rounded up to it",
            "RTS 6 Art. 15 pre-trade controls on order entry"),
    ORDER_VALUE(
            new OrderValueGate(),
            Scope.ENTRIES,
            Unit.ACCOUNT_CURRENCY,
            "max-order-value",
            "the order's notional, cost allowance included",
            "RTS 6 Art. 15 maximum order value"),
    PRICE_COLLAR(
            new PriceCollarGate(),
            Scope.ENTRIES,
            Unit.FRACTION,
            "price-collar",
            "how far the order's price is from the newest mid",
            "RTS 6 Art. 15(1) price collars"),
    CONCURRENT_POSITIONS(
            new ConcurrentPositionsGate(),
            Scope.ENTRIES,
            Unit.COUNT,
            "max-concurrent-positions",
            "symbols held or reserved, the new one included",
            "FIA maximum intraday position"),
    CONCENTRATION(
            new ConcentrationGate(),
            Scope.ENTRIES,
            Unit.FRACTION,
            "max-concentration",
            "exposure to the symbol over equity: held, reserved and the new order",
            "SEC 15c3-5(c)(1)(i) credit and capital thresholds"),
    LEVERAGE(
            new LeverageGate(),
            Scope.ENTRIES,
            Unit.MULTIPLE,
            "max-leverage",
            "gross exposure over equity: held, reserved and the new order",
            "SEC 15c3-5(c)(1)(i) credit and capital thresholds"),
    DRAWDOWN(
            new DrawdownGate(),
            Scope.ENTRIES,
            Unit.FRACTION,
            "max-drawdown",
            "how far equity is below its peak",
            "RTS 6 Art. 15 risk thresholds"),
    DAILY_LOSS(
            new DailyLossGate(),
            Scope.ENTRIES,
            Unit.FRACTION,
            "max-daily-loss",
            "how far equity is below what the day in UTC began with",
            "RTS 6 Art. 15 risk thresholds"),
    VALUE_AT_RISK(
            new ValueAtRiskGate(),
            Scope.ENTRIES,
            Unit.FRACTION,
            "max-var, var-days",
            "historical value at risk of one day at 95 % over equity, with the new order; what is reserved counts where it loses",
            "SEC 15c3-5(c)(1)(i) credit and capital thresholds"),
    CORRELATION(
            new CorrelationGate(),
            Scope.ENTRIES,
            Unit.COUNT,
            "max-correlation, correlation-days, max-correlated-assets",
            "open symbols that move with the new one, itself included",
            "SEC 15c3-5(c)(1)(i) credit and capital thresholds"),
    STOP_LOSS_GUARD(
            new StopLossGuardGate(),
            Scope.ENTRIES,
            Unit.COUNT,
            "max-stops, stop-lookback, stop-pause",
            "positions that protection closed at a loss lately; passed, a pause follows",
            "FIA repeated automated execution"),
    COOLDOWN(
            new CooldownGate(),
            Scope.ENTRIES,
            Unit.SECONDS,
            "cooldown",
            "some time has passed since a trade in the symbol closed",
            "FIA repeated automated execution"),
    DRAWDOWN_PAUSE(
            new DrawdownPauseGate(),
            Scope.ENTRIES,
            Unit.FRACTION,
            "max-closed-drawdown, drawdown-lookback, drawdown-pause",
            "deepest fall of the sum of closed results over equity; passed, a pause follows",
            "RTS 6 Art. 15 risk thresholds"),
    LOW_PROFIT_PAUSE(
            new LowProfitPauseGate(),
            Scope.ENTRIES,
            Unit.FRACTION,
            "min-profit, low-profit-trades, low-profit-lookback, low-profit-pause",
            "what recent trades in the symbol came to over equity; below the limit, a pause follows",
            "RTS 6 Art. 15 risk thresholds");

    /** Which orders have to pass it. */
    public enum Scope {
        /** Orders that add exposure. */
        ENTRIES,
        /** Exits too: what this asks has nothing to do with the quality of prices. */
        ALL_ORDERS
    }

    /** What value and limit are counted in. */
    public enum Unit {
        STATE("trading state"),
        SECONDS("seconds"),
        QUALITY("quality"),
        ORIGIN("origin"),
        CURRENCY("currency"),
        SIDE("side"),
        COUNT("count"),
        BARS("bars"),
        FRACTION("fraction"),
        MULTIPLE("multiple of equity"),
        ACCOUNT_CURRENCY("account currency"),
        BASE_CURRENCY("base currency");

        private final String text;

        Unit(String text) {
            this.text = text;
        }

        /** The unit's name where no portfolio and no symbol are at hand. */
        public String text() {
            return text;
        }

        private String of(Proposal proposal) {
            return switch (this) {
                case ACCOUNT_CURRENCY -> proposal.terms().currency();
                case BASE_CURRENCY ->
                    proposal.instrument() == null ? text : proposal.instrument().baseCurrency();
                case STATE, SECONDS, QUALITY, ORIGIN, CURRENCY, SIDE, COUNT, BARS, FRACTION, MULTIPLE -> text;
            };
        }
    }

    // Rules have no state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final GateRule rule;

    private final Scope scope;
    private final Unit unit;
    private final String parameters;
    private final String asks;
    private final String control;

    Gate(GateRule rule, Scope scope, Unit unit, String parameters, String asks, String control) {
        this.rule = rule;
        this.scope = scope;
        this.unit = unit;
        this.parameters = parameters;
        this.asks = asks;
        this.control = control;
    }

    public Scope scope() {
        return scope;
    }

    public Unit unit() {
        return unit;
    }

    /** Keys of the configuration that set its limit. */
    public String parameters() {
        return parameters;
    }

    /** What it asks of a trade, as half a sentence. */
    public String asks() {
        return asks;
    }

    /** The regulatory or industry control that it stands for. */
    public String control() {
        return control;
    }

    /** The test whose rows show that the limit holds, and that what is missing is refused. */
    public String provenBy() {
        return "GateTest, rows of " + name();
    }

    /** All gates on a trade, each evaluated, in catalogue order. */
    public static List<GateResult> judgeAll(Proposal proposal) {
        return Arrays.stream(values()).map(gate -> gate.judge(proposal)).toList();
    }

    /** All gates, skipped: nothing was asked for. */
    public static List<GateResult> skipAll(String why) {
        return Arrays.stream(values())
                .map(gate -> gate.skipped(gate.unit.text(), why))
                .toList();
    }

    /** This gate on a trade. */
    public GateResult judge(Proposal proposal) {
        String unitText = unit.of(proposal);
        if (proposal.purpose() == Purpose.EXIT && scope == Scope.ENTRIES) {
            return skipped(unitText, "an exit only reduces exposure");
        }
        Optional<String> notAsked = rule.notAsked(proposal);
        if (notAsked.isPresent()) {
            return skipped(unitText, notAsked.get());
        }
        Finding finding = rule.judge(proposal);
        return new GateResult(
                name(),
                finding.passed() ? Status.PASSED : Status.FAILED,
                finding.value(),
                finding.limit(),
                unitText,
                finding.detail());
    }

    private GateResult skipped(String unitText, String why) {
        return new GateResult(name(), Status.SKIPPED, null, null, unitText, why);
    }
}
