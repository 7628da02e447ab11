package io.ffe.stack.cli;

import io.ffe.stack.read.BooksReader;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "positions",
        description = {"Show open positions with average price, mark and unrealised result."},
        footer = {"", "Of a run that is over its Kafka and PostgreSQL are started for it."})
final class PositionsCommand implements Callable<Integer> {

    @Mixin
    BooksOptions books = new BooksOptions();

    @Override
    public Integer call() throws InterruptedException {
        List<BooksReader.Held> all = books.ask(BooksReader::positions);
        if (books.json) {
            books.print(all);
        } else {
            books.terminal().lines(BooksView.positions(all, books.terminal()));
        }
        return 0;
    }
}
