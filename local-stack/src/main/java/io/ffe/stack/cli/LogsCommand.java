package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.process.LogTail;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.view.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        description = "Show the logs of the run that is up, or of the last one.",
        footer = {
            "",
            "Examples:",
            "  ./ffe logs                    the last lines of each process",
            "  ./ffe logs risk -f            follow risk-service",
            "  ./ffe logs decision -n 500 --raw | jq 'select(.level==\"WARN\")'"
        })
final class LogsCommand implements Callable<Integer> {

    private static final long BETWEEN_LOOKS_MILLIS = 250;

    @Parameters(
            arity = "0..1",
            paramLabel = "SERVICE",
            description = "As risk-service, risk, kafka; all when left out.")
    @Nullable
    String component;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is written from now on, until Ctrl-C.")
    boolean follow;

    @Option(names = "-n", paramLabel = "N", description = "How many of the last lines; 40, or 5 of each process.")
    @Nullable
    Integer lines;

    @Option(names = "--raw", description = "Lines as they are, JSON not made readable.")
    boolean raw;

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (lines != null && lines < 0) {
            throw Problem.usage("-n is " + lines + ", expected 0 or more");
        }
        Path folder = CurrentRun.read(home)
                .map(CurrentRun::folder)
                .or(() -> RunFolder.all(home.runs()).stream().findFirst().map(RunFolder::path))
                .map(run -> run.resolve("logs"))
                .orElseThrow(
                        () -> Problem.failure("there is no run in " + home.state() + " yet: start one with ./ffe up"));
        List<Path> files = files(folder);
        for (Path file : files) {
            if (files.size() > 1) {
                terminal.line(terminal.bold(file.toString()));
            }
            int count = lines != null ? lines : files.size() > 1 ? 5 : 40;
            terminal.lines(raw ? LogTail.raw(file, count) : LogTail.readable(file, count));
        }
        if (follow) {
            follow(files, terminal);
        }
        return 0;
    }

    private List<Path> files(Path folder) {
        List<Path> found = new ArrayList<>();
        for (String name : Components.all()) {
            boolean asked = component == null || name.equals(component) || name.equals(component + "-service");
            Path file = folder.resolve(name + ".log");
            if (asked && Files.exists(file)) {
                found.add(file);
            } else if (asked && component != null) {
                throw Problem.failure(file + " does not exist: " + name + " has not been started in that run");
            }
        }
        if (found.isEmpty()) {
            throw Problem.usage(
                    "no log of '" + component + "', expected one of " + String.join(", ", Components.all()));
        }
        return found;
    }

    /** Until nobody reads it any more. */
    private void follow(List<Path> files, Terminal terminal) throws IOException, InterruptedException {
        List<BufferedReader> readers = new ArrayList<>();
        for (Path file : files) {
            // What others wrote stands in logs too, and need not be UTF-8.
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
            reader.skip(Files.size(file));
            readers.add(reader);
        }
        while (!terminal.isGone()) {
            boolean quiet = true;
            for (int index = 0; index < readers.size(); index++) {
                String line = readers.get(index).readLine();
                if (line != null) {
                    quiet = false;
                    String name =
                            files.size() > 1 ? terminal.dim(files.get(index).getFileName() + " ") : "";
                    terminal.line(name + (raw ? line : LogTail.readable(line)));
                }
            }
            if (quiet) {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
            }
        }
    }
}
