package io.ffe.execution.domain;

import java.util.Arrays;
import java.util.List;

/**
 * What execution has between an approved verdict and the venue, beside risk's gates. The names are public: in REST, in
 * {@code ./ffe controls} and in {@code docs/gates.md}, whose table is made from this. To add a control, give it a line here with
 * the tests that prove it; its test fails when one of them is not there.
 */
public enum ExecutionControl {
    TRADING_STATE(
            Scope.ENTRIES,
            "trading is ACTIVE here and at risk, the more restrictive counts; a state that cannot be read halts",
            "RTS 6 Art. 12 kill functionality",
            List.of(Parameter.TRADING_STATE_FILE),
            "TradingStatePropertiesTest",
            "KillSwitchIT"),
    RISK_SILENT(
            Scope.ENTRIES,
            "risk has given a sign of life lately (dead man's rule); not watched in lock-step",
            "FIA cancel on disconnect",
            List.of(Parameter.MAX_RISK_SILENCE),
            "KillSwitchIT"),
    ACCOUNT_READ(
            Scope.ENTRIES,
            "the venue has told lately what the account holds, else the portfolio is signal-only; not watched in lock-step",
            "FIA drop-copy reconciliation",
            List.of(Parameter.MAX_ACCOUNT_AGE),
            "AccountAgeTest",
            "KillSwitchIT"),
    ORIGIN(
            Scope.ALL_ORDERS,
            "prices that are replayed or synthetic reach the paper venue only",
            "RTS 6 Art. 7 separation of testing and production",
            List.of(Parameter.VENUE_NAME, Parameter.VENUE_REAL),
            "SendCheckTest",
            "SettingsCheckTest",
            "CoinbaseVenueContractTest"),
    DATA_AGE(
            Scope.ENTRIES,
            "the instrument's last quote is recent and not from the future, and the verdict is still valid when the"
                    + " order leaves",
            "FIA market data reasonability",
            List.of(Parameter.MAX_QUOTE_AGE, Parameter.MAX_QUOTE_SKEW),
            "SendCheckTest",
            "OrdersIT"),
    ONE_ORDER(
            Scope.ALL_ORDERS,
            "a verdict delivered again, or a process that dies, makes no second order: ids are functions of the intent",
            "SEC 15c3-5(c)(1)(ii) duplicative orders",
            List.of(),
            "OrdersIT",
            "CrashIT"),
    UNKNOWN_BLOCKS(
            Scope.ENTRIES,
            "no order of the instrument is unresolved: what was not answered is asked for, never sent again before",
            "SEC 15c3-5(c)(1)(ii) duplicative orders",
            List.of(
                    Parameter.IN_FLIGHT_WINDOW,
                    Parameter.FIRST_PAUSE,
                    Parameter.LONGEST_PAUSE,
                    Parameter.ESCALATE_AFTER),
            "OutcomePolicyTest",
            "OrdersIT",
            "EscalationTest"),
    RECONCILIATION(
            Scope.ENTRIES,
            "orders, positions and cash are the venue's, compared at the start and again and again",
            "FIA drop-copy reconciliation",
            List.of(Parameter.COMPARE_INTERVAL, Parameter.CASH_TOLERANCE),
            "BookDifferencesTest",
            "PaperVenueContractTest"),
    PROTECTION(
            Scope.ENTRIES,
            "what an entry fills has a stop, at the venue where it can be placed there, and again after a failed exit",
            "RTS 6 Art. 15 risk thresholds",
            List.of(),
            "ProtectionTest",
            "OrdersIT"),
    EXIT_QUANTITY(
            Scope.EXITS,
            "exits that work never exceed the confirmed position",
            "FIA maximum intraday position",
            List.of(),
            "ExitRuleTest",
            "OrderDrillTest"),
    REQUEST_BUDGET(
            Scope.ALL_ORDERS,
            "requests that leave for Coinbase in a second; a part is kept for cancels",
            "RTS 6 Art. 15(1) maximum messages",
            List.of(Parameter.REQUESTS_PER_SECOND, Parameter.KEPT_FOR_CANCELS),
            "RequestBudgetTest"),
    BREAKER(
            Scope.ALL_ORDERS,
            "after three failures of Coinbase in a row nothing is sent for a while",
            "RTS 6 Art. 15 pre-trade controls on order entry",
            List.of(Parameter.BREAKER_DELAY),
            "CoinbaseVenueContractTest"),
    ENTRY_COLLAR(
            Scope.ENTRIES,
            "how far beyond its reference price an entry may trade at Coinbase",
            "RTS 6 Art. 15(1) price collars",
            List.of(Parameter.ENTRY_COLLAR),
            "CoinbaseVenueContractTest"),
    VENUE_TERMS(
            Scope.ALL_ORDERS,
            "the product trades, and price and quantity are on the venue's steps and in its bounds of the moment",
            "RTS 6 Art. 15 pre-trade controls on order entry",
            List.of(),
            "CoinbaseVenueContractTest");

    /** Which orders have to pass it. */
    public enum Scope {
        /** Orders that add exposure. */
        ENTRIES("entries"),
        /** Orders that close a position, or a part of it. */
        EXITS("exits"),
        /** Every order. */
        ALL_ORDERS("all orders");

        private final String text;

        Scope(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** What sets a control: a key of the configuration under {@code ffe.execution.}. */
    public enum Parameter {
        TRADING_STATE_FILE("trading-state-file"),
        MAX_RISK_SILENCE("max-risk-silence"),
        MAX_ACCOUNT_AGE("venue.max-account-age"),
        MAX_QUOTE_AGE("max-quote-age"),
        MAX_QUOTE_SKEW("max-quote-skew"),
        VENUE_NAME("venue.name"),
        VENUE_REAL("venue.real"),
        IN_FLIGHT_WINDOW("venue.in-flight-window"),
        FIRST_PAUSE("asking.first-pause"),
        LONGEST_PAUSE("asking.longest-pause"),
        ESCALATE_AFTER("asking.escalate-after"),
        COMPARE_INTERVAL("venue.compare-interval"),
        CASH_TOLERANCE("venue.cash-tolerance"),
        REQUESTS_PER_SECOND("venue.coinbase.requests-per-second"),
        KEPT_FOR_CANCELS("venue.coinbase.kept-for-cancels"),
        BREAKER_DELAY("venue.coinbase.breaker-delay"),
        ENTRY_COLLAR("venue.coinbase.entry-collar");

        private final String key;

        Parameter(String key) {
            this.key = key;
        }

        /** The key without {@code ffe.execution.} before it. */
        public String key() {
            return key;
        }
    }

    private final Scope scope;
    private final String asks;
    private final String rule;

    // Made by List.of, which cannot be changed.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Parameter> parameters;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> tests;

    ExecutionControl(Scope scope, String asks, String rule, List<Parameter> parameters, String... tests) {
        this.scope = scope;
        this.asks = asks;
        this.rule = rule;
        this.parameters = parameters;
        this.tests = Arrays.stream(tests).toList();
    }

    public Scope scope() {
        return scope;
    }

    /** What it asks of an order, as half a sentence. */
    public String asks() {
        return asks;
    }

    /** The regulatory or industry control that it stands for. */
    public String rule() {
        return rule;
    }

    /** What sets it; none where nothing does. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** Test classes of this service that show it, by simple name; at least one. */
    public List<String> tests() {
        return tests;
    }
}
