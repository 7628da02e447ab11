package io.ffe.stack.audit;

import io.ffe.stack.audit.rule.Check;
import io.ffe.stack.audit.rule.Motion;
import io.ffe.stack.audit.rule.Violation;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What an audit found.
 *
 * @param motion how it looked: whether what is young was given time
 * @param checks one for each identity, in their order
 */
public record AuditReport(String runId, Instant at, Motion motion, List<Check> checks) {

    public AuditReport {
        checks = List.copyOf(checks);
    }

    /** The first violations of each identity; {@link #violationCount} says how many there are. */
    public List<Violation> violations() {
        return checks.stream().flatMap(check -> check.first().stream()).toList();
    }

    public long violationCount() {
        return checks.stream().mapToLong(Check::violations).sum();
    }

    public boolean clean() {
        return violationCount() == 0;
    }

    /** How many things are under way; zero once everything has drained. */
    public long inFlight() {
        return checks.stream().mapToLong(Check::inFlight).sum();
    }

    /** How many things were looked at. */
    public long checked() {
        return checks.stream().mapToLong(Check::checked).sum();
    }

    /** One line, as in {@code 0 violations in 12,345 checks}. */
    public String inShort() {
        return String.format(Locale.ROOT, "%,d violations in %,d checks", violationCount(), checked());
    }

    /** For assertions: the line, and the first violations below it. */
    @Override
    public String toString() {
        return runId + ": " + inShort()
                + violations().stream().map(found -> "\n  " + found).collect(Collectors.joining());
    }
}
