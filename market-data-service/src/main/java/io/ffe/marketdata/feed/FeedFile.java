package io.ffe.marketdata.feed;

import io.ffe.schema.money.Instrument;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A recorded file that has passed {@link FeedFiles}.
 *
 * @param source name for its ticks: the file's name without its extension
 * @param barLength length of its bars, absent for ticks
 * @param barLengthFrom how the length was found, for people: the file's name or the spacing of its rows
 * @param firstTime time of its first row
 */
public record FeedFile(
        Path path,
        Instrument instrument,
        String source,
        FeedFormat format,
        @Nullable Duration barLength,
        @Nullable String barLengthFrom,
        Instant firstTime) {

    public String symbol() {
        return instrument.symbol();
    }
}
