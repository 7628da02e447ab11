package io.ffe.marketdata.feed.live;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Candles of a provider on their way to be bars of the past: those that cannot be bars are left out. */
final class Candles {

    private static final Comparator<Bar> BY_END = Comparator.comparing(Bar::end).thenComparing(Bar::timeframe);

    private static final Logger LOG = Logger.getLogger(Candles.class);

    private final Instrument instrument;
    private final Instant moment;
    private final String runId;
    private final List<Bar> bars = new ArrayList<>();

    Candles(Instrument instrument, Instant moment, String runId) {
        this.instrument = instrument;
        this.moment = moment;
        this.runId = runId;
    }

    /** Adds a candle, unless it reaches beyond the moment or does not lie on the timeframe's grid. */
    void add(
            Timeframe timeframe, Instant start, Ohlc price, @Nullable Ohlc bid, @Nullable Ohlc ask, BigDecimal volume) {
        Instant end = start.plus(timeframe.length());
        if (!end.isAfter(moment) && timeframe.startOf(start).equals(start)) {
            bars.add(new Bar(
                    runId, instrument.symbol(), timeframe, start, end, price, bid, ask, volume, 1, Origin.LIVE, false));
        }
    }

    /** The candles of an answer. */
    static JsonNode in(String body, String what) throws FeedTrouble {
        JsonNode candles = Wire.json(body).path("candles");
        if (!candles.isArray()) {
            throw new FeedTrouble(FeedTrouble.Kind.UNREADABLE, what + ": the answer has no candles");
        }
        return candles;
    }

    /** Four prices of a candle under a provider's names for them; empty when they are no open, high, low and close. */
    static Optional<Ohlc> ohlc(JsonNode candle, String open, String high, String low, String close) {
        try {
            return Optional.of(new Ohlc(
                    Wire.price(candle.path(open)).orElseThrow(),
                    Wire.price(candle.path(high)).orElseThrow(),
                    Wire.price(candle.path(low)).orElseThrow(),
                    Wire.price(candle.path(close)).orElseThrow()));
        } catch (NoSuchElementException | IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** Says that a candle is none; it is left out, the others are bars all the same. */
    void leaveOut(String what, JsonNode candle) {
        LOG.warnf("a candle is left out of=%s candle=%s", what, Shown.of(candle.toString()));
    }

    List<Bar> bars() {
        return bars.stream().sorted(BY_END).toList();
    }
}
