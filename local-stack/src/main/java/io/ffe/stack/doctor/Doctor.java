package io.ffe.stack.doctor;

import io.ffe.stack.doctor.Finding.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes every check, at the same time, and reports in their order. */
public final class Doctor {

    private final List<Check> checks;

    public Doctor(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    /** All findings. @param healthy whether none of them is a failure */
    public record Report(boolean healthy, List<Finding> findings) {}

    public Report look() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Finding>>> answers =
                    checks.stream().map(check -> threads.submit(check::look)).toList();
            for (int i = 0; i < checks.size(); i++) {
                findings.addAll(answer(checks.get(i).name(), answers.get(i)));
            }
        }
        return new Report(findings.stream().noneMatch(finding -> finding.level() == Level.FAILURE), findings);
    }

    /** A check that breaks down is a finding as well: whatever it would have said is not known to be well. */
    private static List<Finding> answer(String check, Future<List<Finding>> asked) throws InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException broken) {
            return List.of(Finding.failure(
                    check,
                    check,
                    "could not be looked at: "
                            + Objects.requireNonNullElse(broken.getCause(), broken)
                                    .getMessage(),
                    "an answer",
                    "mend what it says, then ask again"));
        }
    }
}
