package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.read.BooksReader;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of execution's orders or trades are asked for. */
final class BooksSearch {

    @Option(names = "--portfolio", paramLabel = "P", description = "Only of this one.")
    @Nullable
    String portfolio;

    @Option(names = "--symbol", paramLabel = "SYMBOL", description = "Only in this one.")
    @Nullable
    String symbol;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Not before, as in 2024-08-05T01:15:00Z; in a replay its own time.")
    @Nullable
    String since;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many, the newest first; 50.")
    int limit = 50;

    /** @param state of orders; null for any, and for what has none */
    BooksReader.Filter filter(@Nullable String state) {
        return new BooksReader.Filter(portfolio, symbol, state, since(since), limit(limit));
    }

    private static @Nullable Instant since(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw Problem.usage("--since is '" + text + "', expected a time as in 2024-08-05T01:15:00Z");
        }
    }

    private static int limit(int limit) {
        if (limit < 1 || limit > 1000) {
            throw Problem.usage("--limit is " + limit + ", expected 1 to 1000");
        }
        return limit;
    }
}
