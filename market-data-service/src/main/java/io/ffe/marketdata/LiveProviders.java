package io.ffe.marketdata;

import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.config.MarketDataConfig.ProviderName;
import io.ffe.marketdata.feed.live.AlphaVantageProvider;
import io.ffe.marketdata.feed.live.CoinbaseHistory;
import io.ffe.marketdata.feed.live.CoinbaseProvider;
import io.ffe.marketdata.feed.live.History;
import io.ffe.marketdata.feed.live.OandaHistory;
import io.ffe.marketdata.feed.live.OandaProvider;
import io.ffe.marketdata.feed.live.Provider;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.money.Instrument;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Turns configuration into providers: who is asked for what, and who stands in for whom. */
final class LiveProviders {

    private final MarketDataConfig.Live config;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    LiveProviders(MarketDataConfig.Live config) {
        this.config = config;
    }

    /**
     * Who is asked for some instruments.
     *
     * @param order the first, and those that stand in for it, in this order
     */
    record Route(List<ProviderName> order, List<Instrument> instruments) {}

    /**
     * One route for each different list of providers.
     *
     * @throws IllegalArgumentException naming every setting that is wrong or missing
     */
    List<Route> routes(List<Instrument> instruments) {
        Map<List<ProviderName>, List<Instrument>> byOrder = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (Instrument instrument : instruments) {
            List<ProviderName> order = order(instrument.assetClass());
            if (order.isEmpty()) {
                problems.add(instrument.symbol() + " is " + instrument.assetClass()
                        + " and ffe.market-data.live." + key(instrument.assetClass())
                        + " names nobody, expected some of "
                        + Arrays.toString(ProviderName.values()).toLowerCase(Locale.ROOT));
            }
            byOrder.computeIfAbsent(order, first -> new ArrayList<>()).add(instrument);
        }
        byOrder.keySet().stream().flatMap(List::stream).distinct().forEach(name -> problems.addAll(problemsOf(name)));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("live prices cannot be had: " + String.join("; ", problems));
        }
        return byOrder.entrySet().stream()
                .map(entry -> new Route(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }

    private List<ProviderName> order(AssetClass assetClass) {
        return switch (assetClass) {
            case CRYPTO -> config.crypto();
            case FOREX -> config.forex();
            case METAL -> config.metal();
            case EQUITY -> config.equity().orElse(List.of());
        };
    }

    private static String key(AssetClass assetClass) {
        return assetClass.name().toLowerCase(Locale.ROOT);
    }

    private List<String> problemsOf(ProviderName name) {
        List<String> problems = new ArrayList<>();
        switch (name) {
            case COINBASE -> {}
            case OANDA -> {
                if (config.oanda().account().isEmpty()) {
                    problems.add("ffe.market-data.live.oanda.account is missing, expected an account as in"
                            + " 101-004-1234567-001");
                }
                if (config.oanda().token().isEmpty()) {
                    problems.add("the environment's FFE_MARKET_DATA_LIVE_OANDA_TOKEN is missing, expected a token of"
                            + " OANDA's account page");
                }
            }
            case ALPHAVANTAGE -> {
                if (config.alphavantage().key().isEmpty()) {
                    problems.add("the environment's FFE_MARKET_DATA_LIVE_ALPHAVANTAGE_KEY is missing, expected a key of"
                            + " Alpha Vantage");
                }
                if (config.alphavantage().requestsPerMinute() < 1) {
                    problems.add("ffe.market-data.live.alphavantage.requests-per-minute is "
                            + config.alphavantage().requestsPerMinute() + ", expected one or more");
                }
            }
        }
        return problems;
    }

    /** @param name one that {@link #routes} has given out */
    Provider provider(ProviderName name, List<Instrument> instruments) {
        return switch (name) {
            case COINBASE ->
                new CoinbaseProvider(
                        config.coinbase().streamUrl(),
                        instruments,
                        config.coinbase().trades(),
                        http);
            case OANDA ->
                new OandaProvider(
                        config.oanda().streamUrl(),
                        config.oanda().account().orElseThrow(),
                        config.oanda().token().orElseThrow(),
                        instruments,
                        http);
            case ALPHAVANTAGE ->
                new AlphaVantageProvider(
                        config.alphavantage().url(),
                        config.alphavantage().key().orElseThrow(),
                        instruments,
                        config.alphavantage().requestsPerMinute(),
                        http);
        };
    }

    /** Bars of the past from a provider; empty where it has none that FFE takes. */
    Optional<History> history(ProviderName name) {
        return switch (name) {
            case COINBASE -> Optional.of(new CoinbaseHistory(config.coinbase().restUrl(), http));
            case OANDA ->
                Optional.of(new OandaHistory(
                        config.oanda().restUrl(), config.oanda().token().orElseThrow(), http));
            case ALPHAVANTAGE -> Optional.empty();
        };
    }
}
