package io.ffe.stack.cli;

import io.ffe.schema.event.Execution;
import io.ffe.stack.read.BooksReader;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "fills",
        description = {"Show the newest trades with price, fee and result."},
        footer = {"", "Of a run that is over its Kafka and PostgreSQL are started for it."})
final class FillsCommand implements Callable<Integer> {

    @Mixin
    BooksOptions books = new BooksOptions();

    @Mixin
    BooksSearch search = new BooksSearch();

    @Override
    public Integer call() throws InterruptedException {
        BooksReader.Filter filter = search.filter(null);
        List<Execution> all = books.ask(reader -> reader.fills(filter));
        if (books.json) {
            books.print(all);
        } else {
            books.terminal().lines(BooksView.fills(all, books.terminal()));
        }
        return 0;
    }
}
