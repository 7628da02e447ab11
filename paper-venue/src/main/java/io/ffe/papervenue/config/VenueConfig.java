package io.ffe.papervenue.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Settings of the paper venue. A change applies to what happens after the next start. */
@ConfigMapping(prefix = "ffe.paper-venue")
public interface VenueConfig {

    /** The journal. One file for each run; it and a {@code .lock} file beside it are made when absent. */
    Path journal();

    /** Credited to a portfolio at its first use, in account currency. */
    @WithDefault("100000")
    BigDecimal startCash();

    /** Currency of every account. */
    @WithDefault("USD")
    String currency();

    /** Quote currencies that are worth exactly one unit of the account's; instruments in any other are refused. */
    @WithDefault("USDT")
    Set<String> currencyEquivalents();

    /** Largest gross exposure as a multiple of equity, 1 or more; the margin is its inverse. */
    @WithDefault("3")
    BigDecimal leverageLimit();

    /** A JSON list of instruments in the format of the built-in one, which is used when this is absent. */
    Optional<Path> instruments();

    /** While ticks come that cause nothing, what was read is written down this often (outside lock-step). */
    @WithDefault("5s")
    Duration markEvery();

    /**
     * In a live run a tick that happened longer than this after the broker took it is passed over. The same as market-data's
     * {@code snapshot.max-clock-skew}, or what one of them refuses the other takes.
     */
    @WithDefault("PT2S")
    Duration maxClockSkew();

    Fees fees();

    Slippage slippage();

    /** Fees in basis points of the traded value. */
    interface Fees {

        /** For market orders, stops, and limits that could trade when they arrived. */
        @WithDefault("10")
        BigDecimal takerBps();

        /** For limits that rested, and targets. */
        @WithDefault("5")
        BigDecimal makerBps();
    }

    /** By how much a taker misses the quote, in basis points. */
    interface Slippage {

        /** For an order of any size. */
        @WithDefault("0.5")
        BigDecimal bps();

        /** On top, for an order as large as the depth; in proportion for other sizes. */
        @WithDefault("5")
        BigDecimal bpsAtDepth();

        /** No miss is larger. */
        @WithDefault("50")
        BigDecimal maxBps();

        /** Value in quote currency that stands for the depth when a quote shows no size. */
        @WithDefault("250000")
        BigDecimal depthNotional();
    }
}
