package io.ffe.stack.cli;

import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "topics",
        description = "List the topics of the run that is up, or read one.",
        footer = {
            "",
            "Examples:",
            "  ./ffe topics",
            "  ./ffe topics read ffe.decisions.v1 -n 1",
            "  ./ffe topics read ffe.snapshots.v1 --key BTCUSDT"
        })
final class TopicsCommand implements Callable<Integer> {

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() {
        CurrentRun current = RunningStack.required(home);
        try (TopicReader reader = new TopicReader(current.bootstrapServers())) {
            List<String> names = reader.topics();
            Map<String, Long> counts = reader.counts(names);
            Table table = new Table("topic", "partitions", "records", "key", "kept", "carries");
            for (String name : names) {
                Optional<Topics> known = Topics.byName(name);
                if (known.isEmpty() && name.endsWith(".dlq") && counts.getOrDefault(name, 0L) == 0) {
                    continue;
                }
                table.row(
                        name,
                        reader.partitionCount(name),
                        Figures.count(counts.getOrDefault(name, 0L)),
                        known.map(Topics::keyedBy).orElse(""),
                        known.map(topic -> kept(topic.kept())).orElse(""),
                        known.map(Topics::description).orElse("refused records: ./ffe dlq list"));
            }
            terminal.lines(table.lines(terminal));
            terminal.line("Each has a .dlq beside it, shown when something is on it.");
        }
        return 0;
    }

    @Command(name = "read", description = "Show the last records of a topic with headers and payload.")
    int read(
            @Parameters(paramLabel = "TOPIC", description = "As ffe.decisions.v1, or decisions.") String topic,
            @Option(names = "-n", paramLabel = "N", defaultValue = "5", description = "How many; 5 when left out.")
                    int count,
            @Option(names = "--key", paramLabel = "K", description = "Only records with this key.") @Nullable
                    String key) {
        CurrentRun current = RunningStack.required(home);
        if (count < 1) {
            throw Problem.usage("-n is " + count + ", expected 1 or more");
        }
        try (TopicReader reader = new TopicReader(current.bootstrapServers())) {
            String name = resolved(topic, reader.topics());
            var records = key == null
                    ? reader.tail(name, count)
                    : reader.last(name, count, record -> key.equals(TopicReader.key(record)));
            records.subList(Math.max(0, records.size() - count), records.size())
                    .forEach(record -> terminal.lines(RecordView.lines(record, terminal)));
            if (records.isEmpty()) {
                terminal.line("No record on " + name + (key == null ? " yet." : " with key " + key + "."));
            }
        }
        return 0;
    }

    private static String resolved(String topic, List<String> names) {
        return Stream.of(topic, "ffe." + topic + ".v1")
                .filter(names::contains)
                .findFirst()
                .orElseThrow(() -> Problem.usage("no topic '" + topic + "', expected one of "
                        + names.stream().filter(name -> !name.endsWith(".dlq")).collect(Collectors.joining(", "))));
    }

    private static String kept(Topics.Kept kept) {
        return switch (kept) {
            case Topics.Kept.For(Duration age) -> age.toDays() + " d";
            case Topics.Kept.Latest() -> "latest of each key";
        };
    }
}
