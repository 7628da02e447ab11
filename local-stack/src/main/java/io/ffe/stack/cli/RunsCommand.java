package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.compare.Comparing;
import io.ffe.stack.compare.RunComparison;
import io.ffe.stack.compare.RunSource;
import io.ffe.stack.process.ProcessEvent;
import io.ffe.stack.read.RunSummary;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.KilledRunners;
import io.ffe.stack.run.Removal;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.RunRecord;
import io.ffe.stack.run.UpLock;
import io.ffe.stack.view.Terminal;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "runs",
        description = "List the runs that are kept, newest first; compare two; remove some.",
        footer = {
            "",
            "A RUN is its id, or an end of it that no other has, as e7d4.",
            "",
            "Examples:",
            "  ./ffe runs",
            "  ./ffe runs compare 63f1 e7d4        is it the same? exit status 0 when it is, 1 when not",
            "  ./ffe runs remove replay-20260304-050607-63f1"
        })
final class RunsCommand implements Callable<Integer> {

    @Option(names = "--json", description = "The same, for programs.")
    boolean json;

    private final Home home = Home.locate();
    private final Clock clock = Clock.systemUTC();
    private final Terminal terminal = Terminal.system();

    /**
     * A line of the list.
     *
     * @param state as in {@code run.json}; KILLED when it says UP and nobody is
     * @param seconds from its newest start to its end, or to now
     * @param decisions absent, as all that follows, when the run has no summary
     */
    record Row(
            String runId,
            String kind,
            String market,
            String state,
            Instant startedAt,
            long seconds,
            @Nullable Long decisions,
            @Nullable Long orders,
            @Nullable BigDecimal result,
            @Nullable String currency) {}

    @Override
    public Integer call() throws JsonProcessingException {
        List<Row> rows = RunFolder.all(home.runs()).stream().map(this::row).toList();
        if (json) {
            print(rows);
        } else {
            terminal.lines(RunsView.list(rows, terminal));
        }
        return 0;
    }

    @Command(
            name = "compare",
            description = "Compare every bar, decision, verdict and execution of two runs by coreHash, key by key.",
            footer = {
                "",
                "Exit status: 0 when all are the same, 1 when not. Of a run that is over nothing has to be up."
            })
    int compare(
            @Parameters(paramLabel = "RUN") String a,
            @Parameters(paramLabel = "RUN") String b,
            @Option(names = "--json", description = "The same, for programs.") boolean asJson)
            throws InterruptedException, JsonProcessingException {
        RunFolder folderA = named(a);
        RunFolder folderB = named(b);
        if (folderA.equals(folderB)) {
            throw Problem.usage(a + " and " + b + " are the same run, expected two");
        }
        RunSource source = new RunSource(home, asJson ? event -> {} : new UpView(terminal));
        RunComparison comparison = Comparing.of(source.of(folderA), source.of(folderB));
        if (json || asJson) {
            print(comparison);
        } else {
            terminal.lines(RunsView.comparison(comparison, terminal));
        }
        return comparison.equal() ? 0 : 1;
    }

    @Command(name = "remove", description = "Remove runs with their topics, databases, journals and logs.")
    int remove(
            @Parameters(arity = "1..*", paramLabel = "RUN", description = "Ids, whole.") List<String> runs,
            @Option(names = "--json", description = "The same, for programs.") boolean asJson)
            throws InterruptedException, JsonProcessingException {
        Removal.Result result = removed(runs, json || asJson ? event -> {} : new UpView(terminal));
        if (json || asJson) {
            print(result);
        } else {
            terminal.lines(RunsView.removal(result, terminal));
        }
        return result.left().isEmpty() ? 0 : Problem.Kind.FAILURE.exitCode();
    }

    private Removal.Result removed(List<String> runs, ProcessEvent.Listener listener) throws InterruptedException {
        Optional<String> held = UpLock.current(home.lockFile()).map(UpLock.Holder::runId);
        if (held.isPresent() || !Files.exists(home.lockFile())) {
            return Removal.of(home, runs, held);
        }
        try (UpLock lock = UpLock.take(home.lockFile())) {
            lock.say(new UpLock.Holder(
                    ProcessHandle.current().pid(), String.join(", ", runs), clock.instant(), UpLock.Work.REMOVE));
            // What a killed runner left works on in the folders that are removed.
            KilledRunners.clearUpRunner(home, listener);
            return Removal.of(home, runs, Optional.empty());
        }
    }

    private Row row(RunFolder folder) {
        RunRecord record = folder.record().orElseThrow();
        boolean up = UpLock.current(home.lockFile())
                .filter(holder -> holder.runId().equals(record.runId()))
                .isPresent();
        Optional<RunSummary> summary = folder.read(RunSummary.FILE, RunSummary.class);
        Instant end = record.endedAt();
        boolean killed = record.state() == RunRecord.State.UP && !up;
        Instant until = end != null ? end : killed ? folder.lastWritten() : clock.instant();
        return new Row(
                record.runId(),
                record.feed().kind().label(),
                RunsView.market(record.feed()),
                killed ? "KILLED" : record.state().name(),
                record.startedAt(),
                Duration.between(record.startedAt(), until).toSeconds(),
                summary.map(RunSummary::decisions).orElse(null),
                summary.map(RunSummary::orderCount).orElse(null),
                summary.map(RunSummary::result).orElse(null),
                summary.map(RunSummary::currency).orElse(null));
    }

    private RunFolder named(String name) {
        List<RunFolder> found = RunFolder.all(home.runs()).stream()
                .filter(folder -> folder.id().endsWith(name))
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw Problem.usage(
                found.isEmpty()
                        ? "no run '" + name + "' in " + home.runs() + ": see ./ffe runs"
                        : "'" + name + "' is the end of several runs: "
                                + String.join(
                                        ", ", found.stream().map(RunFolder::id).toList()));
    }

    private void print(Object value) throws JsonProcessingException {
        terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
    }
}
