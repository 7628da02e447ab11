package io.ffe.stack.cli;

import io.ffe.stack.models.ModelReport;
import io.ffe.stack.models.ModelReport.Found;
import io.ffe.stack.models.ModelReport.Server;
import io.ffe.stack.models.ModelReport.Trial;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A report on models for a person. */
final class ModelsView {

    private static final int DIGEST_SHOWN = 12;

    private ModelsView() {}

    static List<String> lines(ModelReport report, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        if (report.servers().isEmpty()) {
            lines.add(terminal.bold("No Ollama server is configured") + " (" + report.origin() + ")");
        }
        for (Server server : report.servers()) {
            lines.add(terminal.bold("Ollama at " + server.url()) + " (" + report.origin() + ")   "
                    + (server.reachable()
                            ? terminal.good("reachable") + ", version " + server.version()
                            : terminal.bad("not reachable") + ": " + server.trouble()));
        }
        lines.add("");
        Table table = new Table("rung", "model", "state", "digest", "size", "quantization", "trial answer");
        for (Found model : report.models()) {
            table.row(
                    model.rung(),
                    model.model(),
                    state(model, terminal),
                    shortened(model.digest()),
                    model.bytes() == null ? "-" : Figures.bytes(model.bytes()),
                    model.quantization() == null ? "-" : model.quantization(),
                    trial(model.trial(), terminal));
        }
        lines.addAll(table.lines(terminal));
        if (!report.remedies().isEmpty()) {
            lines.add("");
            lines.add(terminal.bold("What to do"));
            report.remedies().forEach(remedy -> lines.add("  " + remedy));
        }
        return lines;
    }

    private static String state(Found model, Terminal terminal) {
        return switch (model.presence()) {
            case PRESENT -> terminal.good("present");
            case MISSING -> terminal.bad("missing");
            case UNKNOWN -> terminal.dim("unknown");
        };
    }

    private static String shortened(@Nullable String digest) {
        return digest == null ? "-" : digest.substring(0, Math.min(DIGEST_SHOWN, digest.length()));
    }

    private static String trial(@Nullable Trial trial, Terminal terminal) {
        if (trial == null) {
            return "-";
        }
        if (trial.trouble() != null) {
            return terminal.bad("none") + " after " + Figures.duration(trial.took());
        }
        String speed = trial.tokensPerSecond() == null
                ? ""
                : String.format(Locale.ROOT, ", %.0f tokens/s", trial.tokensPerSecond());
        return terminal.good("good") + " after " + Figures.duration(trial.took()) + ", of it "
                + Figures.duration(trial.load()) + " to load" + speed;
    }
}
