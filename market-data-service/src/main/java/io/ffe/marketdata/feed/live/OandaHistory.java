package io.ffe.marketdata.feed.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.serde.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.DateTimeException;
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

    /** REST of practice accounts; live ones have {@code api-fxtrade.oanda.com}. */
    public static final URI PRACTICE = URI.create("https://api-fxpractice.oanda.com");

    private static final int ENOUGH = 120;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

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
    public String name() {
        return "oanda";
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
        try {
            JsonNode answer = Json.mapper().readTree(body);
            if (!answer.path("candles").isArray()) {
                throw new FeedTrouble(FeedTrouble.Kind.UNREADABLE, what + ": the answer has no candles");
            }
            for (JsonNode candle : answer.path("candles")) {
                if (candle.path("complete").asBoolean()) {
                    Optional<Ohlc> bid = Candles.ohlc(candle.path("bid"), "o", "h", "l", "c");
                    Optional<Ohlc> ask = Candles.ohlc(candle.path("ask"), "o", "h", "l", "c");
                    if (bid.isEmpty() || ask.isEmpty()) {
                        candles.leaveOut(what, candle);
                    } else {
                        candles.add(
                                timeframe,
                                Instant.parse(candle.path("time").asText()),
                                between(bid.get(), ask.get()),
                                bid.get(),
                                ask.get(),
                                BigDecimal.ZERO);
                    }
                }
            }
        } catch (JsonProcessingException | DateTimeException broken) {
            throw new FeedTrouble(FeedTrouble.Kind.UNREADABLE, what + ": the answer cannot be read");
        }
    }

    private static Ohlc between(Ohlc bid, Ohlc ask) {
        return new Ohlc(
                half(bid.open(), ask.open()),
                half(bid.high(), ask.high()),
                half(bid.low(), ask.low()),
                half(bid.close(), ask.close()));
    }

    /** Half of a decimal is a decimal with one digit more. */
    private static BigDecimal half(BigDecimal a, BigDecimal b) {
        BigDecimal sum = a.add(b);
        return sum.divide(TWO, sum.scale() + 1, RoundingMode.UNNECESSARY);
    }
}
