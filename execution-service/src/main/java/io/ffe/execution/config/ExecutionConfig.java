package io.ffe.execution.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Secret;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Settings of execution. Durations are as in {@code 10ms}, {@code 90s} or {@code PT2M}. */
@ConfigMapping(prefix = "ffe.execution")
public interface ExecutionConfig {

    /** The portfolios that are traded here; each is an account at the venue. */
    @WithDefault("main")
    List<String> portfolios();

    /** Account currency of all of them. */
    @WithDefault("USD")
    String currency();

    /** Quote currencies that count one to one as the account's, as at risk and at the venue; others need a quote for a rate. */
    @WithDefault("USDT")
    Set<String> currencyEquivalents();

    /** Largest gross exposure that the venue allows, in multiples of equity, 1 or more; the margin is exposure divided by it. */
    @WithDefault("3")
    BigDecimal leverageLimit();

    /** What this stage is modelled to take; added to logical time in a replay. */
    @WithDefault("10ms")
    Duration hopLatency();

    /** Oldest last quote of the instrument on which an entry may leave. */
    @WithDefault("90s")
    Duration maxQuoteAge();

    /** How far in the future a quote may be before it counts as stale; a live one that was as far when the broker took it is passed over. */
    @WithDefault("5s")
    Duration maxQuoteSkew();

    /** How often an open position is marked to market while no beats do it. */
    @WithDefault("5s")
    Duration markInterval();

    /**
     * How often the whole ledger is summed up anew. In between only what was booked since is, so that an entry changed by hand shows
     * after so long at the latest.
     */
    @WithDefault("10m")
    Duration ledgerRecheck();

    /** File in which this process keeps the trading state, in a folder that survives restarts; each process has its own. */
    Path tradingStateFile();

    /**
     * How long risk may give no sign of life before entries stop. It gives one each minute; below two minutes entries stop
     * now and then although it lives. Not watched in lock-step.
     */
    @WithDefault("5m")
    Duration maxRiskSilence();

    /** How many ticks of each partition are read again after a start, to have a last quote of each instrument. */
    @WithDefault("20000")
    long tickLookback();

    /** A list of instruments of one's own instead of the one that comes with FFE. */
    Optional<Path> instrumentsFile();

    Venue venue();

    Asking asking();

    /** Where orders go. */
    interface Venue {

        /** Which venue, {@code paper}, {@code coinbase} or {@code oanda}; also its name on executions and in fill keys. */
        @WithDefault("paper")
        String name();

        /** True when money there is real: only orders from live prices may reach it. */
        @WithDefault("false")
        boolean real();

        /** Everything is done but the sending of orders and cancels; an order is denied with what would have left. */
        @WithDefault("false")
        boolean dryRun();

        /** Scheme, host and port, as in {@code http://127.0.0.1:18085}. */
        URI url();

        /**
         * File with the credentials, read at each use, because somebody may renew it. For the paper venue a bearer token, for
         * Coinbase the key file as downloaded, for OANDA the personal access token (docs/venues.md). Optional where the environment has them.
         */
        Optional<Path> tokenFile();

        @WithDefault("2s")
        Duration connectTimeout();

        /** From sending a request to having read its answer. */
        @WithDefault("5s")
        Duration requestTimeout();

        /** How long the venue may hold a question for new events when there are none. */
        @WithDefault("1s")
        Duration eventWait();

        /** Longest time that a request can be under way: only after it does a 404 mean that an order never arrived. */
        @WithDefault("10s")
        Duration inFlightWindow();

        /** How often orders, positions and cash are compared with the venue's after the start. Not in lock-step. */
        @WithDefault("10s")
        Duration compareInterval();

        /**
         * How long the venue may not say what an account holds before its portfolio is signal-only: entries are denied, exits go
         * on. Not watched in lock-step.
         */
        @WithDefault("2m")
        Duration maxAccountAge();

        Coinbase coinbase();

        /** What only OANDA needs; {@code venue.url} is its REST host, practice or live: docs/venues.md. */
        Oanda oanda();

        /** Largest difference between our cash and the venue's that counts as rounding, in account currency. */
        @WithDefault("0.01")
        BigDecimal cashTolerance();
    }

    /** Coinbase Advanced Trade; counts only where {@code venue.name} is {@code coinbase}. */
    interface Coinbase {

        /** The user channel. */
        @WithDefault("wss://advanced-trade-ws-user.coinbase.com")
        URI streamUrl();

        /** Requests that leave in a second; Coinbase allows 30 to a user. */
        @WithDefault("10")
        int requestsPerSecond();

        /** How many of them only a cancel may use. */
        @WithDefault("3")
        int keptForCancels();

        /** How long nothing is sent after three failures in a row, before one request tries again. */
        @WithDefault("1s")
        Duration breakerDelay();

        /** How far beyond its reference price an entry may trade, as a fraction. What it cannot get there it leaves. */
        @WithDefault("0.005")
        BigDecimal entryCollar();

        /** How far beyond its stop the limit of a stop is, as a fraction: a market that jumps further leaves it unfilled. */
        @WithDefault("0.02")
        BigDecimal stopOffset();
    }

    /** An account at OANDA v20. */
    interface Oanda {

        /** The host of the transaction stream; of a live account {@code https://stream-fxtrade.oanda.com}. */
        @WithDefault("https://stream-fxpractice.oanda.com")
        URI streamUrl();

        /** As in 101-004-1234567-001. */
        Optional<String> account();

        /** From the environment, FFE_EXECUTION_VENUE_OANDA_TOKEN, where no {@code venue.token-file} is named. */
        Optional<Secret<String>> token();
    }

    /** How unresolved orders are asked about. */
    interface Asking {

        @WithDefault("250ms")
        Duration firstPause();

        /** The pause doubles up to this; asking never ends. */
        @WithDefault("10s")
        Duration longestPause();

        /** An order of which nothing is known for longer is an error in the log, and again after each doubling. */
        @WithDefault("30s")
        Duration escalateAfter();
    }
}
