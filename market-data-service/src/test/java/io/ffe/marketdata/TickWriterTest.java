package io.ffe.marketdata;

import static io.ffe.marketdata.StoredQuotes.quote;
import static io.ffe.marketdata.StoredQuotes.quotes;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.marketdata.TickStoreMeters.Outcome;
import io.ffe.schema.event.Tick;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a writer does with a table that refuses and goes away; the table is a set, told what to refuse. */
@Timeout(20)
class TickWriterTest {

    private static final String AWAY = "08006";
    private static final String WRONG = "22008";

    private final TickStoreMeters meters = new TickStoreMeters(new SimpleMeterRegistry());
    private final TickBacklog backlog = new TickBacklog(1_000, 8, Duration.ofMillis(1));
    private final Set<Tick> rows = new LinkedHashSet<>();
    private final Set<Long> refused = new LinkedHashSet<>();
    private final List<Integer> attempts = new ArrayList<>();
    private int awayFor;

    private final TickWriter writer = new TickWriter(backlog, this::store, meters, () -> {});

    private Map<String, Long> store(List<Tick> ticks) throws SQLException {
        attempts.add(ticks.size());
        if (awayFor > 0) {
            awayFor--;
            throw new SQLException("gone", AWAY);
        }
        if (ticks.stream().anyMatch(tick -> refused.contains(tick.sequence()))) {
            throw new SQLException("out of range", WRONG);
        }
        Map<String, Long> stored = new HashMap<>();
        ticks.stream().filter(rows::add).forEach(tick -> stored.merge(tick.symbol(), 1L, Long::sum));
        return stored;
    }

    private void write(List<Tick> ticks) {
        ticks.forEach(tick -> {
            meters.offered(tick.symbol());
            backlog.offer(tick);
        });
        backlog.close();
        writer.run();
    }

    @Test
    void what_is_there_already_is_a_repeat() {
        rows.addAll(quotes(1, 5));

        write(quotes(3, 10));

        assertThat(rows).containsExactlyElementsOf(quotes(1, 10));
        assertThat(meters.total(Outcome.REPEATED)).isEqualTo(3);
        assertThat(meters.total(Outcome.STORED)).isEqualTo(5);
        assertThat(meters.queued()).isZero();
        assertThat(writer.newest()).contains(quote(10).occurredAt());
    }

    @Test
    void a_database_that_comes_back_gets_the_same_batch_again() {
        awayFor = 3;

        write(quotes(1, 8));

        assertThat(attempts).containsExactly(8, 8, 8, 8);
        assertThat(rows).hasSize(8);
        assertThat(meters.total(Outcome.STORED)).isEqualTo(8);
        assertThat(writer.trouble(Duration.ofHours(1))).isEmpty();
    }

    @Test
    void what_is_refused_for_good_stands_alone_in_the_end_and_the_others_are_stored() {
        refused.add(3L);

        write(quotes(1, 16));

        assertThat(attempts).containsExactly(8, 4, 2, 2, 1, 1, 4, 8);
        assertThat(rows).hasSize(15).doesNotContain(quote(3));
        assertThat(meters.total(Outcome.REFUSED)).isEqualTo(1);
        assertThat(meters.total(Outcome.STORED)).isEqualTo(15);
        assertThat(meters.queued()).isZero();
    }

    @Test
    void what_is_not_written_when_the_time_is_over_is_abandoned_and_counted() {
        awayFor = Integer.MAX_VALUE;
        backlog.limit(Duration.ofMillis(50));

        write(quotes(1, 20));

        assertThat(writer.trouble(Duration.ofHours(1)))
                .hasValueSatisfying(cause -> assertThat(cause).contains("gone"));
        assertThat(meters.queued()).isEqualTo(20);
        assertThat(writer.giveUp()).isEqualTo(20);
        assertThat(meters.total(Outcome.ABANDONED)).isEqualTo(20);
        assertThat(meters.queued()).isZero();
        assertThat(rows).isEmpty();
    }

    @Test
    void a_database_that_refuses_is_not_away() {
        awayFor = 1;
        refused.add(1L);

        write(quotes(1, 1));

        assertThat(meters.total(Outcome.REFUSED)).isEqualTo(1);
        assertThat(writer.trouble(Duration.ofHours(1))).isEmpty();
    }

    @Test
    void what_is_taken_up_after_it_has_given_up_is_abandoned_too() {
        writer.giveUp();

        write(quotes(1, 3));

        assertThat(rows).isEmpty();
        assertThat(meters.total(Outcome.ABANDONED)).isEqualTo(3);
        assertThat(meters.queued()).isZero();
    }
}
