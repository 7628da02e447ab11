package io.ffe.stack.cli;

import io.ffe.schema.event.Execution;
import io.ffe.stack.infra.InfrastructureChoice;
import io.ffe.stack.process.LogTail;
import io.ffe.stack.process.Memory;
import io.ffe.stack.process.ProcessEvent;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.Service;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What {@code ffe up} says while it works. Told from several threads. */
final class UpView implements ProcessEvent.Listener {

    private static final int REASON_LINES = 4;

    private final Terminal terminal;
    private final Set<String> troubles = ConcurrentHashMap.newKeySet();
    private final Map<String, String> refusals = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    UpView(Terminal terminal) {
        this.terminal = terminal;
    }

    void opening(RunFolder folder, FeedOptions feed, boolean continued, InfrastructureChoice choice) {
        terminal.line(terminal.bold("FFE " + folder.id()) + (continued ? ", continued" : "") + " - "
                + switch (feed.kind()) {
                    case REPLAY ->
                        "replay of " + feed.files().size() + (feed.files().size() == 1 ? " file" : " files")
                                + (Boolean.TRUE.equals(feed.freeRun()) ? ", free run" : "");
                    case LIVE -> "live prices of " + feed.provider() + ", paper money";
                    case SYNTHETIC -> terminal.warning("SYNTHETIC market: invented prices, paper money");
                });
        terminal.line("  data and logs: " + folder.path());
        terminal.line("  Kafka and PostgreSQL: " + choice);
    }

    @Override
    public void on(ProcessEvent event) {
        switch (event) {
            case ProcessEvent.Started started
            when started.times() == 1 -> terminal.progress("  " + started.component() + " is starting");
            case ProcessEvent.Started again -> startedAgain(again);
            case ProcessEvent.Ready ready ->
                terminal.line("  " + terminal.good("ready")
                        + String.format(
                                Locale.ROOT,
                                "  %-20s port %-6d after %s",
                                ready.component(),
                                ready.port(),
                                Figures.duration(ready.after())));
            case ProcessEvent.Died died -> died(died);
            case ProcessEvent.NotStarted refused -> notStarted(refused);
            case ProcessEvent.NotRecorded refused ->
                terminal.line(
                        "  " + terminal.warning(refused.component() + " runs, but is not on record: " + refused.why()));
            case ProcessEvent.Stopping asked -> terminal.progress("  stopping " + asked.component());
            case ProcessEvent.Stopped stopped ->
                terminal.line("  stopped  " + String.format("%-20s", stopped.component()) + " in "
                        + Figures.duration(stopped.took())
                        + (stopped.killed() ? terminal.warning(" (it did not end by itself and was killed)") : ""));
            case ProcessEvent.LeftoverStopped leftover ->
                terminal.line("  an earlier runner was killed: stopped its " + leftover.component() + " (process "
                        + leftover.pid() + ")");
        }
    }

    void ready(CurrentRun current, Map<String, ProcessHandle> processes, Duration after) {
        Table table = new Table("process", "memory", "peak");
        long total = 0;
        for (Map.Entry<String, ProcessHandle> process : processes.entrySet()) {
            Memory memory = Memory.of(process.getValue()).orElse(new Memory(0, 0));
            total += memory.residentKib();
            table.row(process.getKey(), Figures.memory(memory.residentKib()), Figures.memory(memory.peakKib()));
        }
        table.row("all", Figures.memory(total), "");
        terminal.line(terminal.bold("All services are ready after " + Figures.duration(after) + "."));
        terminal.lines(table.lines(terminal));
        terminal.line("Where to look:");
        for (CurrentRun.Part part : current.services().reversed()) {
            terminal.line(String.format("  %-20s %s/q/health  %s/q/metrics", part.name(), part.url(), part.url()));
        }
        terminal.line("  Kafka                " + current.bootstrapServers() + "   PostgreSQL  " + current.postgres());
        terminal.line("Try in another terminal:");
        terminal.line("  ./ffe status                          services, lag, portfolio, last decisions");
        terminal.line("  ./ffe topics read ffe.decisions.v1    the last decisions with headers and payload");
        terminal.line("  ./ffe logs " + Service.DECISION.module() + " -f");
        terminal.line("Stop with Ctrl-C or ./ffe down.");
    }

    void progress(ServiceClient.Replay replay, long orders, long fills, Optional<Duration> left) {
        StringBuilder line = new StringBuilder("  " + replay.state().toLowerCase(Locale.ROOT));
        Double progress = replay.progress();
        if (progress != null) {
            line.append(String.format(Locale.ROOT, "  %5.1f %%", progress * 100));
        }
        if (replay.logicalTime() != null) {
            line.append("  ").append(replay.logicalTime());
        }
        line.append("  ticks ").append(Figures.count(replay.ticks()));
        line.append("  snapshots ").append(Figures.count(replay.snapshots()));
        line.append("  orders ").append(Figures.count(orders));
        line.append("  fills ").append(Figures.count(fills));
        left.ifPresent(
                time -> line.append("  about ").append(Figures.about(time)).append(" left"));
        terminal.progress(line.toString());
    }

    void firstFill(Execution execution, Duration sinceReady) {
        Execution.Fill fill = execution.fill();
        Execution.OrderStatus order = execution.order();
        if (fill != null && order != null) {
            terminal.line(
                    terminal.good("First filled order") + ": " + fill.side() + " " + Figures.plain(fill.quantity())
                            + " " + order.symbol() + " at " + Figures.plain(fill.price()) + ", " + order.venue() + ", "
                            + Figures.duration(sinceReady) + " after ready.");
        }
    }

    void finished(boolean stopsNow) {
        terminal.line(terminal.bold("The replay has ended.")
                + (stopsNow ? "" : " Services stay up to be looked at; stop with Ctrl-C or ./ffe down."));
    }

    void over() {
        terminal.line(terminal.bold("This run has ended.")
                + " No price comes any more; its services answer for it: ./ffe decisions, members, account, audit.");
    }

    void broken(ServiceClient.Replay replay, Path log) {
        terminal.line(terminal.bad("The replay " + (replay.state().equals("STALLED") ? "has stalled" : "has failed"))
                + (replay.detail() == null ? "." : ": " + replay.detail()));
        terminal.line("  Look at ./ffe status and at the logs in " + log);
    }

    void keeping() {
        terminal.progress("  counting what happened");
    }

    void stoppingAll(String why) {
        stopping = true;
        terminal.line(why + ": stopping, market data first");
    }

    void stopped(RunFolder folder) {
        terminal.line("Stopped. Kept in " + folder.path());
    }

    /** What cannot be written, each reason once for as long as it lasts. */
    void troubled(List<String> reasons) {
        troubles.retainAll(reasons);
        reasons.stream()
                .filter(troubles::add)
                .forEach(reason ->
                        terminal.line("  " + terminal.bad(reason) + ". What needs it waits, nothing is lost"));
    }

    void lines(List<String> lines) {
        terminal.lines(lines);
    }

    Terminal terminal() {
        return terminal;
    }

    private void died(ProcessEvent.Died died) {
        if (stopping) {
            return;
        }
        String what = died.component() + " died after " + Figures.duration(died.lived()) + " with exit status "
                + died.exitCode() + ", is started again "
                + (died.next().isZero() ? "now" : "in " + Figures.duration(died.next()));
        terminal.line("  "
                + (died.crashLoop()
                        ? terminal.bad(died.component() + " is in a crash loop: death " + died.deaths()
                                + " in a row, exit status " + died.exitCode() + ", next start in "
                                + Figures.duration(died.next()))
                        : terminal.warning(what)));
        LogTail.reason(died.log(), REASON_LINES).forEach(line -> terminal.line("    " + terminal.dim(shortened(line))));
        terminal.line("    " + terminal.dim("more in " + died.log()));
    }

    private void startedAgain(ProcessEvent.Started again) {
        refusals.remove(again.component());
        terminal.line("  " + again.component() + " was started again (process " + again.pid() + ")");
    }

    /** Once for each reason: it is tried again every other second. */
    private void notStarted(ProcessEvent.NotStarted refused) {
        if (!stopping && !refused.why().equals(refusals.put(refused.component(), refused.why()))) {
            terminal.line("  "
                    + terminal.bad(refused.component() + " cannot be started: " + refused.why()
                            + ". It is tried again by itself"));
        }
    }

    private static String shortened(String line) {
        return line.length() <= 300 ? line : line.substring(0, 300) + "...";
    }
}
