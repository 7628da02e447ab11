package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.topic.Topics;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What holds between the topics of a finished run, whatever died on the way. */
final class Identities {

    private final List<Snapshot> snapshots;
    private final List<Decision> decisions;
    private final List<Verdict> verdicts;
    private final List<Execution> executions;

    Identities(Journal journal) {
        this.snapshots = journal.events(Topics.SNAPSHOTS, Snapshot.class);
        this.decisions = journal.events(Topics.DECISIONS, Decision.class);
        this.verdicts = journal.events(Topics.VERDICTS, Verdict.class);
        this.executions = journal.events(Topics.EXECUTIONS, Execution.class).stream()
                .sorted(Comparator.comparingLong(Execution::sequence))
                .toList();
    }

    void holdAll() {
        every_snapshot_has_exactly_one_decision();
        every_decision_has_exactly_one_verdict();
        every_approved_verdict_has_exactly_one_order_and_no_other_has_any();
        the_sequence_of_executions_has_no_gap();
        positions_and_cash_are_the_sum_of_the_fills();
        nothing_is_filled_twice_or_beyond_its_quantity();
    }

    void every_snapshot_has_exactly_one_decision() {
        assertThat(decisions)
                .extracting(Decision::snapshotId)
                .containsExactlyInAnyOrderElementsOf(
                        snapshots.stream().map(Snapshot::snapshotId).toList());
    }

    void every_decision_has_exactly_one_verdict() {
        assertThat(verdicts)
                .extracting(Verdict::decisionId)
                .containsExactlyInAnyOrderElementsOf(
                        decisions.stream().map(Decision::decisionId).toList());
    }

    void every_approved_verdict_has_exactly_one_order_and_no_other_has_any() {
        assertThat(ownOrders().stream().map(order -> order.verdictId()).collect(Collectors.toList()))
                .containsExactlyInAnyOrderElementsOf(verdicts.stream()
                        .filter(verdict -> verdict.result() == Verdict.Result.APPROVED)
                        .map(Verdict::verdictId)
                        .toList());
    }

    void the_sequence_of_executions_has_no_gap() {
        assertThat(executions)
                .extracting(Execution::sequence)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, executions.size()).boxed().toList());
    }

    void positions_and_cash_are_the_sum_of_the_fills() {
        Map<String, BigDecimal> positions = new HashMap<>();
        for (Execution execution : executions) {
            if (execution.fill() != null && execution.order() != null) {
                BigDecimal change = execution
                        .fill()
                        .quantity()
                        .multiply(BigDecimal.valueOf(execution.fill().side().sign()));
                BigDecimal after = positions.merge(execution.order().symbol(), change, BigDecimal::add);
                assertThat(execution.positionQuantity())
                        .as("position after execution %d", execution.sequence())
                        .isEqualByComparingTo(after);
                BigDecimal value =
                        execution.fill().quantity().multiply(execution.fill().price());
                BigDecimal cash = value.multiply(
                                BigDecimal.valueOf(-execution.fill().side().sign()))
                        .subtract(execution.fill().fee());
                assertThat(execution.cashDelta())
                        .as("cash of execution %d", execution.sequence())
                        .isEqualByComparingTo(cash);
            }
        }
    }

    void nothing_is_filled_twice_or_beyond_its_quantity() {
        assertThat(executions.stream()
                        .flatMap(execution -> Optional.ofNullable(execution.fill()).stream())
                        .map(Execution.Fill::venueTradeId))
                .doesNotHaveDuplicates();
    }

    /** Orders that a verdict allowed, by clientOrderId; protection is left out. */
    List<Execution.OrderStatus> ownOrders() {
        Map<String, Execution.OrderStatus> orders = new HashMap<>();
        executions.forEach(execution -> {
            if (execution.order() != null && execution.order().purpose() != OrderIntent.Purpose.PROTECTION) {
                orders.put(execution.order().clientOrderId(), execution.order());
            }
        });
        return List.copyOf(orders.values());
    }

    /** How often a position went back to nothing. */
    long roundTrips() {
        return executions.stream()
                .filter(execution -> execution.fill() != null
                        && execution.positionQuantity() != null
                        && execution.positionQuantity().signum() == 0)
                .count();
    }

    List<Decision> decisions() {
        return decisions;
    }

    List<Verdict> verdicts() {
        return verdicts;
    }

    List<Execution> executions() {
        return executions;
    }

    List<Snapshot> snapshots() {
        return snapshots;
    }
}
