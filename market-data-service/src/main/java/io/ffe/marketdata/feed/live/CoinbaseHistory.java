package io.ffe.marketdata.feed.live;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Candles of trades from Coinbase's public market data. It has none of four hours: those are made of its hours.
 *
 * <p>Source: docs.cdp.coinbase.com, Get Public Product Candles; 350 candles a request, ten requests a second.
 */
public final class CoinbaseHistory implements History {

    private static final long LATEST = Instant.parse("9999-01-01T00:00:00Z").getEpochSecond();
    private static final int ENOUGH = 120;
    private static final int ENOUGH_HOURS = 300;

    private static final Map<Timeframe, String> GRANULARITIES = granularities();

    private final URI uri;
    private final RestCalls calls;

    public CoinbaseHistory(URI uri, HttpClient http) {
        this.uri = uri;
        this.calls = new RestCalls("coinbase", http, 8, Duration.ofSeconds(1));
    }

    private static Map<Timeframe, String> granularities() {
        Map<Timeframe, String> names = new LinkedHashMap<>();
        names.put(Timeframe.M1, "ONE_MINUTE");
        names.put(Timeframe.M5, "FIVE_MINUTE");
        names.put(Timeframe.M15, "FIFTEEN_MINUTE");
        names.put(Timeframe.M30, "THIRTY_MINUTE");
        names.put(Timeframe.H1, "ONE_HOUR");
        names.put(Timeframe.D1, "ONE_DAY");
        return names;
    }

    @Override
    public List<Bar> before(Instrument instrument, Instant moment, String runId)
            throws FeedTrouble, InterruptedException {
        Candles candles = new Candles(instrument, moment, runId);
        String product = instrument.baseCurrency() + "-" + instrument.quoteCurrency();
        for (Map.Entry<Timeframe, String> granularity : GRANULARITIES.entrySet()) {
            Timeframe timeframe = granularity.getKey();
            Instant end = timeframe.startOf(moment);
            Instant start =
                    end.minus(timeframe.length().multipliedBy(timeframe == Timeframe.H1 ? ENOUGH_HOURS : ENOUGH));
            String what = "Coinbase's " + timeframe.label() + " candles of " + product;
            String body = calls.get(
                    uri.resolve("/api/v3/brokerage/market/products/" + product + "/candles?start="
                            + start.getEpochSecond() + "&end=" + end.getEpochSecond() + "&granularity="
                            + granularity.getValue()),
                    Map.of(),
                    what);
            read(candles, timeframe, body, what);
        }
        return candles.bars();
    }

    private static void read(Candles candles, Timeframe timeframe, String body, String what) throws FeedTrouble {
        for (JsonNode candle : Candles.in(body, what)) {
            Optional<Ohlc> price = Candles.ohlc(candle, "open", "high", "low", "close");
            Optional<BigDecimal> volume = Wire.size(candle.path("volume"));
            long start = candle.path("start").asLong();
            if (price.isEmpty() || volume.isEmpty() || start <= 0 || start > LATEST) {
                candles.leaveOut(what, candle);
            } else {
                candles.add(timeframe, Instant.ofEpochSecond(start), price.get(), null, null, volume.get());
            }
        }
    }
}
