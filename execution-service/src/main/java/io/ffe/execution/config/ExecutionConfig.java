package io.ffe.execution.config;

import io.smallrye.config.ConfigMapping;
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

    /** How far in the future a quote may be before it counts as stale. */
    @WithDefault("5s")
    Duration maxQuoteSkew();

    /** How often an open position is marked to market while no beats do it. */
    @WithDefault("5s")
    Duration markInterval();

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

        /** Its name on executions and in fill keys. */
        @WithDefault("paper")
        String name();

        /** True when money there is real: only orders from live prices may reach it. */
        @WithDefault("false")
        boolean real();

        /** Scheme, host and port, as in {@code http://127.0.0.1:18085}. */
        URI url();

        /** File with the bearer token; read at each call, because somebody else renews it. */
        Path tokenFile();

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

        /** Largest difference between our cash and the venue's that counts as rounding, in account currency. */
        @WithDefault("0.01")
        BigDecimal cashTolerance();
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
