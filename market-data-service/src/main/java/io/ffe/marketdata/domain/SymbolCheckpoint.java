package io.ffe.marketdata.domain;

/**
 * The whole state of a {@link SymbolPipeline}; written to and read from JSON by {@code Json.mapper()} without loss.
 *
 * @param format version of this record's shape; another one than {@link #FORMAT} cannot be restored
 */
public record SymbolCheckpoint(int format, String symbol) {

    public static final int FORMAT = 1;
}
