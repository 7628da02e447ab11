package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.CoreHash;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a run tells, so that it can be compared with the same run in peace: every bar, snapshot, decision and verdict, and every
 * execution, by coreHash.
 *
 * <p>A death between an order and its answer leaves a trace on purpose: the order is UNKNOWN for a while, and that is an
 * execution of its own. So executions are compared without those that record such a doubt, and without the numbers that they
 * shift. {@link #doubts} counts them; in a story without any, everything is compared.
 *
 * @param lines one for each event, readable as far as a difference needs it, the rest as a hash
 */
record Story(List<String> lines, int doubts) {

    private static final int MOST_SHOWN = 4;

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
        certain.forEach(execution -> lines.add("execution " + execution.occurredAt() + " " + execution.kind() + " "
                + (execution.order() == null
                        ? ""
                        : execution.order().symbol() + " " + execution.order().state() + " ")
                + numberless(execution)));
        lines.sort(Comparator.naturalOrder());
        return new Story(List.copyOf(lines), doubts);
    }

    /** Fails with the lines that only one of the two has. */
    void isSameAs(Story peaceful) {
        List<String> lost = firstOnlyIn(peaceful.lines, lines);
        List<String> added = firstOnlyIn(lines, peaceful.lines);
        assertThat(lost.isEmpty() && added.isEmpty())
                .as("only in peace:%n  %s%nonly here:%n  %s", String.join("\n  ", lost), String.join("\n  ", added))
                .isTrue();
        assertThat(lines).as("events that are there twice").hasSameSizeAs(peaceful.lines);
    }

    private static List<String> firstOnlyIn(List<String> these, List<String> not) {
        Set<String> known = new HashSet<>(not);
        return these.stream()
                .filter(line -> !known.contains(line))
                .limit(MOST_SHOWN)
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
