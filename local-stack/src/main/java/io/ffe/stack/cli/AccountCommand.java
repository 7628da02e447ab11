package io.ffe.stack.cli;

import io.ffe.stack.read.BooksReader;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "account",
        description = {
            "Show balance, equity, margin, free margin and leverage of every portfolio, and where the money went."
        },
        footer = {"", "Of a run that is over its Kafka and PostgreSQL are started for it."})
final class AccountCommand implements Callable<Integer> {

    @Mixin
    BooksOptions books = new BooksOptions();

    @Override
    public Integer call() throws InterruptedException {
        List<BooksReader.Account> all = books.ask(BooksReader::accounts);
        if (books.json) {
            books.print(all);
        } else {
            books.terminal().lines(BooksView.accounts(all, books.terminal()));
        }
        return 0;
    }
}
