package io.ffe.marketdata.feed.live;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Candles of bid and ask from OANDA; days begin at midnight UTC, as ours do. A bar's price is halfway between them.
 *
 * <p>Source: developer.oanda.com, v20 REST, instrument candles.
 */
public final class OandaHistory implements History {

    private static final int ENOUGH = 120;

    private final URI uri;
    private final String token;
    private final RestCalls calls;

    /** @param token goes into a header and nowhere else */
    public OandaHistory(URI uri, String token, HttpClient http) {
        this.uri = uri;
        this.token = token;
        this.calls = new RestCalls("oanda", http, 20, Duration.ofSeconds(1));
    }

    @Override
    public List<Bar> before(Instrument instrument, Instant moment, String runId)
            throws FeedTrouble, InterruptedException {
        Candles candles = new Candles(instrument, moment, runId);
        String name = instrument.baseCurrency() + "_" + instrument.quoteCurrency();
        for (Timeframe timeframe : Timeframe.values()) {
            String what = "OANDA's " + timeframe.label() + " candles of " + name;
            String body = calls.get(
                    uri.resolve("/v3/instruments/" + name + "/candles?price=BA&granularity=" + granularity(timeframe)
                            + "&count=" + ENOUGH + "&dailyAlignment=0&alignmentTimezone=UTC"),
                    Map.of("Authorization", "Bearer " + token),
                    what);
            read(candles, timeframe, body, what);
        }
        return candles.bars();
    }

    private static String granularity(Timeframe timeframe) {
        return switch (timeframe) {
            case M1 -> "M1";
            case M5 -> "M5";
            case M15 -> "M15";
            case M30 -> "M30";
            case H1 -> "H1";
            case H4 -> "H4";
            case D1 -> "D";
        };
    }

    private static void read(Candles candles, Timeframe timeframe, String body, String what) throws FeedTrouble {
        for (JsonNode candle : Candles.in(body, what)) {
            if (candle.path("complete").asBoolean()) {
                Optional<Instant> start = Wire.time(candle.path("time"));
                Optional<Ohlc> bid = Candles.ohlc(candle.path("bid"), "o", "h", "l", "c");
                Optional<Ohlc> ask = Candles.ohlc(candle.path("ask"), "o", "h", "l", "c");
                if (start.isEmpty() || bid.isEmpty() || ask.isEmpty()) {
                    candles.leaveOut(what, candle);
                } else {
                    candles.add(
                            timeframe,
                            start.get(),
                            between(bid.get(), ask.get()),
                            bid.get(),
                            ask.get(),
                            BigDecimal.ZERO);
                }
            }
        }
    }

    private static Ohlc between(Ohlc bid, Ohlc ask) {
        return new Ohlc(
                Quote.mid(bid.open(), ask.open()),
                Quote.mid(bid.high(), ask.high()),
                Quote.mid(bid.low(), ask.low()),
                Quote.mid(bid.close(), ask.close()));
    }
}
