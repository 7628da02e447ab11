package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.process.JavaCommand;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.view.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has market-data read the files of a replay to their end before there is a run: what is wrong with a row is said in seconds,
 * and nothing was started, traded or written for it.
 */
final class FeedRehearsal {

    private static final String MAIN = "io.ffe.marketdata.feed.FeedRehearsal";
    private static final String INSTRUMENTS = "FFE_MARKET_DATA_INSTRUMENTS_FILE";
    private static final String TIMEFRAME = "FFE_MARKET_DATA_SNAPSHOT_TIMEFRAME";
    private static final String HEAP = "128m";

    /** Its exit status when it has found something. Any other is its own trouble, and the start says what that is. */
    private static final int REFUSED = 2;

    private FeedRehearsal() {}

    /** @param text one line for each thing */
    private record Said(int status, String text) {}

    /** @throws Problem naming for each file the first thing that is wrong with it */
    static void of(Home home, FeedOptions feed, Map<String, String> environment, Terminal terminal)
            throws InterruptedException {
        Path jar = home.serviceJar(Service.MARKET_DATA.module());
        if (feed.files().isEmpty() && feed.warmUp().isEmpty() || !Files.isDirectory(jar.resolveSibling("app"))) {
            return;
        }
        terminal.progress("  reading the files to their end");
        Said said = run(JavaCommand.ofPackagedClass(jar, "rehearsal", HEAP, MAIN, arguments(feed, environment)));
        if (said.status() == REFUSED && !said.text().isEmpty()) {
            throw Problem.failure(
                    "these files cannot be replayed as they are, and nothing was started:\n" + said.text());
        }
        if (said.status() == 0) {
            said.text().lines().forEach(notice -> terminal.line(terminal.warning("  " + notice)));
        }
    }

    static List<String> arguments(FeedOptions feed, Map<String, String> environment) {
        List<String> arguments = new ArrayList<>();
        feed.files().forEach(file -> add(arguments, "--replay", file));
        feed.warmUp().forEach(file -> add(arguments, "--warm-up", file));
        add(arguments, "--from", feed.from());
        add(arguments, "--to", feed.to());
        add(arguments, "--instruments", environment.get(INSTRUMENTS));
        add(arguments, "--free-run", feed.freeRun());
        add(arguments, "--timeframe", feed.timeframe() == null ? environment.get(TIMEFRAME) : feed.timeframe());
        return arguments;
    }

    private static void add(List<String> arguments, String option, @Nullable Object value) {
        if (value != null && !value.toString().isEmpty()) {
            arguments.add(option);
            arguments.add(value.toString());
        }
    }

    private static Said run(List<String> command) throws InterruptedException {
        List<String> whole = JavaCommand.with(List.of("-Dstdout.encoding=UTF-8"), command);
        try {
            Process process = new ProcessBuilder(whole)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Thread atEnd = Thread.ofPlatform().unstarted(process::destroy);
            Runtime.getRuntime().addShutdownHook(atEnd);
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int status = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(atEnd);
            return new Said(status, said);
        } catch (IOException notStarted) {
            throw Problem.failure("the files could not be looked at: " + notStarted.getMessage(), notStarted);
        }
    }
}
