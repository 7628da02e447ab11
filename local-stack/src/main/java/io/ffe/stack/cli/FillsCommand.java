package io.ffe.stack.cli;

import io.ffe.schema.event.Execution;
import io.ffe.stack.read.BooksReader;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "fills",
        description = {"Show the newest trades with price, fee and result."},
        footer = {"", "Of a run that is over its Kafka and PostgreSQL are started for it."})
final class FillsCommand implements Callable<Integer> {

    @Mixin
    BooksOptions books = new BooksOptions();

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

    @Override
    public Integer call() throws InterruptedException {
        BooksReader.Filter filter =
                new BooksReader.Filter(portfolio, symbol, null, BooksOptions.since(since), BooksOptions.limit(limit));
        List<Execution> all = books.ask(reader -> reader.fills(filter));
        if (books.json) {
            books.print(all);
        } else {
            books.terminal().lines(BooksView.fills(all, books.terminal()));
        }
        return 0;
    }
}
