package io.ffe.marketdata.feed;

/**
 * What a sequence of ticks belongs to.
 *
 * @param source as in {@code Tick.source}: the file's name without its extension, or {@code synthetic}
 */
public record TickSource(String symbol, String source) {}
