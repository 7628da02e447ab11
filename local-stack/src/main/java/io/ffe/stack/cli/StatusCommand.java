package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Portfolio;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.read.RunSummary;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.read.Status;
import io.ffe.stack.read.StatusReader;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.RunRecord;
import io.ffe.stack.token.Role;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description =
                "Show services, lag, ages, portfolio and the last decisions; when nothing is up, how the last run went.",
        footer = {
            "",
            "Exit status: 0 when every service is ready and nothing is left out, or nothing is up; 1 otherwise."
        })
final class StatusCommand implements Callable<Integer> {

    @Option(names = "--json", description = "The same, for programs.")
    boolean json;

    @Mixin
    TargetOptions where = new TargetOptions();

    private final Home home = Home.locate();
    private final Clock clock = Clock.systemUTC();
    private final Terminal terminal = Terminal.system();

    /** What is shown when nothing is up. */
    public record LastRun(
            boolean up, @Nullable RunRecord run, @Nullable RunSummary summary) {}

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        if (where.remote()) {
            return new RemoteStatus(where.forHealth(), where.hasToken(), terminal).show(json);
        }
        Optional<CurrentRun> current = CurrentRun.read(home);
        if (current.isEmpty()) {
            showLast();
            return 0;
        }
        TargetOptions.Target target = where.local(home, current.get(), Role.VIEWER, "ffe-status");
        try (ServiceClient client = new ServiceClient(target.token())) {
            Status status = new StatusReader(home, current.get(), client, clock).read();
            if (json) {
                printJson(status);
            } else {
                show(status);
            }
            return well(status) ? 0 : Problem.Kind.FAILURE.exitCode();
        }
    }

    static boolean well(Status status) {
        return status.problems().isEmpty() && status.processes().stream().allMatch(StatusCommand::well);
    }

    private static boolean well(Status.Process process) {
        return process.state().equals("ready") || process.state().equals("running");
    }

    void show(Status status) {
        terminal.line(terminal.bold(status.runId()) + ", up for "
                + Figures.duration(Duration.between(status.startedAt(), clock.instant())) + ", "
                + status.infrastructure());
        ServiceClient.Replay replay = status.replay();
        if (replay != null) {
            terminal.line("market: " + replay.state()
                    + (replay.progress() == null ? "" : " " + Figures.percent(replay.progress()))
                    + (replay.logicalTime() == null ? "" : " at " + replay.logicalTime())
                    + ", ticks " + Figures.count(replay.ticks()) + ", bars " + Figures.count(replay.bars())
                    + ", snapshots " + Figures.count(replay.snapshots())
                    + (replay.detail() == null ? "" : " - " + replay.detail()));
        }
        terminal.line("");
        terminal.lines(processes(status).lines(terminal));
        showTrading(status.trading(), terminal);
        showUnknown(status.unknownOrders(), terminal);
        List<Status.Lag> lags = status.lag();
        terminal.line("");
        terminal.line(terminal.bold("Lag by committed offsets")
                + (lags == null
                        ? ": Kafka did not say in time"
                        : lags.isEmpty() ? ": no group has committed yet" : ""));
        if (lags != null && !lags.isEmpty()) {
            terminal.lines(lag(lags).lines(terminal));
        }
        if (!status.ages().isEmpty()) {
            terminal.line("");
            terminal.line(
                    terminal.bold("Age of the input when its effect was committed") + " (logical time in a replay)");
            Table ages = new Table("stage", "events", "average", "largest lately");
            status.ages()
                    .forEach(age -> ages.row(
                            age.stage(),
                            Figures.count(age.count()),
                            Figures.age(age.averageSeconds()),
                            Figures.age(age.largestSeconds())));
            terminal.lines(ages.lines(terminal));
        }
        List<Portfolio> portfolios = status.portfolios();
        if (portfolios != null) {
            portfolios.forEach(this::show);
        }
        List<Status.LastDecision> decisions = status.decisions();
        if (decisions != null && !decisions.isEmpty()) {
            terminal.line("");
            terminal.line(terminal.bold("Last decisions"));
            terminal.lines(decisions(decisions).lines(terminal));
        }
        Map<String, Long> deadLetters = status.deadLetters();
        if (deadLetters != null) {
            deadLetters.forEach((topic, count) -> terminal.line(
                    terminal.warning(Figures.count(count) + " dead letters on " + topic) + ": ./ffe dlq list"));
        }
        status.problems().forEach(problem -> terminal.line(terminal.bad("not told") + ": " + problem));
    }

    /** In a line whether anything is stopped; below it who has stopped it, or let it go on, and why. */
    static void showTrading(List<Status.Trading> said, Terminal terminal) {
        terminal.line("");
        terminal.line(terminal.bold("Trading") + ": " + trading(said, terminal));
        Table table = new Table("at", "scope", "state", "epoch", "by", "since", "why");
        said.stream()
                .filter(trading -> trading.epoch() > 0 || !isActive(trading))
                .forEach(trading -> table.row(
                        trading.service() + (trading.source().equals("RISK") ? " (heard from risk)" : ""),
                        trading.scope(),
                        isActive(trading) ? trading.state() : terminal.bad(trading.state()),
                        trading.epoch(),
                        trading.actor(),
                        trading.changedAt(),
                        trading.reason()));
        if (!table.isEmpty()) {
            terminal.lines(table.lines(terminal));
        }
    }

    /** A halt is for somebody to lift, and so comes first; signal-only ends by itself. */
    static String trading(List<Status.Trading> said, Terminal terminal) {
        if (said.isEmpty()) {
            return terminal.warning("execution and risk do not say");
        }
        if (said.stream().anyMatch(trading -> !isActive(trading) && !isSignalOnly(trading))) {
            return terminal.bad("stopped") + ", see ./ffe resume --help";
        }
        return said.stream().anyMatch(StatusCommand::isSignalOnly)
                ? terminal.warning("signal-only")
                        + ": decisions are made and recorded, no entry is sized until the balance is read again"
                : terminal.good("ACTIVE");
    }

    private static boolean isSignalOnly(Status.Trading trading) {
        return trading.state().equals(Status.Trading.SIGNAL_ONLY);
    }

    static void showUnknown(List<Status.UnknownOrder> orders, Terminal terminal) {
        if (orders.isEmpty()) {
            return;
        }
        terminal.line("");
        terminal.line(terminal.bad("Unknown orders")
                + ": no entry leaves in their instruments until the venue has said what" + " became of them");
        Table table = new Table("symbol", "purpose", "decided", "order", "why");
        orders.forEach(order ->
                table.row(order.symbol(), order.purpose(), order.decidedAt(), order.clientOrderId(), order.reason()));
        terminal.lines(table.lines(terminal));
    }

    private static boolean isActive(Status.Trading trading) {
        return trading.state().equals(Control.State.ACTIVE.name());
    }

    private Table processes(Status status) {
        Table table = new Table("process", "port", "up for", "memory", "peak", "state");
        for (Status.Process process : status.processes()) {
            table.row(
                    process.name(),
                    process.port(),
                    process.pid() < 0 ? "-" : Figures.duration(Duration.ofSeconds(process.uptimeSeconds())),
                    process.residentKib() == 0 ? "-" : Figures.memory(process.residentKib()),
                    process.peakKib() == 0 ? "-" : Figures.memory(process.peakKib()),
                    well(process) ? terminal.good(process.state()) : terminal.bad(process.state()));
        }
        return table;
    }

    private static Table lag(List<Status.Lag> lags) {
        Table table = new Table("group", "topic", "records");
        lags.forEach(lag -> table.row(lag.group(), lag.topic(), Figures.count(lag.records())));
        return table;
    }

    private void show(Portfolio portfolio) {
        terminal.line("");
        terminal.line(terminal.bold("Portfolio " + portfolio.portfolioId()) + " at " + portfolio.asOf());
        terminal.line("  equity " + Figures.amount(portfolio.equity()) + " " + portfolio.currency()
                + "   cash " + Figures.amount(portfolio.cash())
                + "   today " + Figures.amount(portfolio.dayResult())
                + "   drawdown " + Figures.percent(portfolio.drawdownFraction())
                + "   realised " + Figures.amount(portfolio.realisedPnl())
                + "   fees " + Figures.amount(portfolio.fees())
                + "   working orders " + portfolio.workingOrders());
        if (portfolio.positions().isEmpty()) {
            terminal.line("  no open position");
            return;
        }
        Table table = new Table("position", "quantity", "average price", "mark", "unrealised");
        for (Portfolio.Position position : portfolio.positions()) {
            table.row(
                    position.symbol(),
                    Figures.plain(position.quantity()),
                    Figures.plain(position.averagePrice()),
                    Figures.plain(position.markPrice()),
                    Figures.amount(position.unrealisedPnl()));
        }
        terminal.lines(table.lines(terminal));
    }

    private Table decisions(List<Status.LastDecision> decisions) {
        Table table = new Table("as of", "symbol", "action", "conf", "tier", "verdict", "order");
        for (Status.LastDecision decision : decisions) {
            boolean decided = decision.outcome().equals("DECIDED");
            table.row(
                    decision.asOf(),
                    decision.symbol(),
                    decided ? decision.action() : terminal.dim(decision.outcome()),
                    decided ? decision.confidence() : "-",
                    decision.tier(),
                    decision.verdict(),
                    decision.execution());
        }
        return table;
    }

    private void showLast() throws JsonProcessingException {
        List<RunFolder> runs = RunFolder.all(home.runs());
        RunFolder last = runs.isEmpty() ? null : runs.getFirst();
        RunRecord record = last == null ? null : last.record().orElse(null);
        RunSummary summary = last == null
                ? null
                : last.read(RunSummary.FILE, RunSummary.class).orElse(null);
        if (json) {
            printJson(new LastRun(false, record, summary));
            return;
        }
        terminal.line("Nothing is up. Start with ./ffe up.");
        if (last == null || record == null) {
            return;
        }
        terminal.line("Last run: " + record.runId() + ", " + record.state()
                + (record.endedAt() == null ? "" : " at " + record.endedAt())
                + (record.detail() == null ? "" : " - " + record.detail()));
        Map<String, String> rows = new TreeMap<>();
        record.memory().forEach((name, memory) -> rows.put(name, Figures.memory(memory.peakKib())));
        Table table = new Table("process", "ready after", "peak memory");
        rows.forEach((name, memory) -> {
            Long millis = record.readyMillis().get(name);
            table.row(name, millis == null ? "-" : Figures.duration(Duration.ofMillis(millis)), memory);
        });
        if (!table.isEmpty()) {
            terminal.lines(table.lines(terminal));
        }
        Long firstFill = record.firstFillMillis();
        if (firstFill != null) {
            terminal.line("  first filled order " + Figures.duration(Duration.ofMillis(firstFill)) + " after ready");
        }
        if (summary != null) {
            terminal.lines(SummaryView.lines(summary, terminal));
        }
    }

    private void printJson(Object value) throws JsonProcessingException {
        terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
    }
}
