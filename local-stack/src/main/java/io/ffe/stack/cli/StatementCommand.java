package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.read.BooksReader;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "statement",
        description = "Every fill and every payment of a portfolio as CSV, oldest first, with the cash after each.",
        footer = {
            "",
            "Of a run that is over its Kafka and PostgreSQL are started for it.",
            "",
            "Example:",
            "  ./ffe statement --csv > statement.csv"
        })
final class StatementCommand implements Callable<Integer> {

    @Mixin
    BooksOptions books = new BooksOptions();

    @Option(names = "--portfolio", paramLabel = "P", description = "Which one; not needed when there is one.")
    @Nullable
    String portfolio;

    @Option(names = "--csv", required = true, description = "As CSV, which is the form that there is.")
    boolean csv;

    @Override
    public Integer call() throws InterruptedException {
        if (books.json) {
            throw Problem.usage("--json does not go with --csv: ./ffe fills --json is for programs");
        }
        return books.ask(reader -> {
            reader.statement(portfolio == null ? only(reader) : portfolio, books.terminal()::line);
            return 0;
        });
    }

    private static String only(BooksReader reader) throws InterruptedException {
        List<String> names =
                reader.accounts().stream().map(BooksReader.Account::portfolioId).toList();
        if (names.size() != 1) {
            throw Problem.usage(
                    names.isEmpty()
                            ? "nothing was ever booked: there is no statement"
                            : "--portfolio is missing, expected one of " + String.join(", ", names));
        }
        return names.getFirst();
    }
}
