package io.ffe.marketdata.config;

import io.ffe.schema.event.Timeframe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Secret;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.Converter;

/** Keys of {@code ffe.market-data}. */
@ConfigMapping(prefix = "ffe.market-data")
public interface MarketDataConfig {

    /** Where prices come from. */
    Feed feed();

    /** When snapshots are made, and what makes one stale. */
    Snapshot snapshot();

    /** The lock-step, or the free run. */
    Replay replay();

    /** Providers of live prices. */
    Live live();

    /** The WebSocket that clients follow prices on. */
    WebSocket webSocket();

    /** Ticks in the database. */
    TickStore tickStore();

    /** An instrument list of one's own; absent, the built-in one. */
    Optional<Path> instrumentsFile();

    /** Whether ticks are stored. A replay's are in its files already, and {@code max} speed outruns any database. */
    default boolean storesTicks() {
        return tickStore().enabled().orElse(feed().kind() != Kind.REPLAY);
    }

    /** Where prices come from. */
    interface Feed {

        /** {@code replay} of recorded files, the {@code synthetic} market, or {@code live} prices. */
        @WithDefault("synthetic")
        Kind kind();

        /** Files of a replay, each {@code FILE} or {@code SYMBOL=FILE}. */
        Optional<List<String>> files();

        /** Files of bars from before the start, each {@code FILE} or {@code SYMBOL=FILE}. */
        Optional<List<String>> warmUp();

        /** First event time that is replayed; rows before it warm up. */
        Optional<Instant> from();

        /** Event time at which the replay ends, exclusive. */
        Optional<Instant> to();

        /** Logical seconds for each second on the wall; 0 is as fast as the pipeline goes. */
        @WithDefault("120")
        double speed();

        /** Seed of the synthetic market. */
        @WithDefault("1")
        long seed();

        /** Symbols of the synthetic market, or of the live ones. */
        @WithDefault("BTCUSDT,ETHUSDT,EURUSD,GBPUSD")
        List<String> symbols();

        /** Half of the spread of ticks made from bars, as a fraction of the price: 0.0001 is one basis point. */
        @WithDefault("0.0001")
        BigDecimal barHalfSpread();
    }

    /** What feeds there are. */
    enum Kind {
        REPLAY,
        SYNTHETIC,
        LIVE
    }

    /** When snapshots are made, and what makes one stale. */
    interface Snapshot {

        /** The timeframe whose close makes a snapshot. */
        @WithDefault("15m")
        @WithConverter(TimeframeConverter.class)
        Timeframe timeframe();

        /** Oldest quote that is not stale, whatever the timeframe allows. */
        @WithDefault("PT90S")
        Duration maxQuoteAge();

        /**
         * Limits to the age of a timeframe's data in place of the built-in ones, each {@code CLASS/TIMEFRAME=LENGTH} as in
         * {@code forex/1d=PT72H}; histories age while their market is open.
         */
        Optional<List<StaleAfter>> staleAfter();

        /** Quotes further in the future than this are refused. */
        @WithDefault("PT2S")
        Duration maxClockSkew();

        /** What making a snapshot is modelled to take in a replay. */
        @WithDefault("PT0.05S")
        Duration hopLatency();
    }

    /** The lock-step, or the free run. */
    interface Replay {

        /** Readiness of the other processes; while one is down, the replay waits without losing patience. */
        Optional<List<URI>> readinessUrls();

        /** How long a beat may stay unanswered while everybody is ready. */
        @WithDefault("PT60S")
        Duration patience();

        /** Ticks that a stage may be behind in a free run; with more of them the market stands still. */
        @WithDefault("50000")
        long freeRunTicks();

        /** Events and pieces of work that may be under way between the stages in a free run; ticks apart. */
        @WithDefault("500")
        long freeRunEvents();
    }

    /** Providers of live prices. */
    interface Live {

        /** Who is asked for crypto: the first, and those after it while it is away. */
        @WithDefault("coinbase")
        List<ProviderName> crypto();

        /** Who is asked for currencies. */
        @WithDefault("oanda")
        List<ProviderName> forex();

        /** Who is asked for metals. */
        @WithDefault("oanda")
        List<ProviderName> metal();

        /** Who is asked for shares; nobody is by default. */
        Optional<List<ProviderName>> equity();

        /** A provider that is away for so long is stood in for by the next one of its list. */
        @WithDefault("PT15S")
        Duration takeoverAfter();

        /** How long after its end a bar waits for ticks that are on their way. */
        @WithDefault("PT2S")
        Duration lateness();

        /** How often open bars, indicators and offsets are saved. */
        @WithDefault("PT10S")
        Duration checkpointEvery();

        /** Whether bars of the past are asked for at a start without a checkpoint. */
        @WithDefault("true")
        boolean warmStart();

        /** Public market data, without a key. */
        Coinbase coinbase();

        /** v20 streams and candles. */
        Oanda oanda();

        /** Polled quotes. */
        AlphaVantage alphavantage();
    }

    /** Who can be asked for live prices. */
    enum ProviderName {
        COINBASE,
        OANDA,
        ALPHAVANTAGE
    }

    /** Public market data of Coinbase, without a key. */
    interface Coinbase {

        /** The WebSocket. */
        @WithDefault("wss://advanced-trade-ws.coinbase.com")
        URI streamUrl();

        /** Where bars of the past are asked for. */
        @WithDefault("https://api.coinbase.com")
        URI restUrl();

        /** Whether trades become ticks beside quotes. */
        @WithDefault("false")
        boolean trades();
    }

    /** OANDA v20. */
    interface Oanda {

        /** The pricing stream; of a live account {@code https://stream-fxtrade.oanda.com}. */
        @WithDefault("https://stream-fxpractice.oanda.com")
        URI streamUrl();

        /** Where bars of the past are asked for; of a live account {@code https://api-fxtrade.oanda.com}. */
        @WithDefault("https://api-fxpractice.oanda.com")
        URI restUrl();

        /** As in 101-004-1234567-001. */
        Optional<String> account();

        /** From the environment: FFE_MARKET_DATA_LIVE_OANDA_TOKEN. */
        Optional<Secret<String>> token();
    }

    /** Alpha Vantage. */
    interface AlphaVantage {

        /** Where quotes are asked for. */
        @WithDefault("https://www.alphavantage.co")
        URI url();

        /** From the environment: FFE_MARKET_DATA_LIVE_ALPHAVANTAGE_KEY. */
        Optional<Secret<String>> key();

        /** What the key may ask a minute. */
        @WithDefault("5")
        int requestsPerMinute();
    }

    /** Limits of {@code /ws}: docs/websocket.md. */
    interface WebSocket {

        /** Clients that may be connected at the same time. */
        @WithDefault("100")
        int maxClients();

        /** Channels of symbols that one client may be subscribed to. */
        @WithDefault("100")
        int maxSubscriptions();

        /** Longest message of a client; a longer one ends its connection. */
        @WithDefault("4096")
        int maxMessageBytes();

        /** Wrong messages that a client may send; the next one ends its connection. */
        @WithDefault("10")
        int maxErrors();

        /** While so many bytes wait for a client's socket, it is given no more updates. */
        @WithDefault("262144")
        int queueBytes();

        /** How often updates are sent: each client gets at most one for each stream in this time. */
        @WithDefault("PT0.1S")
        Duration updateInterval();

        /** A client whose socket has not taken a frame for so long is cut off. */
        @WithDefault("PT5S")
        Duration slowAfter();

        /** How long a client that is cut off may take to read why, before its connection is reset. */
        @WithDefault("PT2S")
        Duration closeGrace();

        /** How often each client is sent a heartbeat and a ping. */
        @WithDefault("PT15S")
        Duration heartbeat();

        /** A client that has not answered a ping for so long is cut off. */
        @WithDefault("PT10S")
        Duration pongTimeout();
    }

    /** Ticks in the database. */
    interface TickStore {

        /** Whether ticks are stored; absent, they are in a live and in a synthetic run, and not in a replay. */
        Optional<Boolean> enabled();

        /** Ticks that may wait for the database; what comes on top is counted and not stored. */
        @WithDefault("10000")
        int queue();

        /** Most ticks of one transaction. */
        @WithDefault("500")
        int batch();

        /** Longest that a tick waits for its batch to become full. */
        @WithDefault("PT1S")
        Duration flushAfter();

        /** Whether quotes are left out whose bid and ask moved less than 0.001 % since the last stored one. */
        @WithDefault("false")
        boolean skipUnchanged();

        /** How long a live run keeps ticks, in whole UTC days; others keep them as long as their database. */
        @WithDefault("P7D")
        Duration retention();

        /** How long a shutdown may take to store what is queued. */
        @WithDefault("PT10S")
        Duration drain();

        /** How many of each symbol's last ticks are read back at a start, for REST. */
        @WithDefault("1000")
        int restore();
    }

    /** Reads {@code 15m}. */
    final class TimeframeConverter implements Converter<Timeframe> {

        private static final long serialVersionUID = 1L;

        @Override
        public Timeframe convert(String label) {
            return Timeframe.ofLabel(label);
        }
    }
}
