package io.ffe.marketdata.feed.live;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads the lines of OANDA's pricing stream: prices and heartbeats. The best bid and ask stand first in their ladders.
 *
 * <p>Source: developer.oanda.com, v20 REST, pricing stream.
 */
final class OandaLines {

    private final Symbology symbology;
    private final FeedSink sink;

    OandaLines(Symbology symbology, FeedSink sink) {
        this.symbology = symbology;
        this.sink = sink;
    }

    /** Takes a line. @return why the stream is of no use any more, else empty */
    Optional<FeedTrouble> take(String line) {
        JsonNode message = Wire.json(line);
        switch (message.path("type").asText()) {
            case "HEARTBEAT" -> sink.heard();
            case "PRICE" -> price(message);
            default -> {
                if (message.has("errorMessage")) {
                    return Optional.of(new FeedTrouble(
                            FeedTrouble.Kind.DISCONNECTED,
                            "OANDA says '"
                                    + Shown.of(message.path("errorMessage").asText()) + "'"));
                }
                sink.refused("OTHER", FeedRefusal.UNREADABLE, "neither price nor heartbeat: '" + Shown.of(line) + "'");
            }
        }
        return Optional.empty();
    }

    private void price(JsonNode price) {
        String instrument = price.path("instrument").asText();
        Optional<String> symbol = symbology.symbolOf(instrument);
        JsonNode bids = price.path("bids").path(0);
        JsonNode asks = price.path("asks").path(0);
        Optional<BigDecimal> bid = Wire.price(bids.path("price"));
        Optional<BigDecimal> ask = Wire.price(asks.path("price"));
        Optional<Instant> time = Wire.time(price.path("time"));
        if (symbol.isEmpty()) {
            sink.refused("OTHER", FeedRefusal.UNKNOWN_SYMBOL, "instrument '" + Shown.of(instrument) + "'");
        } else if (!isTradeable(price)) {
            sink.refused(symbol.get(), FeedRefusal.NOT_TRADEABLE, "the instrument is not tradeable now");
        } else if (bid.isEmpty() || ask.isEmpty()) {
            sink.refused(
                    symbol.get(),
                    FeedRefusal.NO_PRICE,
                    "bid " + Shown.of(bids.path("price").toString()) + ", ask "
                            + Shown.of(asks.path("price").toString()));
        } else if (time.isEmpty()) {
            sink.refused(symbol.get(), FeedRefusal.UNREADABLE, "a price without a readable time");
        } else {
            sink.observed(Observation.quote(
                    symbol.get(),
                    time.get(),
                    bid.get(),
                    ask.get(),
                    Wire.size(bids.path("liquidity")).orElse(null),
                    Wire.size(asks.path("liquidity")).orElse(null)));
        }
    }

    /** Older streams say {@code status}, newer ones {@code tradeable}; what says nothing is tradeable. */
    private static boolean isTradeable(JsonNode price) {
        return price.path("tradeable").asBoolean(true)
                && price.path("status").asText("tradeable").equals("tradeable");
    }
}
