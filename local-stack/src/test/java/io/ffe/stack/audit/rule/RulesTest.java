package io.ffe.stack.audit.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Proposal;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.id.Ids;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.SoundRun;
import io.ffe.stack.audit.fact.FlattenCommand;
import io.ffe.stack.audit.fact.Offsets;
import io.ffe.stack.audit.fact.OutboxRow;
import io.ffe.stack.audit.fact.Published;
import io.ffe.stack.audit.fact.SeenOffsets;
import io.ffe.stack.audit.fact.Subscription;
import io.ffe.stack.audit.fact.TickIntake;
import io.ffe.stack.audit.fact.TradingChange;
import io.ffe.stack.audit.fact.VenueEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of violation, planted into a run in which everything is right, is found, and nothing is found in that run. */
class RulesTest {

    @ParameterizedTest
    @EnumSource(Motion.class)
    void a_sound_run_has_no_violation_and_every_identity_is_checked(Motion motion) {
        List<Check> checks = new Evidence().judge(motion);

        assertThat(checks).flatExtracting(Check::first).isEmpty();
        assertThat(checks).extracting(Check::identity).containsExactly(Identity.values());
        assertThat(checks)
                .allSatisfy(check ->
                        assertThat(check.checked()).as(check.identity().label()).isPositive());
        assertThat(checks).allSatisfy(check -> assertThat(check.inFlight()).isZero());
    }

    @ParameterizedTest
    @MethodSource("io.ffe.stack.audit.rule.Plants#all")
    void what_is_planted_is_found(Plants.Plant plant) {
        Evidence evidence = new Evidence();
        plant.planted().accept(evidence);

        List<Check> checks = evidence.judge(Motion.QUIET);

        Check check = checks.get(plant.identity().ordinal());
        assertThat(check.violations()).isPositive();
        assertThat(check.first())
                .extracting(Violation::toString)
                .as(
                        "all of it: %s",
                        checks.stream().flatMap(each -> each.first().stream()).toList())
                .anyMatch(said -> said.contains(plant.found()));
    }

    @Test
    void orders_that_a_restore_has_found_at_the_venue_are_explained_and_no_others() {
        Evidence evidence = new Evidence();
        Plants.all()
                .filter(plant -> plant.name().equals("an adopted order"))
                .forEach(plant -> plant.planted().accept(evidence));
        String adopted = evidence.run.entryOf(3);

        assertThat(venueOrders(evidence, Set.of(adopted)).violations()).isZero();
        assertThat(venueOrders(evidence, Set.of("another")).violations()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"BUY, 0", "HOLD, 0", "SELL, 1"})
    void what_was_proposed_and_not_done_is_scored_as_proposed_or_by_earlier_versions_as_a_hold(
            Action scored, int violations) {
        Decision made = SoundRun.decision(SoundRun.snapshot(9), Action.BUY);
        Decision signalled = made.proposed(
                new Proposal(Proposal.Mode.SIGNAL_ONLY, Action.BUY, 64, Proposal.End.SIGNALLED, null, null, null),
                Decision.Outcome.DECIDED);
        OutcomeRule rule = new OutcomeRule();
        rule.take(signalled, new Evidence().records.getFirst());
        rule.take(
                SoundRun.edited(Outcome.class, SoundRun.outcome(signalled), json -> json.put("action", scored.name())));

        Check check = rule.check(
                new Pass(Instant.EPOCH, Motion.QUIET, Duration.ZERO, new Offsets(Map.of(), Map.of())), Set.of());

        assertThat(check.violations()).isEqualTo(violations);
    }

    private static Check venueOrders(Evidence evidence, Set<String> adopted) {
        return evidence.judge(new Rules(SoundRun.RUN, adopted), Motion.QUIET).get(Identity.VENUE_ORDERS.ordinal());
    }

    @Test
    void what_is_young_is_under_way_while_the_run_moves_and_missing_when_it_is_over() {
        Evidence evidence = new Evidence();
        evidence.appendedBefore(Duration.ofSeconds(5));
        evidence.publish(Topics.SNAPSHOTS, SoundRun.snapshot(9));
        evidence.takeAllIn();

        assertThat(evidence.judge(Motion.MOVING).get(Identity.DECISIONS.ordinal()))
                .satisfies(check -> assertThat(check.violations()).isZero())
                .satisfies(check -> assertThat(check.inFlight()).isEqualTo(1));
        assertThat(evidence.judge(Motion.QUIET)
                        .get(Identity.DECISIONS.ordinal())
                        .violations())
                .isEqualTo(1);
    }

    @Test
    void what_its_reader_has_not_acknowledged_is_under_way_however_old_it_is() {
        Evidence evidence = new Evidence();
        evidence.publish(Topics.SNAPSHOTS, SoundRun.snapshot(9));

        assertThat(evidence.judge(Motion.MOVING)
                        .get(Identity.DECISIONS.ordinal())
                        .violations())
                .isZero();
        evidence.takeAllIn();
        assertThat(evidence.judge(Motion.MOVING)
                        .get(Identity.DECISIONS.ordinal())
                        .violations())
                .isEqualTo(1);
    }

    @Test
    void what_was_published_again_byte_for_byte_is_counted_and_is_no_violation() {
        Evidence evidence = new Evidence();
        for (Published record : List.copyOf(evidence.records)) {
            evidence.publish(record.topic(), record.event().orElseThrow());
        }
        evidence.intake = List.of(new TickIntake.OfSource(SoundRun.SYMBOL, "file", 14, 2, 0, 0));
        evidence.takeAllIn();

        List<Check> checks = evidence.judge(Motion.QUIET);

        assertThat(checks).flatExtracting(Check::first).isEmpty();
        assertThat(checks.get(Identity.TICKS.ordinal()).repeats()).isEqualTo(8);
        assertThat(checks.get(Identity.EVENT_IDS.ordinal()).repeats()).isEqualTo(evidence.records.size() / 2 - 8);
    }

    @Test
    void a_second_pass_takes_only_what_is_new_and_remembers_what_was_wrong() {
        Evidence evidence = new Evidence();
        evidence.journal.add(new VenueEntry.Damaged(7, "torn"));
        Rules rules = new Rules(SoundRun.RUN);
        List<Check> first = evidence.judge(rules, Motion.MOVING);
        evidence.journal.clear();
        evidence.links.clear();
        evidence.outbox.clear();
        evidence.records.clear();

        evidence.records.addAll(List.of());
        List<Check> second = evidence.judge(rules, Motion.MOVING);

        assertThat(second.get(Identity.VENUE_ORDERS.ordinal()).first())
                .isEqualTo(first.get(Identity.VENUE_ORDERS.ordinal()).first())
                .hasSize(1);
        assertThat(second)
                .filteredOn(check -> check.identity() != Identity.VENUE_ORDERS && check.identity() != Identity.OFFSETS)
                .flatExtracting(Check::first)
                .isEmpty();
    }

    @Test
    void what_another_run_wrote_is_nobodys_but_has_to_be_a_dead_letter() {
        Evidence evidence = new Evidence();
        Published foreign = evidence.publish(
                Topics.SNAPSHOTS,
                SoundRun.edited(Snapshot.class, SoundRun.snapshot(9), json -> json.put("runId", "another")));
        evidence.committed.put(Subscription.DECISION_SNAPSHOTS, 5L);
        evidence.committed.put(Subscription.RISK_SNAPSHOTS, 5L);

        assertThat(evidence.judge(Motion.QUIET)).flatExtracting(Check::first).hasSize(2);
        evidence.letters.add(Plants.letterOf(foreign, "decision"));
        evidence.letters.add(Plants.letterOf(foreign, "risk"));
        assertThat(evidence.judge(Motion.QUIET)).flatExtracting(Check::first).isEmpty();
    }

    @Test
    void what_was_pruned_from_an_inbox_is_sound() {
        Evidence evidence = new Evidence();
        evidence.inbox.put(Subscription.RISK_DECISIONS, Set.of());

        assertThat(evidence.judge(Motion.QUIET)).flatExtracting(Check::first).isNotEmpty();
        evidence.seen.put(Subscription.RISK_DECISIONS, List.of(new SeenOffsets(0, 0, 4, Evidence.NOW)));
        assertThat(evidence.judge(Motion.QUIET)).flatExtracting(Check::first).isEmpty();
    }

    @Test
    void a_decision_for_a_portfolio_that_nobody_has_is_a_dead_letter_and_asks_for_nothing() {
        Evidence evidence = new Evidence();
        Published stray = evidence.publish(
                Topics.DECISIONS,
                SoundRun.edited(
                        Decision.class,
                        SoundRun.decision(evidence.run.snapshots.getFirst(), Action.BUY),
                        json -> json.put("portfolioId", "nobody").put("producer", "outside")));
        evidence.outbox.add(new OutboxRow(
                Topics.DECISIONS.topicName(),
                stray.event().orElseThrow().eventId(),
                Evidence.LONG_AGO,
                Evidence.LONG_AGO,
                stray.digest()));
        evidence.committed.put(Subscription.RISK_DECISIONS, 5L);
        evidence.letters.add(Plants.letterOf(stray, "risk"));

        assertThat(evidence.judge(Motion.QUIET)).flatExtracting(Check::first).isEmpty();
    }

    @Test
    void an_exit_without_a_verdict_is_sound_when_a_halt_has_asked_for_it() {
        TradingChange halt =
                new TradingChange("DIRECT", "*", 3, Control.State.HALTED, true, Evidence.LONG_AGO.plusSeconds(60));

        assertSoundOnlyWith(halt.intentId(SoundRun.PORTFOLIO, SoundRun.SYMBOL), evidence -> evidence.trading.add(halt));
    }

    @Test
    void an_exit_without_a_verdict_is_sound_when_a_flattening_has_asked_for_its_symbol() {
        String intentId = Ids.intentOfCommand("command-1", SoundRun.PORTFOLIO, SoundRun.SYMBOL);

        assertSoundOnlyWith(
                intentId, evidence -> evidence.flattens.add(new FlattenCommand("command-1", SoundRun.PORTFOLIO, null)));
        assertThat(new FlattenCommand("command-1", SoundRun.PORTFOLIO, "ETHUSDT")
                        .asked(SoundRun.PORTFOLIO, SoundRun.SYMBOL, intentId))
                .isFalse();
    }

    private static void assertSoundOnlyWith(String intentId, Consumer<Evidence> command) {
        Evidence evidence = new Evidence();
        Execution entry = evidence.run.executions.getLast();
        evidence.publish(Topics.EXECUTIONS, SoundRun.edited(Execution.class, entry, json -> {
            ObjectNode order = (ObjectNode) json.put("sequence", entry.sequence() + 1)
                    .put("kind", "ORDER")
                    .get("order");
            order.remove(List.of("verdictId", "decisionId", "snapshotId"));
            order.put("clientOrderId", "flattening")
                    .put("intentId", intentId)
                    .put("purpose", "EXIT")
                    .put("state", "REJECTED");
        }));

        Check unasked = evidence.judge(Motion.QUIET).get(Identity.ORDERS.ordinal());
        command.accept(evidence);
        Check asked = evidence.judge(Motion.QUIET).get(Identity.ORDERS.ordinal());

        assertThat(unasked.first())
                .extracting(Violation::toString)
                .anyMatch(said -> said.contains("flattening: no verdict allowed it: EXIT"));
        assertThat(asked.first()).extracting(Violation::toString).noneMatch(said -> said.contains("flattening"));
    }

    @Test
    void an_entry_may_leave_within_a_second_of_a_halt_and_before_and_after_it() {
        Evidence evidence = new Evidence();
        evidence.trading.add(Plants.stopped("RISK", "*", 1, Control.State.HALTED, 300));
        evidence.trading.add(Plants.stopped("RISK", "*", 2, Control.State.ACTIVE, 200));
        evidence.trading.add(Plants.stopped("DIRECT", "*", 1, Control.State.HALTED, 1));
        evidence.trading.add(Plants.stopped("DIRECT", "*", 2, Control.State.ACTIVE, -60));
        evidence.trading.add(Plants.stopped("RISK", "another", 1, Control.State.HALTED, 300));

        assertThat(evidence.judge(Motion.QUIET).get(Identity.HALTS.ordinal()).first())
                .isEmpty();
    }

    @Test
    void what_is_done_with_is_forgotten_and_goes_on_to_count() {
        Evidence evidence = new Evidence();
        Rules rules = new Rules(SoundRun.RUN);
        List<Check> before = evidence.judge(rules, Motion.MOVING);
        rules.forget(Evidence.NOW);
        evidence.records.clear();
        evidence.journal.clear();
        evidence.links.clear();
        evidence.outbox.clear();

        List<Check> after = evidence.judge(rules, Motion.MOVING);

        for (Identity identity : List.of(Identity.DECISIONS, Identity.VERDICTS)) {
            assertThat(after.get(identity.ordinal()).violations()).isZero();
            assertThat(after.get(identity.ordinal()).checked())
                    .as(identity.label())
                    .isEqualTo(before.get(identity.ordinal()).checked());
        }
    }
}
