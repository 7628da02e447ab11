package io.ffe.stack.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A provider of live prices as {@code up} knows it: what it quotes unless told otherwise, and what it needs. */
enum LiveMarket {
    COINBASE(List.of("BTCUSD", "ETHUSD"), List.of()),
    OANDA(
            List.of("EURUSD", "GBPUSD", "USDJPY"),
            List.of("FFE_MARKET_DATA_LIVE_OANDA_ACCOUNT", "FFE_MARKET_DATA_LIVE_OANDA_TOKEN")),
    ALPHAVANTAGE(List.of("EURUSD"), List.of("FFE_MARKET_DATA_LIVE_ALPHAVANTAGE_KEY"));

    private final List<String> symbols;
    private final List<String> needed;

    LiveMarket(List<String> symbols, List<String> needed) {
        this.symbols = symbols;
        this.needed = needed;
    }

    static Optional<LiveMarket> named(String provider) {
        return Arrays.stream(values())
                .filter(market -> market.provider().equals(provider))
                .findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(LiveMarket::provider).collect(Collectors.joining(", "));
    }

    String provider() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<String> symbols() {
        return symbols;
    }

    /** What {@code up} tells market-data for it. */
    Map<String, String> environment() {
        return Map.of(
                "FFE_MARKET_DATA_FEED_SYMBOLS", String.join(",", symbols),
                "FFE_MARKET_DATA_LIVE_CRYPTO", provider(),
                "FFE_MARKET_DATA_LIVE_FOREX", provider(),
                "FFE_MARKET_DATA_LIVE_METAL", provider());
    }

    /** What has to be in the environment and is not, for people. */
    List<String> missing(Map<String, String> environment) {
        return needed.stream()
                .filter(name -> environment.getOrDefault(name, "").isBlank())
                .map(name -> "--feed " + provider() + " needs " + name + " in the environment")
                .toList();
    }
}
