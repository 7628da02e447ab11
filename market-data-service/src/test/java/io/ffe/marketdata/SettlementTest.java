package io.ffe.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Ack;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettlementTest {

    private static final long SECOND = 1_000_000_000L;
    private static final String TICKS = "ffe.ticks.v1-3";
    private static final String SNAPSHOTS = "ffe.snapshots.v1-3";
    private static final String DECISIONS = "ffe.decisions.v1-1";
    private static final String VERDICTS = "ffe.verdicts.v1-1";
    private static final String EXECUTIONS = "ffe.executions.v1-1";

    private final Settlement settlement = new Settlement(Topics.CLOCK.readers());
    private long acks;

    @Test
    void a_beat_waits_for_every_stage_to_take_it_in() {
        answerAll(7);
        settlement.take(ack("decision", 6, 0, Map.of(), Map.of()), 0);

        assertThat(settlement.missing(7, 0)).containsExactly("decision is at beat 6 of 7");
    }

    @Test
    void a_beat_that_everybody_took_in_is_done() {
        answerAll(7);

        assertThat(settlement.missing(7, 0)).isEmpty();
    }

    @Test
    void a_silent_stage_is_named() {
        settlement.take(ack("risk", 1, 0, Map.of(), Map.of()), 0);

        assertThat(settlement.missing(1, 0))
                .containsExactlyInAnyOrder(
                        "decision says nothing", "execution says nothing", "paper-venue says nothing");
    }

    @Test
    void pending_work_holds_a_beat() {
        answerAll(7);
        settlement.take(ack("execution", 7, 2, Map.of(), Map.of()), 0);

        assertThat(settlement.missing(7, 0)).containsExactly("execution has 2 pending");
    }

    @Test
    void under_way_is_what_a_stage_has_not_read_and_what_is_pending() {
        settlement.written(SNAPSHOTS, 10);
        settlement.written(TICKS, 1_000);
        settlement.take(ack("decision", 0, 3, Map.of(SNAPSHOTS, 8L), Map.of(DECISIONS, 4L)), 0);
        settlement.take(ack("risk", 0, 0, Map.of(SNAPSHOTS, 10L, DECISIONS, 3L), Map.of()), 0);
        settlement.take(ack("execution", 0, 0, Map.of(TICKS, 900L), Map.of()), 0);
        settlement.take(ack("paper-venue", 0, 0, Map.of(TICKS, 400L), Map.of()), 0);

        assertThat(settlement.underWay(0)).isEqualTo(new Settlement.UnderWay(600, 2 + 3 + 1));
    }

    @Test
    void what_a_dead_process_had_pending_is_under_way_no_more() {
        settlement.take(ack("decision", 0, 3, Map.of(), Map.of()), 0);

        assertThat(settlement.underWay(7 * SECOND).events()).isZero();
    }

    @Test
    void a_snapshot_is_done_when_its_whole_chain_was_read() {
        answerAll(7);
        settlement.written(SNAPSHOTS, 10);
        assertThat(settlement.missing(7, 0))
                .containsExactlyInAnyOrder(
                        "decision has read ffe.snapshots.v1-3 through 0 of 10",
                        "risk has read ffe.snapshots.v1-3 through 0 of 10");

        settlement.take(ack("decision", 7, 0, Map.of(SNAPSHOTS, 10L), Map.of(DECISIONS, 4L)), 0);
        settlement.take(ack("risk", 7, 0, Map.of(SNAPSHOTS, 10L), Map.of()), 0);
        assertThat(settlement.missing(7, 0)).containsExactly("risk has read ffe.decisions.v1-1 through 0 of 4");

        settlement.take(ack("risk", 7, 0, Map.of(SNAPSHOTS, 10L, DECISIONS, 4L), Map.of(VERDICTS, 4L)), 0);
        assertThat(settlement.missing(7, 0)).containsExactly("execution has read ffe.verdicts.v1-1 through 0 of 4");

        settlement.take(ack("execution", 7, 0, Map.of(VERDICTS, 4L), Map.of(EXECUTIONS, 9L)), 0);
        assertThat(settlement.missing(7, 0))
                .containsExactlyInAnyOrder(
                        "decision has read ffe.executions.v1-1 through 0 of 9",
                        "risk has read ffe.executions.v1-1 through 0 of 9");

        settlement.take(ack("decision", 7, 0, Map.of(SNAPSHOTS, 10L, EXECUTIONS, 9L), Map.of(DECISIONS, 4L)), 0);
        settlement.take(
                ack("risk", 7, 0, Map.of(SNAPSHOTS, 10L, DECISIONS, 4L, EXECUTIONS, 9L), Map.of(VERDICTS, 4L)), 0);
        assertThat(settlement.missing(7, 0)).isEmpty();
    }

    @Test
    void what_was_read_stays_read_when_its_reader_dies_and_starts_anew() {
        answerAll(7);
        settlement.written(SNAPSHOTS, 10);
        settlement.take(ack("decision", 7, 0, Map.of(SNAPSHOTS, 10L), Map.of()), 0);
        settlement.take(ack("risk", 7, 0, Map.of(SNAPSHOTS, 10L), Map.of()), 0);

        settlement.take(
                new Ack("run", "risk", "risk-1", 1, 1, 7, Map.of(SNAPSHOTS, 8L), Map.of(), 0, 0, Instant.EPOCH),
                SECOND);

        assertThat(settlement.missing(7, SECOND)).isEmpty();
    }

    @Test
    void a_dead_instance_stops_counting_after_three_heartbeats() {
        answerAll(7);
        for (String stage : List.of("decision", "execution", "paper-venue")) {
            settlement.take(ack(stage, 8, 0, Map.of(), Map.of()), 5 * SECOND);
        }
        settlement.take(new Ack("run", "risk", "risk-2", 0, 1, 8, Map.of(), Map.of(), 0, 0, Instant.EPOCH), 5 * SECOND);

        assertThat(settlement.missing(8, 5 * SECOND)).containsExactly("risk is at beat 7 of 8");
        assertThat(settlement.missing(8, 7 * SECOND)).isEmpty();
    }

    @Test
    void a_successor_counts_at_once_and_what_its_predecessor_left_does_not() {
        answerAll(7);
        settlement.take(ack("decision", 7, 3, Map.of(), Map.of()), 0);

        settlement.take(life(1, 7, 0), SECOND);

        assertThat(settlement.missing(7, SECOND)).isEmpty();
    }

    @Test
    void a_process_that_wakes_up_after_its_successor_was_heard_does_not_answer_for_it() {
        answerAll(7);
        settlement.take(life(2, 7, 1), SECOND);

        settlement.take(life(1, 7, 0), 2 * SECOND);

        assertThat(settlement.missing(7, 2 * SECOND)).containsExactly("decision has 1 pending");
    }

    @Test
    void what_a_process_wrote_after_its_successor_was_heard_is_waited_for() {
        answerAll(7);
        settlement.take(life(2, 7, 0), SECOND);

        settlement.take(
                new Ack(
                        "run",
                        "decision",
                        "decision-1",
                        1,
                        99,
                        7,
                        Map.of(),
                        Map.of(DECISIONS, 5L),
                        0,
                        0,
                        Instant.EPOCH),
                2 * SECOND);

        assertThat(settlement.missing(7, 2 * SECOND))
                .containsExactly("risk has read ffe.decisions.v1-1 through 0 of 5");
    }

    @Test
    void an_ack_that_was_overtaken_is_ignored() {
        answerAll(7);
        Ack early = ack("risk", 7, 3, Map.of(), Map.of());
        settlement.take(ack("risk", 8, 0, Map.of(), Map.of()), 0);

        settlement.take(early, 0);

        assertThat(settlement.missing(7, 0)).isEmpty();
    }

    private void answerAll(long beat) {
        for (Stage stage : Topics.CLOCK.readers()) {
            settlement.take(ack(stage.label(), beat, 0, Map.of(), Map.of()), 0);
        }
    }

    /** A later life of decision's one instance; its sequence begins anew. */
    private static Ack life(long life, long beat, long pending) {
        return new Ack("run", "decision", "decision-1", life, 1, beat, Map.of(), Map.of(), pending, 0, Instant.EPOCH);
    }

    private Ack ack(String stage, long beat, long pending, Map<String, Long> read, Map<String, Long> written) {
        acks++;
        return new Ack("run", stage, stage + "-1", 0, acks, beat, read, written, pending, 0, Instant.EPOCH);
    }
}
