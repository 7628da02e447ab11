package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.dlq.Letter;
import io.ffe.stack.dlq.LetterPlace;
import io.ffe.stack.dlq.LetterReplay;
import io.ffe.stack.dlq.Repair;
import io.ffe.stack.dlq.ReplayedLetters;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "replay",
        description = "Send dead letters back to the topics that they were refused on, repaired or as they are.",
        footer = {
            "",
            "What is sent is checked first by the codec that its readers use. It keeps its event id, so a reader that has",
            "taken it in before takes it in no second time. A verdict that was denied when it was refused stays denied.",
            "Exit status: 0 when all were sent, 1 when any was refused.",
            "",
            "Examples:",
            "  ./ffe dlq show ffe.snapshots.v1.dlq:0:3          what is wrong with it",
            "  ./ffe dlq replay ffe.snapshots.v1.dlq:0:3 --file repaired.json",
            "  ./ffe dlq replay ffe.decisions.v1.dlq:0:0 --header ffe-now=2024-08-05T01:15:00Z",
            "  ./ffe dlq replay --reason FOREIGN_PRODUCER --dry-run"
        })
final class DlqReplayCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "TOPIC:PARTITION:OFFSET", description = "As dlq list shows them.")
    List<String> letters = new ArrayList<>();

    @Option(names = "--file", paramLabel = "REPAIRED.json", description = "The payload to send instead; of one letter.")
    @Nullable
    Path file;

    @Option(names = "--key", paramLabel = "K", description = "The key to send it under instead; of one letter.")
    @Nullable
    String key;

    @Option(
            names = "--header",
            paramLabel = "NAME=VALUE",
            description = "A header to set instead of or beside the original ones; repeatable; of one letter.")
    Map<String, String> headers = new HashMap<>();

    @Option(names = "--reason", paramLabel = "R", description = "All letters with this reason that were not sent yet.")
    @Nullable
    String reason;

    @Option(names = "--all", description = "All letters that were not sent yet.")
    boolean all;

    @Option(names = "--dry-run", description = "Check, say what would be done, send nothing.")
    boolean dryRun;

    @Option(names = "--again", description = "Send also what was sent before.")
    boolean again;

    @Option(names = "--json", description = "What became of each, for programs.")
    boolean json;

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws JsonProcessingException {
        Repair repair = repair();
        CurrentRun current = RunningStack.required(home);
        RunFolder run = new RunFolder(current.folder());
        List<LetterReplay.Outcome> outcomes = new ArrayList<>();
        try (TopicReader reader = new TopicReader(current.bootstrapServers());
                LetterReplay replay = new LetterReplay(current.bootstrapServers(), run, Clock.systemUTC())) {
            for (LetterPlace place : chosen(reader, run)) {
                outcomes.add(replay.replay(Letter.at(place, reader), repair, new LetterReplay.Manner(dryRun, again)));
            }
        }
        show(outcomes);
        return outcomes.stream().anyMatch(outcome -> outcome.result() == LetterReplay.Result.REFUSED)
                ? Problem.Kind.FAILURE.exitCode()
                : 0;
    }

    private Repair repair() {
        boolean many = all || reason != null;
        if (letters.isEmpty() == !many) {
            throw Problem.usage(
                    "name the letters as TOPIC:PARTITION:OFFSET, or choose with --reason or --all, not both");
        }
        if ((file != null || key != null || !headers.isEmpty()) && letters.size() != 1) {
            throw Problem.usage("--file, --key and --header repair one letter: name it as TOPIC:PARTITION:OFFSET");
        }
        try {
            return new Repair(file == null ? null : Files.readAllBytes(file), key, headers);
        } catch (IOException unreadable) {
            throw Problem.usage("--file " + file + " cannot be read: " + unreadable.getMessage());
        }
    }

    /** Of the letters that several readers wrote of one record, the first. */
    private List<LetterPlace> chosen(TopicReader reader, RunFolder run) {
        if (!letters.isEmpty()) {
            return letters.stream().map(LetterPlace::ofLetter).toList();
        }
        ReplayedLetters.All before = new ReplayedLetters(run).all();
        Set<String> origins = new HashSet<>();
        List<LetterPlace> chosen = new ArrayList<>();
        Letter.each(reader, letter -> {
            boolean asked = reason == null || letter.reason().equals(reason);
            boolean open = again || !before.byOrigin().containsKey(letter.origin());
            if (asked && open && origins.add(letter.origin())) {
                chosen.add(letter.place());
            }
        });
        return chosen;
    }

    private void show(List<LetterReplay.Outcome> outcomes) throws JsonProcessingException {
        if (json) {
            terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(outcomes));
            return;
        }
        if (outcomes.isEmpty()) {
            terminal.line("No letter to send" + (reason == null ? "" : " with reason " + reason) + ".");
            return;
        }
        Table table = new Table("letter", "result", "event", "");
        for (LetterReplay.Outcome outcome : outcomes) {
            table.row(
                    outcome.letter(),
                    switch (outcome.result()) {
                        case SENT -> terminal.good("sent");
                        case WOULD_BE_SENT -> "would be sent";
                        case REFUSED -> terminal.bad("refused");
                    },
                    outcome.eventId() == null ? "-" : outcome.eventId(),
                    outcome.detail());
        }
        terminal.lines(table.lines(terminal));
    }
}
