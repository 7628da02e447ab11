package io.ffe.stack.cli;

import io.ffe.stack.audit.AuditReport;
import io.ffe.stack.audit.rule.Check;
import io.ffe.stack.audit.rule.Motion;
import io.ffe.stack.audit.rule.Violation;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.util.ArrayList;
import java.util.List;

/** An audit's report as a table, the first offenders below it. */
final class AuditView {

    private AuditView() {}

    static List<String> lines(AuditReport report, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        lines.add(terminal.bold("Audit of " + report.runId())
                + (report.motion() == Motion.MOVING ? ", which may be moving" : ", which stands still"));
        Table table = new Table("", "holds", "checked", "in flight", "repeats", "violations");
        for (Check check : report.checks()) {
            String count = Figures.count(check.violations());
            table.row(
                    check.identity().label(),
                    check.identity().promise(),
                    Figures.count(check.checked()),
                    Figures.count(check.inFlight()),
                    Figures.count(check.repeats()),
                    check.violations() == 0 ? count : terminal.bad(count));
        }
        lines.addAll(table.lines(terminal));
        lines.add("  " + inShort(report, terminal));
        for (Check check : report.checks()) {
            for (Violation violation : check.first()) {
                lines.add(
                        "  " + terminal.bad(check.identity().label()) + " " + violation.id() + "  " + violation.what());
            }
            if (check.violations() > check.first().size()) {
                lines.add("  " + check.identity().label() + " and "
                        + Figures.count(check.violations() - check.first().size()) + " more");
            }
        }
        return lines;
    }

    /** One line, as in {@code audit: 0 violations in 12,345 checks}. */
    static String inShort(AuditReport report, Terminal terminal) {
        String line = "audit: " + report.inShort();
        return report.clean() ? terminal.good(line) : terminal.bad(line);
    }
}
