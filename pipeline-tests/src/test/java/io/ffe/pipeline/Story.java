package io.ffe.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.CoreHash;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a run tells, so that it can be compared with the same run in peace: every bar, snapshot, decision, verdict and outcome, and
 * every execution, by coreHash.
 *
 * <p>A death between an order and its answer leaves a trace on purpose: the order is UNKNOWN for a while, and that is an
 * execution of its own. So executions are compared without those that record such a doubt, and without the numbers that they
 * shift. {@link #doubts} counts them; in a story without any, everything is compared.
 *
 * @param lines one for each event, readable as far as a difference needs it, the rest as a hash
 */
record Story(List<String> lines, int doubts) {

    static Story of(Journal journal) {
        List<Execution> executions = journal.events(Topics.EXECUTIONS, Execution.class).stream()
                .sorted(Comparator.comparingLong(Execution::sequence))
                .toList();
        List<Execution> certain = new ArrayList<>();
        Set<String> told = new HashSet<>();
        int doubts = 0;
        for (Execution execution : executions) {
            if (isDoubt(execution, told)) {
                doubts++;
            } else {
                certain.add(execution);
            }
        }
        List<String> lines = new ArrayList<>();
        journal.events(Topics.BARS, Bar.class)
                .forEach(bar -> lines.add(
                        "bar " + bar.symbol() + " " + bar.timeframe() + " " + bar.start() + " " + CoreHash.of(bar)));
        journal.events(Topics.SNAPSHOTS, Snapshot.class)
                .forEach(snapshot -> lines.add(
                        "snapshot " + snapshot.symbol() + " " + snapshot.asOf() + " " + CoreHash.of(snapshot)));
        journal.events(Topics.DECISIONS, Decision.class)
                .forEach(decision -> lines.add("decision " + decision.symbol() + " " + decision.asOf() + " "
                        + decision.action() + " " + CoreHash.of(decision)));
        journal.events(Topics.VERDICTS, Verdict.class)
                .forEach(verdict -> lines.add("verdict " + verdict.symbol() + " " + verdict.decidedAt() + " "
                        + verdict.result() + " " + numberless(verdict)));
        journal.events(Topics.OUTCOMES, Outcome.class)
                .forEach(outcome -> lines.add("outcome " + outcome.symbol() + " " + outcome.asOf() + " "
                        + outcome.action() + " " + outcome.label() + " " + CoreHash.of(outcome)));
        certain.forEach(execution -> lines.add("execution " + execution.occurredAt() + " " + execution.kind() + " "
                + (execution.order() == null
                        ? ""
                        : execution.order().symbol() + " " + execution.order().state() + " ")
                + numberless(execution)));
        lines.sort(Comparator.naturalOrder());
        return new Story(List.copyOf(lines), doubts);
    }

    /** Events that only one of the two has, or has more often; empty when both tell the same. */
    List<String> differences(Story other) {
        return Stream.concat(
                        without(lines, other.lines).stream().map(line -> "only here:  " + line),
                        without(other.lines, lines).stream().map(line -> "only there: " + line))
                .toList();
    }

    private static List<String> without(List<String> these, List<String> others) {
        Map<String, Integer> left = new HashMap<>();
        others.forEach(line -> left.merge(line, 1, Integer::sum));
        return these.stream()
                .filter(line -> left.merge(line, -1, Integer::sum) < 0)
                .toList();
    }

    /** UNKNOWN, and what an order goes through again after it. */
    private static boolean isDoubt(Execution execution, Set<String> told) {
        Execution.OrderStatus order = execution.order();
        if (order == null || execution.fill() != null) {
            return false;
        }
        boolean onTheWay = order.state() == OrderState.INTENT || order.state() == OrderState.SUBMITTING;
        return order.state() == OrderState.UNKNOWN || onTheWay && !told.add(order.clientOrderId() + order.state());
    }

    /** The canonical content without the sequence of executions, which a doubt shifts. */
    private static String numberless(Event event) {
        try {
            JsonNode content = Json.mapper().readTree(CoreHash.canonicalBytes(event));
            if (content instanceof ObjectNode object) {
                object.remove(List.of("sequence", "throughExecutionSeq"));
                for (JsonNode gate : object.path("gates")) {
                    if (gate instanceof ObjectNode found
                            && found.path("gate").asText().equals("SEQUENCE_GAP")) {
                        found.remove("detail");
                    }
                }
            }
            return content.toString();
        } catch (IOException bug) {
            throw new UncheckedIOException(bug);
        }
    }
}
