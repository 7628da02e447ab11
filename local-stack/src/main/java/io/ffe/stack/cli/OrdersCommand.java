package io.ffe.stack.cli;

import io.ffe.schema.event.OrderState;
import io.ffe.stack.read.BooksReader;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "orders",
        description = {"Show the newest orders, why they are what they are, and who allowed them."},
        footer = {
            "",
            "Of a run that is over its Kafka and PostgreSQL are started for it.",
            "",
            "Examples:",
            "  ./ffe orders --symbol BTCUSDT --state DENIED",
            "  ./ffe orders --since 2024-08-05T00:00:00Z --json"
        })
final class OrdersCommand implements Callable<Integer> {

    @Mixin
    BooksOptions books = new BooksOptions();

    @Mixin
    BooksSearch search = new BooksSearch();

    @Option(names = "--state", paramLabel = "STATE", description = "Only in this state: ${COMPLETION-CANDIDATES}.")
    @Nullable
    OrderState state;

    @Override
    public Integer call() throws InterruptedException {
        BooksReader.Filter filter = search.filter(state == null ? null : state.name());
        List<BooksReader.OrderLine> all = books.ask(reader -> reader.orders(filter));
        if (books.json) {
            books.print(all);
        } else {
            books.terminal().lines(BooksView.orders(all, books.terminal()));
        }
        return 0;
    }
}
