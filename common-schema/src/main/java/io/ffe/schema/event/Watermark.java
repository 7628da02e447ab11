package io.ffe.schema.event;

import java.time.Instant;

/**
 * Market-data's promise, in the symbol's own tick partition, that every tick before {@code through} stands before this
 * record. It closes bars that no later tick would close.
 *
 * @param through exclusive end: bars that end at or before it are complete
 */
public record Watermark(String symbol, String source, Instant through, Origin origin) implements Event {

    public Watermark {
        Require.symbol("symbol", symbol);
        Require.id("source", source);
    }

    @Override
    public String eventId() {
        return source + ":" + symbol + ":through:" + through;
    }

    @Override
    public Instant time() {
        return through;
    }

    @Override
    public String subject() {
        return symbol;
    }

    @Override
    public String key() {
        return symbol;
    }
}
