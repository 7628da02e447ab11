package io.ffe.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.marketdata.TickStoreBench.Life;
import io.ffe.marketdata.TickStoreMeters.Outcome;
import io.ffe.schema.event.Tick;
import io.ffe.stack.testing.MachineShare;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What storing costs, beside plain batches of INSERT in the same run: the ratio says more than the numbers of a machine. */
@EnabledIfSystemProperty(named = "ffe.test.full", matches = "true", disabledReason = "./ffe test --full runs it")
class TickStoreRateIT {

    private static final int BATCH = 500;
    private static final int BATCHES = 100;
    private static final int ROUNDS = 4;
    private static final int OFFERS = 2_000_000;

    private static final String INSERT = """
            INSERT INTO tick (symbol, occurred_at, occurred_nanos, source, sequence, received_at, kind, bid, ask, bid_size, ask_size,
                price, size, origin, derived)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """;

    @FunctionalInterface
    private interface Storing {
        void store(List<Tick> batch) throws SQLException;
    }

    private long next;

    @Test
    void copy_is_faster_than_batches_of_insert() throws Exception {
        try (TickStoreBench bench = new TickStoreBench()) {
            Life life = bench.start("enabled", "false");
            Storing copied = batch -> life.table.store(batch);
            Storing inserted = batch -> insert(bench, batch);
            // The first round makes the partition and compiles both.
            MachineShare machine = new MachineShare();
            double copy = 0;
            double insert = 0;
            rate(copied);
            rate(inserted);
            for (int round = 0; round < ROUNDS; round++) {
                copy = Math.max(copy, rate(copied));
                insert = Math.max(insert, rate(inserted));
            }
            long bytes = Long.parseLong(bench.column("SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits"
                            + " WHERE inhparent = 'tick'::regclass")
                    .getFirst());

            System.out.printf(
                    "tick store: %.0f rows/s copied, %.0f inserted, ratio %.1f; %d bytes a row with its index; share %.2f%n",
                    copy, insert, copy / insert, bytes / bench.rows(), machine.share());
            assertThat(copy).isGreaterThan(insert);
        }
    }

    @Test
    void offering_costs_the_pipeline_little_even_when_all_of_it_overflows() throws Exception {
        try (TickStoreBench bench = new TickStoreBench()) {
            Life life = bench.start();
            List<Tick> ticks = ticks();
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long since = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < OFFERS; i++) {
                life.store.folded(ticks.get(i % ticks.size()));
            }
            long nanos = threads.getCurrentThreadCpuTime() - since;
            life.awaitNothingQueued();
            life.stop();

            System.out.printf(
                    "tick store: %d ns of processor for each of %d ticks offered at once, of which %d overflowed%n",
                    nanos / OFFERS, OFFERS, life.total(Outcome.OVERFLOWED));
            assertThat(life.meters.offered())
                    .isEqualTo(OFFERS)
                    .isEqualTo(
                            life.total(Outcome.STORED) + life.total(Outcome.REPEATED) + life.total(Outcome.OVERFLOWED));
            assertThat(Duration.ofNanos(nanos / OFFERS)).isLessThan(Duration.ofNanos(10_000));
        }
    }

    private double rate(Storing storing) throws SQLException {
        List<List<Tick>> batches = new ArrayList<>();
        for (int batch = 0; batch < BATCHES; batch++) {
            batches.add(ticks());
        }
        long since = System.nanoTime();
        for (List<Tick> batch : batches) {
            storing.store(batch);
        }
        return BATCH * BATCHES * 1e9 / (System.nanoTime() - since);
    }

    private List<Tick> ticks() {
        long first = next;
        next += BATCH;
        return LongStream.range(first, next).mapToObj(StoredQuotes::quote).toList();
    }

    private static void insert(TickStoreBench bench, List<Tick> batch) throws SQLException {
        try (Connection connection = bench.pool().getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            for (Tick tick : batch) {
                insert.setString(1, tick.symbol());
                insert.setObject(2, tick.occurredAt().atOffset(ZoneOffset.UTC));
                insert.setInt(3, 0);
                insert.setString(4, tick.source());
                insert.setLong(5, tick.sequence());
                insert.setObject(6, tick.receivedAt().atOffset(ZoneOffset.UTC));
                insert.setString(7, tick.kind().name());
                insert.setBigDecimal(8, tick.bid());
                insert.setBigDecimal(9, tick.ask());
                insert.setBigDecimal(10, tick.bidSize());
                insert.setBigDecimal(11, tick.askSize());
                insert.setBigDecimal(12, tick.price());
                insert.setBigDecimal(13, tick.size());
                insert.setString(14, tick.origin().name());
                insert.setBoolean(15, tick.derived());
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
    }
}
