package io.ffe.stack.cli;

import io.ffe.stack.read.RunSummary;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A run's summary as a table. */
final class SummaryView {

    private SummaryView() {}

    static List<String> lines(RunSummary summary, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        lines.add(terminal.bold("Summary of " + summary.runId())
                + (summary.firstAt() == null ? "" : ", snapshots " + summary.firstAt() + " to " + summary.lastAt()));
        Table table = new Table("what", "count", "of which");
        table.row("ticks", Figures.count(summary.ticks()), "");
        table.row("bars", Figures.count(summary.bars()), "");
        table.row("snapshots", total(summary.snapshots()), split(summary.snapshots()));
        table.row("decisions", total(summary.decisionsByOutcome()), split(summary.decisionsByOutcome()));
        table.row("  decided", total(summary.actions()), split(summary.actions()) + "; by " + split(summary.tiers()));
        table.row("verdicts", total(summary.verdicts()), split(summary.verdicts()));
        table.row("  failed gates", total(summary.failedGates()), split(summary.failedGates()));
        table.row("orders", total(summary.orders()), split(summary.orders()));
        table.row("fills", Figures.count(summary.fills()), "");
        table.row(
                "round trips",
                Figures.count(summary.roundTrips()),
                "winners " + Figures.count(summary.winningRoundTrips()));
        table.row(
                "dead letters",
                Figures.count(summary.deadLetters()),
                summary.deadLetters() == 0 ? "" : "./ffe dlq list");
        lines.addAll(table.lines(terminal));
        String currency = summary.currency() == null ? "" : " " + summary.currency();
        BigDecimal result = summary.result();
        lines.add("  result " + (result == null ? "-" : terminal.bold(Figures.amount(result) + currency))
                + "   realised " + Figures.amount(summary.realisedPnl()) + currency
                + "   fees " + Figures.amount(summary.fees()) + currency
                + "   largest drawdown " + Figures.percent(summary.largestDrawdownFraction()));
        lines.add("  equity " + (summary.equity() == null ? "-" : Figures.amount(summary.equity()) + currency)
                + "   cash " + (summary.cash() == null ? "-" : Figures.amount(summary.cash()) + currency));
        return lines;
    }

    private static String total(Map<String, Long> counts) {
        return Figures.count(counts.values().stream().mapToLong(Long::longValue).sum());
    }

    private static String split(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + Figures.count(entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
