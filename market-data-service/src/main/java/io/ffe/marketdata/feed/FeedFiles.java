package io.ffe.marketdata.feed;

import io.ffe.schema.money.Instruments;
import java.util.List;

/** Looks at files before the start: header, first rows, symbol. */
public final class FeedFiles {

    private FeedFiles() {}

    /**
     * Files to replay.
     *
     * @param arguments each {@code FILE} or {@code SYMBOL=FILE}; without a symbol the first part of the file's name counts
     *     ({@code btcusdt_binance_1m.csv.gz} is BTCUSDT)
     * @throws FeedFileException with every problem of every file
     */
    public static List<FeedFile> inspect(List<String> arguments, Instruments instruments) {
        throw new UnsupportedOperationException();
    }

    /** Files to warm up with: the same, and daily closes too. */
    public static List<FeedFile> inspectWarmUp(List<String> arguments, Instruments instruments) {
        throw new UnsupportedOperationException();
    }
}
