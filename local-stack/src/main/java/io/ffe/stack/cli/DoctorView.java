package io.ffe.stack.cli;

import io.ffe.stack.doctor.Doctor;
import io.ffe.stack.doctor.Finding;
import io.ffe.stack.doctor.Finding.Level;
import io.ffe.stack.view.Terminal;
import java.util.ArrayList;
import java.util.List;

/** What the doctor found, for a person: what is wrong first, each with what to do. */
final class DoctorView {

    private DoctorView() {}

    static List<String> lines(Doctor.Report report, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        for (Level level : List.of(Level.FAILURE, Level.WARNING)) {
            for (Finding finding : of(report, level)) {
                lines.add((level == Level.FAILURE ? terminal.bad("wrong") : terminal.warning("doubtful")) + "  "
                        + terminal.bold(finding.check() + ": " + finding.subject()));
                lines.add("    is        " + finding.value());
                if (!finding.expected().isEmpty()) {
                    lines.add("    expected  " + finding.expected());
                }
                if (!finding.remedy().isEmpty()) {
                    lines.add("    do        " + finding.remedy());
                }
            }
        }
        for (Finding finding : of(report, Level.OK)) {
            lines.add(
                    terminal.good("well") + "  " + finding.check() + ": " + finding.subject() + ", " + finding.value());
        }
        for (Finding finding : of(report, Level.SKIPPED)) {
            lines.add(terminal.dim(
                    "not looked at  " + finding.check() + ": " + finding.subject() + ": " + finding.value()));
        }
        lines.add("");
        lines.add(of(report, Level.FAILURE).size() + " wrong, "
                + of(report, Level.WARNING).size() + " doubtful, "
                + of(report, Level.OK).size() + " well, "
                + of(report, Level.SKIPPED).size() + " not looked at");
        return lines;
    }

    private static List<Finding> of(Doctor.Report report, Level level) {
        return report.findings().stream()
                .filter(finding -> finding.level() == level)
                .toList();
    }
}
