package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.schema.serde.Json;
import io.ffe.stack.dlq.Letter;
import io.ffe.stack.dlq.LetterPlace;
import io.ffe.stack.dlq.ReplayedLetters;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "dlq",
        description = "Dead letters: records that a reader refused for good, with the reason and the original bytes.",
        subcommands = DlqReplayCommand.class,
        footer = {
            "",
            "Examples:",
            "  ./ffe dlq list",
            "  ./ffe dlq show ffe.decisions.v1.dlq:0:3",
            "  ./ffe dlq replay ffe.decisions.v1.dlq:0:3 --file repaired.json"
        })
final class DlqCommand implements Callable<Integer> {

    private static final int SHOWN_CHARS = 90;

    /** Set by picocli before the call. */
    @Spec
    CommandSpec spec = CommandSpec.create();

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    /**
     * A letter in the list.
     *
     * @param of where the refused record stands
     * @param replayed when it was sent back and where to; absent when it was not
     */
    record Row(
            String letter,
            String at,
            String reader,
            String reason,
            String detail,
            String of,
            @Nullable String replayed) {}

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "dlq needs list, show or replay");
    }

    @Command(name = "list", description = "All dead letters of the run, oldest first.")
    int list(@Option(names = "--json", description = "The same, for programs.") boolean json)
            throws JsonProcessingException {
        CurrentRun current = RunningStack.required(home);
        ReplayedLetters.All replayed = new ReplayedLetters(new RunFolder(current.folder())).all();
        List<Row> rows = new ArrayList<>();
        try (TopicReader reader = new TopicReader(current.bootstrapServers())) {
            Letter.each(reader, letter -> {
                ReplayedLetters.Replayed back = replayed.byOrigin().get(letter.origin());
                rows.add(new Row(
                        letter.place().toString(),
                        letter.at(),
                        letter.reader(),
                        letter.reason(),
                        letter.detail(),
                        letter.origin(),
                        back == null ? null : back.text()));
            });
        }
        if (json) {
            terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(rows));
        } else if (rows.isEmpty()) {
            terminal.line("No dead letters in " + current.runId() + ".");
        } else {
            terminal.lines(table(rows).lines(terminal));
            terminal.line("Look at one with ./ffe dlq show LETTER, send it back with ./ffe dlq replay LETTER");
        }
        return 0;
    }

    @Command(name = "show", description = "One dead letter with all headers and its original payload.")
    int show(@Parameters(paramLabel = "TOPIC:PARTITION:OFFSET", description = "As dlq list shows it.") String letter) {
        LetterPlace place = LetterPlace.ofLetter(letter);
        CurrentRun current = RunningStack.required(home);
        try (TopicReader reader = new TopicReader(current.bootstrapServers())) {
            terminal.lines(RecordView.lines(Letter.at(place, reader).record(), terminal));
        }
        return 0;
    }

    private Table table(List<Row> rows) {
        Table table = new Table("letter", "at", "reader", "reason", "detail", "sent back");
        for (Row row : rows) {
            table.row(
                    row.letter(),
                    row.at(),
                    row.reader(),
                    row.reason(),
                    row.detail().length() <= SHOWN_CHARS
                            ? row.detail()
                            : row.detail().substring(0, SHOWN_CHARS) + "...",
                    row.replayed() == null ? "" : terminal.good(row.replayed()));
        }
        return table;
    }
}
