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
import io.smallrye.config.Secret;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Turns configuration into providers: who is asked for what, and who stands in for whom. */
final class LiveProviders {

    /** What can stand in a header and a query: anything else would be quoted in the message that refuses it. */
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9._~-]+");

    private final MarketDataConfig.Live config;
    private final Map<ProviderName, History> histories = new EnumMap<>(ProviderName.class);
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
                if (secret(config.oanda().account()).isEmpty()) {
                    problems.add("ffe.market-data.live.oanda.account is missing, expected an account as in"
                            + " 101-004-1234567-001");
                }
                if (secret(config.oanda().token().map(Secret::get)).isEmpty()) {
                    problems.add(
                            "the environment's FFE_MARKET_DATA_LIVE_OANDA_TOKEN is missing or no token, expected one of"
                                    + " OANDA's account page");
                }
            }
            case ALPHAVANTAGE -> {
                if (secret(config.alphavantage().key().map(Secret::get)).isEmpty()) {
                    problems.add(
                            "the environment's FFE_MARKET_DATA_LIVE_ALPHAVANTAGE_KEY is missing or no key, expected one of"
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

    /** Without the end of line that files of secrets often have; empty when what is left cannot be one. */
    private static Optional<String> secret(Optional<String> configured) {
        return configured.map(String::strip).filter(text -> SECRET.matcher(text).matches());
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
                        secret(config.oanda().account()).orElseThrow(),
                        secret(config.oanda().token().map(Secret::get)).orElseThrow(),
                        instruments,
                        http);
            case ALPHAVANTAGE ->
                new AlphaVantageProvider(
                        config.alphavantage().url(),
                        secret(config.alphavantage().key().map(Secret::get)).orElseThrow(),
                        instruments,
                        config.alphavantage().requestsPerMinute(),
                        http);
        };
    }

    /** Bars of the past from a provider, one object for all that is asked of it; empty where it has none that FFE takes. */
    Optional<History> history(ProviderName name) {
        History known = histories.get(name);
        if (known == null) {
            newHistory(name).ifPresent(history -> histories.put(name, history));
        }
        return Optional.ofNullable(histories.get(name));
    }

    private Optional<History> newHistory(ProviderName name) {
        return switch (name) {
            case COINBASE -> Optional.of(new CoinbaseHistory(config.coinbase().restUrl(), http));
            case OANDA ->
                Optional.of(new OandaHistory(
                        config.oanda().restUrl(),
                        secret(config.oanda().token().map(Secret::get)).orElseThrow(),
                        http));
            case ALPHAVANTAGE -> Optional.empty();
        };
    }
}
