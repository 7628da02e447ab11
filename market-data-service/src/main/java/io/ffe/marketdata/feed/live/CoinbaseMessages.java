package io.ffe.marketdata.feed.live;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the messages of one connection to Coinbase's Advanced Trade market data: tickers, trades and heartbeats.
 *
 * <p>{@code sequence_num} counts the messages of the connection from 0, over all channels: a hole in it is a message lost,
 * a number that was there is a repeat. A trade's id rises by one for each trade of a product.
 *
 * <p>Source: docs.cdp.coinbase.com, Advanced Trade WebSocket overview and channels.
 */
final class CoinbaseMessages {

    /** Numbers that may still come; a hole that is wider is lost for good. */
    private static final int REMEMBERED_HOLES = 1000;

    private static final int REMEMBERED_TRADES = 5000;

    private final Symbology symbology;
    private final FeedSink sink;
    private final TreeSet<Long> holes = new TreeSet<>();
    private final Map<String, SeenTrades> trades = new HashMap<>();
    /** Symbols that the subscription has told the last ticker of. */
    private final Set<String> greeted = new HashSet<>();

    private long expected;
    private volatile boolean subscribed;

    CoinbaseMessages(Symbology symbology, FeedSink sink) {
        this.symbology = symbology;
        this.sink = sink;
    }

    /** Whether the provider has confirmed the subscription; from any thread. */
    boolean subscribed() {
        return subscribed;
    }

    /** Takes a message. @return why the connection is of no use any more, else empty */
    Optional<FeedTrouble> take(String text) {
        JsonNode message = Wire.json(text);
        if (!message.isObject()) {
            sink.refused("OTHER", FeedRefusal.UNREADABLE, "no JSON object: '" + Shown.of(text) + "'");
            return Optional.empty();
        }
        if (message.path("type").asText().equals("error")) {
            return Optional.of(error(message.path("message").asText()));
        }
        boolean repeated = message.path("sequence_num").isIntegralNumber()
                && isRepeat(message.path("sequence_num").asLong());
        sink.heard();
        switch (message.path("channel").asText()) {
            case "subscriptions" -> subscribed = true;
            case "ticker" -> events(message, repeated, "tickers", this::ticker);
            case "market_trades" -> events(message, repeated, "trades", this::trade);
            // Heartbeats have been heard; other channels were not asked for and say nothing about a price.
            default -> {}
        }
        return Optional.empty();
    }

    /** Messages say what is wrong in words only. */
    private static FeedTrouble error(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        FeedTrouble.Kind kind = lower.contains("auth")
                ? FeedTrouble.Kind.UNAUTHORIZED
                : lower.contains("rate") || lower.contains("too many")
                        ? FeedTrouble.Kind.RATE_LIMITED
                        : FeedTrouble.Kind.DISCONNECTED;
        return new FeedTrouble(kind, "Coinbase says '" + Shown.of(words) + "'");
    }

    private boolean isRepeat(long number) {
        if (number >= expected) {
            if (number > expected) {
                sink.missed(number - expected);
                for (long hole = Math.max(expected, number - REMEMBERED_HOLES); hole < number; hole++) {
                    holes.add(hole);
                }
                while (holes.size() > REMEMBERED_HOLES) {
                    holes.pollFirst();
                }
            }
            expected = number + 1;
            return false;
        }
        if (holes.remove(number)) {
            sink.cameLate();
            return false;
        }
        return true;
    }

    /** The last trades of a product by their ids, which rise; those of lost messages may come late. */
    private static final class SeenTrades {

        private final TreeSet<Long> ids = new TreeSet<>();
        private long forgottenThrough;

        /** False when it was there before. A trade without an id is always new. */
        boolean add(long id) {
            if (id <= 0) {
                return true;
            }
            if (id <= forgottenThrough || !ids.add(id)) {
                return false;
            }
            while (ids.size() > REMEMBERED_TRADES) {
                forgottenThrough = ids.pollFirst();
            }
            return true;
        }
    }

    private static List<JsonNode> reversed(JsonNode list) {
        List<JsonNode> items = new ArrayList<>();
        list.forEach(items::addFirst);
        return items;
    }

    private interface Item {
        void take(String symbol, JsonNode item, Optional<Instant> messageTime, boolean snapshot);
    }

    private void events(JsonNode message, boolean repeated, String list, Item item) {
        Optional<Instant> time = Wire.time(message.path("timestamp"));
        for (JsonNode event : message.path("events")) {
            boolean snapshot = event.path("type").asText().equals("snapshot");
            // Newest first on the wire; ours in the order in which they happened.
            for (JsonNode each : reversed(event.path(list))) {
                Optional<String> symbol =
                        symbology.symbolOf(each.path("product_id").asText());
                if (symbol.isEmpty()) {
                    sink.refused(
                            "OTHER",
                            FeedRefusal.UNKNOWN_SYMBOL,
                            "product_id '" + Shown.of(each.path("product_id").asText()) + "'");
                } else if (repeated) {
                    sink.refused(
                            symbol.get(),
                            FeedRefusal.REPEATED,
                            "sequence_num " + message.path("sequence_num").asLong());
                } else {
                    item.take(symbol.get(), each, time, snapshot);
                }
            }
        }
    }

    private void ticker(String symbol, JsonNode ticker, Optional<Instant> time, boolean snapshot) {
        Optional<BigDecimal> bid = Wire.price(ticker.path("best_bid"));
        Optional<BigDecimal> ask = Wire.price(ticker.path("best_ask"));
        if (snapshot && greeted.add(symbol)) {
            // The last one there was, however long ago, with the time of the subscription: in a halt every new
            // connection would make
            // it fresh.
            sink.refused(symbol, FeedRefusal.BEFORE_SUBSCRIPTION, "ticker of the subscription");
        } else if (time.isEmpty()) {
            sink.refused(symbol, FeedRefusal.UNREADABLE, "a ticker without a readable timestamp");
        } else if (bid.isEmpty() || ask.isEmpty()) {
            sink.refused(
                    symbol,
                    FeedRefusal.NO_PRICE,
                    "best_bid " + Shown.of(ticker.path("best_bid").toString()) + ", best_ask "
                            + Shown.of(ticker.path("best_ask").toString()));
        } else {
            sink.observed(Observation.quote(
                    symbol,
                    time.get(),
                    bid.get(),
                    ask.get(),
                    Wire.size(ticker.path("best_bid_quantity")).orElse(null),
                    Wire.size(ticker.path("best_ask_quantity")).orElse(null)));
        }
    }

    private void trade(String symbol, JsonNode trade, Optional<Instant> messageTime, boolean snapshot) {
        Optional<BigDecimal> price = Wire.price(trade.path("price"));
        Optional<BigDecimal> size = Wire.size(trade.path("size"));
        Optional<Instant> time = Wire.time(trade.path("time"));
        long id = trade.path("trade_id").asLong();
        boolean isNew =
                trades.computeIfAbsent(symbol, first -> new SeenTrades()).add(id);
        if (snapshot) {
            sink.refused(symbol, FeedRefusal.BEFORE_SUBSCRIPTION, "trade " + id);
        } else if (!isNew) {
            sink.refused(symbol, FeedRefusal.REPEATED, "trade " + id);
        } else if (price.isEmpty() || size.isEmpty()) {
            sink.refused(
                    symbol,
                    FeedRefusal.NO_PRICE,
                    "price " + Shown.of(trade.path("price").toString()) + ", size "
                            + Shown.of(trade.path("size").toString()));
        } else if (time.isEmpty()) {
            sink.refused(symbol, FeedRefusal.UNREADABLE, "a trade without a readable time");
        } else {
            sink.observed(Observation.trade(symbol, time.get(), price.get(), size.get()));
        }
    }
}
