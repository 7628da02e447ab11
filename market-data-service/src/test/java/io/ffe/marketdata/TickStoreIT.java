package io.ffe.marketdata;

import static io.ffe.marketdata.StoredQuotes.quote;
import static io.ffe.marketdata.StoredQuotes.quotes;
import static io.ffe.marketdata.TickStoreBench.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ffe.marketdata.TickHistory.Answer;
import io.ffe.marketdata.TickStoreBench.Life;
import io.ffe.marketdata.TickStoreMeters.Outcome;
import io.ffe.marketdata.domain.PipelineSettings;
import io.ffe.marketdata.domain.QualityLimits;
import io.ffe.marketdata.domain.TickCursor;
import io.ffe.marketdata.domain.TickRing;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import io.ffe.stack.testing.MachineShare;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tick store on a real PostgreSQL: what is offered is stored once, or counted. */
@Timeout(60)
class TickStoreIT {

    private static final Instrument BTC = Instruments.builtIn().require("BTCUSDT");

    private TickStoreBench bench;

    @BeforeEach
    void open() throws SQLException {
        bench = new TickStoreBench();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void full_batches_go_at_once_and_what_is_left_within_a_second() throws Exception {
        Life life = bench.start();
        MachineShare machine = new MachineShare();

        life.offer(quotes(1, 1_250));
        life.awaitNothingQueued();

        // A second for the last batch, and three for a machine and its disk, which other tests use as well.
        assertThat(machine.elapsed()).isLessThan(machine.stretched(Duration.ofSeconds(4)));
        assertThat(bench.column("SELECT count(*) FROM tick GROUP BY xmin::text ORDER BY min(sequence)"))
                .containsExactly("500", "500", "250");
        assertThat(life.total(Outcome.STORED)).isEqualTo(1_250);
        life.stop();
    }

    @Test
    void ticks_come_back_as_they_went_in() throws Exception {
        Tick trade = new Tick(
                "BTCUSDT",
                "a\\b\u00e9 source",
                7,
                Tick.Kind.TRADE,
                StoredQuotes.START.plusNanos(123_456_789),
                StoredQuotes.START.plusMillis(200),
                null,
                null,
                null,
                null,
                new BigDecimal("60000.50"),
                new BigDecimal("0.00012300"),
                Origin.SYNTHETIC,
                true);
        Life life = bench.start();

        life.offer(List.of(trade, quote(1)));
        life.stop();

        assertThat(life.table.last("BTCUSDT", 10)).containsExactly(quote(1), trade);
    }

    @Test
    void what_a_restart_tells_again_is_not_stored_twice() throws Exception {
        Life first = bench.start();
        first.offer(quotes(1, 700));
        first.stop();
        Life second = bench.start();

        second.offer(quotes(401, 750));
        second.stop();

        assertThat(bench.rows()).isEqualTo(750);
        assertThat(second.total(Outcome.REPEATED)).isEqualTo(300);
        assertThat(second.total(Outcome.STORED)).isEqualTo(50);
    }

    @Test
    void while_the_database_is_away_the_queue_fills_overflow_is_counted_and_all_else_is_stored_later()
            throws Exception {
        Life life = bench.start("queue", "100", "batch", "50", "flush-after", "PT0.1S");
        life.offer(quotes(1, 20));
        life.awaitNothingQueued();

        bench.goesAway();
        life.offer(quotes(21, 60));
        await("readiness says so")
                .until(() -> life.readiness.call().getStatus() == Status.DOWN
                        && life.readiness.call().getData().orElseThrow().containsKey("cause"));
        life.offer(quotes(61, 400));
        long overflowed = life.total(Outcome.OVERFLOWED);
        // One batch is in the writer's hands, and the queue is full.
        assertThat(overflowed).isBetween(380L - 150, 380L - 100);
        assertThat(life.meters.offered()).isEqualTo(20 + overflowed + life.meters.queued());
        bench.comesBack();
        life.awaitNothingQueued();

        assertThat(life.meters.offered())
                .isEqualTo(life.total(Outcome.STORED) + life.total(Outcome.REPEATED) + overflowed)
                .isEqualTo(400);
        assertThat(bench.rows()).isEqualTo(400 - overflowed);
        assertThat(life.readiness.call().getStatus()).isEqualTo(Status.UP);
        life.offer(quotes(401, 410));
        life.stop();
        assertThat(bench.rows()).isEqualTo(410 - overflowed);
    }

    @Test
    void a_database_that_does_not_answer_is_given_up_and_tried_again() throws Exception {
        Life life = bench.start("flush-after", "PT0.1S");
        life.offer(quotes(1, 10));
        life.awaitNothingQueued();

        try (Connection frozen = bench.freeze()) {
            life.offer(quotes(11, 30));
            await("the driver's patience is over")
                    .until(() -> life.readiness.call().getStatus() == Status.DOWN);
            frozen.rollback();
        }
        life.awaitNothingQueued();

        assertThat(bench.rows()).isEqualTo(30);
        assertThat(life.total(Outcome.STORED) + life.total(Outcome.REPEATED)).isEqualTo(30);
        assertThat(life.readiness.call().getStatus()).isEqualTo(Status.UP);
        life.stop();
    }

    @Test
    void a_shutdown_stores_what_is_queued() throws Exception {
        Life life = bench.start();
        life.offer(quotes(1, 5_000));

        life.stop();

        assertThat(bench.rows()).isEqualTo(5_000);
        assertThat(life.meters.queued()).isZero();
        assertThat(life.total(Outcome.ABANDONED)).isZero();
    }

    @Test
    void a_shutdown_without_a_database_ends_in_time_and_counts_what_it_leaves() throws Exception {
        Life life = bench.start("drain", "PT0.5S", "flush-after", "PT0.1S");
        bench.goesAway();
        life.offer(quotes(1, 1_200));
        MachineShare machine = new MachineShare();

        life.stop();

        assertThat(machine.elapsed()).isLessThan(machine.stretched(Duration.ofSeconds(3)));
        assertThat(life.total(Outcome.ABANDONED)).isEqualTo(1_200);
        assertThat(life.meters.queued()).isZero();
        bench.comesBack();
        assertThat(bench.rows()).isZero();
    }

    @Test
    void a_tick_that_no_day_can_be_made_for_holds_up_no_other() throws Exception {
        Life life = bench.start();
        List<Tick> ticks = new ArrayList<>(quotes(1, 100));
        // PostgreSQL knows no year 0, and the contract does.
        ticks.add(40, quote("BTCUSDT", 900, Instant.parse("0000-01-01T00:00:00Z")));

        life.offer(ticks);
        life.stop();

        assertThat(bench.rows()).isEqualTo(100);
        assertThat(life.total(Outcome.REFUSED)).isEqualTo(1);
        assertThat(life.total(Outcome.STORED)).isEqualTo(100);
    }

    @Test
    void a_partition_that_a_person_dropped_is_made_again() throws Exception {
        Life life = bench.start("flush-after", "PT0.1S");
        life.offer(quotes(1, 10));
        life.awaitNothingQueued();
        bench.execute("DROP TABLE tick_20240805");

        life.offer(quotes(11, 30));
        life.stop();

        assertThat(bench.rows()).isEqualTo(20);
        assertThat(life.total(Outcome.STORED)).isEqualTo(30);
    }

    @Test
    void a_live_run_drops_the_days_that_are_over_and_makes_the_next() throws Exception {
        Life life = bench.startLive();

        life.offer(daysBeforeNoon(10));
        await("retention was applied")
                .untilAsserted(() -> assertThat(life.days.all())
                        .containsExactlyElementsOf(Stream.iterate(LocalDate.parse("2026-11-21"), day -> day.plusDays(1))
                                .limit(9)
                                .toList()));
        life.stop();

        assertThat(bench.rows()).isEqualTo(8);
        assertThat(bench.column("SELECT min(occurred_at) AT TIME ZONE 'UTC' FROM tick"))
                .containsExactly("2026-11-21 12:00:00");
    }

    @Test
    void recorded_and_invented_prices_are_kept_however_old_they_are() throws Exception {
        Life life = bench.start("flush-after", "PT0.1S");

        life.offer(daysBeforeNoon(10));
        life.awaitNothingQueued();
        life.offer(quotes(1, 1));
        life.stop();

        assertThat(life.days.all()).hasSize(12).startsWith(LocalDate.parse("2024-08-05"));
        assertThat(bench.rows()).isEqualTo(12);
    }

    /** One for each of the last days, today included. */
    private static List<Tick> daysBeforeNoon(int days) {
        return IntStream.rangeClosed(0, days)
                .mapToObj(back -> quote("BTCUSDT", 1_000 - back, NOON.minus(Duration.ofDays(back))))
                .toList();
    }

    @Test
    void last_values_are_there_after_a_restart_and_not_twice() throws Exception {
        Life first = bench.start();
        first.offer(quotes(1, 1_500));
        first.stop();
        Life second = bench.start("restore", "1000");
        MarketView view = new MarketView(second.history);

        view.open(new PipelineSettings(
                "restart", BTC, Origin.LIVE, Timeframe.M15, Duration.ZERO, QualityLimits.defaults()));

        MarketView.Market market = view.market("BTCUSDT").orElseThrow();
        assertThat(market.lastQuote()).contains(quote(1_500));
        assertThat(market.taken()).isZero();
        assertThat(sequences(market)).hasSize(1_000).startsWith(501L).endsWith(1_500L);
        // Since the last checkpoint, and on.
        quotes(400, 1_501).forEach(view::folded);
        assertThat(sequences(market)).hasSize(1_001).endsWith(1_500L, 1_501L);
        assertThat(market.taken()).isEqualTo(1);
        // A source that begins its numbers anew.
        view.folded(quote("BTCUSDT", 1, quote(2_000).occurredAt()));
        assertThat(sequences(market)).endsWith(1_501L, 1L);
        second.stop();
    }

    private static List<Long> sequences(MarketView.Market market) {
        return market.ticks().before(Long.MAX_VALUE, 5_000).stream()
                .map(TickRing.Entry::sequence)
                .toList();
    }

    @Test
    void pages_of_the_past_follow_one_another_while_more_is_stored() throws Exception {
        Life life = bench.start("flush-after", "PT0.1S");
        life.offer(quotes(1, 1_000));
        life.awaitNothingQueued();
        Instant from = quote(101).occurredAt();
        Instant to = quote(901).occurredAt();

        List<Tick> read = new ArrayList<>();
        Optional<TickCursor> next = Optional.empty();
        int pages = 0;
        do {
            Answer.Page page = (Answer.Page) life.history.page("BTCUSDT", from, to, next.orElse(null), 300);
            read.addAll(page.ticks());
            next = page.next();
            pages++;
            life.offer(List.of(quote("BTCUSDT", 5_000 + pages, StoredQuotes.START)));
            life.awaitNothingQueued();
        } while (next.isPresent());
        life.stop();

        assertThat(pages).isEqualTo(3);
        assertThat(read).isEqualTo(quotes(101, 900));
        assertThat(((Answer.Page) life.history.page("ETHUSDT", null, null, null, 10)).ticks())
                .isEmpty();
    }

    @Test
    void a_question_that_cannot_be_answered_is_told_why() throws Exception {
        Life off = bench.start("enabled", "false");
        Life life = bench.start();
        bench.goesAway();

        assertThat(off.history.page("BTCUSDT", null, null, null, 10))
                .isInstanceOfSatisfying(
                        Answer.Unavailable.class,
                        answer -> assertThat(answer.reason()).isEqualTo(TickHistory.Reason.STORE_OFF));
        assertThat(life.history.page("BTCUSDT", null, null, null, 10))
                .isInstanceOfSatisfying(
                        Answer.Unavailable.class,
                        answer -> assertThat(answer.reason()).isEqualTo(TickHistory.Reason.STORE_AWAY));
        assertThat(life.history.last("BTCUSDT")).isEmpty();
        bench.comesBack();
        life.stop();
        off.stop();
    }

    @Test
    void a_store_that_is_off_takes_nothing() throws Exception {
        Life life = bench.start("enabled", "false");

        life.offer(quotes(1, 10));
        life.stop();

        assertThat(bench.rows()).isZero();
        assertThat(life.meters.offered()).isZero();
        assertThat(life.readiness.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void unchanged_quotes_are_left_out_where_that_is_asked_for() throws Exception {
        Life life = bench.start("skip-unchanged", "true");

        // A cent each on 50,000: 0.001 % are 50 of them.
        life.offer(quotes(1, 200));
        life.stop();

        assertThat(bench.column("SELECT sequence FROM tick ORDER BY sequence"))
                .containsExactly("1", "52", "103", "154");
        assertThat(life.total(Outcome.UNCHANGED)).isEqualTo(196);
        assertThat(life.meters.offered()).isEqualTo(life.total(Outcome.STORED) + life.total(Outcome.UNCHANGED));
    }

    @Test
    void settings_that_cannot_work_end_the_start() {
        assertThatThrownBy(() -> bench.start("queue", "100"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ffe.market-data.tick-store.queue is 100, expected at least the batch, 500");
        assertThatThrownBy(() -> bench.start("retention", "PT1H")).hasMessageContaining("expected at least PT24H");
    }
}
