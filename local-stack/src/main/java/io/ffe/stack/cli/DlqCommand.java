package io.ffe.stack.cli;

import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "dlq",
        description = "Dead letters: records that a reader refused for good, with the reason and the original bytes.",
        footer = {"", "Examples:", "  ./ffe dlq list", "  ./ffe dlq show ffe.decisions.v1.dlq:0:3"})
final class DlqCommand implements Callable<Integer> {

    private static final Pattern PLACE = Pattern.compile("(.+):(\\d+):(\\d+)");
    private static final int SHOWN_CHARS = 90;

    /** Set by picocli before the call. */
    @Spec
    CommandSpec spec = CommandSpec.create();

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "dlq needs list or show");
    }

    @Command(name = "list", description = "All dead letters of the run, oldest first.")
    int list() {
        CurrentRun current = RunningStack.required(home);
        Table table = new Table("letter", "at", "reader", "reason", "detail");
        try (TopicReader reader = new TopicReader(current.bootstrapServers())) {
            for (Topics topic : Topics.values()) {
                reader.all(topic.dlqName(), record -> {
                    Map<String, String> headers = TopicReader.headers(record);
                    table.row(
                            record.topic() + ":" + record.partition() + ":" + record.offset(),
                            headers.getOrDefault("ffe-dlq-at", ""),
                            headers.getOrDefault("ffe-dlq-consumer", ""),
                            headers.getOrDefault("ffe-dlq-reason", ""),
                            shortened(headers.getOrDefault("ffe-dlq-detail", "")));
                });
            }
        }
        if (table.isEmpty()) {
            terminal.line("No dead letters in " + current.runId() + ".");
        } else {
            terminal.lines(table.lines(terminal));
            terminal.line("Look at one with ./ffe dlq show LETTER");
        }
        return 0;
    }

    @Command(name = "show", description = "One dead letter with all headers and its original payload.")
    int show(@Parameters(paramLabel = "TOPIC:PARTITION:OFFSET", description = "As dlq list shows it.") String letter) {
        Matcher place = PLACE.matcher(letter);
        if (!place.matches()) {
            throw Problem.usage("'" + letter + "' is no place of a letter, expected TOPIC:PARTITION:OFFSET as in"
                    + " ffe.decisions.v1.dlq:0:3");
        }
        CurrentRun current = RunningStack.required(home);
        String name = place.group(1).endsWith(".dlq") ? place.group(1) : place.group(1) + ".dlq";
        try (TopicReader reader = new TopicReader(current.bootstrapServers())) {
            if (!reader.topics().contains(name)) {
                throw Problem.usage("no topic " + name + ": see ./ffe dlq list");
            }
            var record = reader.at(name, Integer.parseInt(place.group(2)), Long.parseLong(place.group(3)))
                    .orElseThrow(() -> Problem.usage("no record at " + letter + ": see ./ffe dlq list"));
            terminal.lines(RecordView.lines(record, terminal));
        }
        return 0;
    }

    private static String shortened(String detail) {
        return detail.length() <= SHOWN_CHARS ? detail : detail.substring(0, SHOWN_CHARS) + "...";
    }
}
