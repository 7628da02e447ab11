package io.ffe.marketdata;

import io.ffe.marketdata.TickStoreMeters.Outcome;
import io.ffe.messaging.inbox.Trouble;
import io.ffe.schema.event.Tick;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes the backlog, batch after batch. While the database is away a batch is tried again, from 0.1 s doubling to 1 s. What
 * the database refuses for good is halved until the ticks that it is about stand alone; they are left out, the others stored.
 */
final class TickWriter implements Runnable {

    private static final Logger LOG = Logger.getLogger(TickWriter.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final long SAY_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    /** Where batches go: {@link io.ffe.marketdata.store.TickTable#store}. */
    @FunctionalInterface
    interface Table {

        /** All of them or none; returns how many were not there yet, by symbol. */
        Map<String, Long> store(List<Tick> ticks) throws SQLException;
    }

    private final TickBacklog backlog;
    private final Table table;
    private final TickStoreMeters meters;
    private final Runnable between;
    private final Deque<List<Tick>> underWay = new ArrayDeque<>();
    private final Map<Outcome, Said> said = new HashMap<>();
    private boolean givenUp;

    private volatile @Nullable Exception trouble;
    private volatile long askedAtNanos;
    private volatile boolean asking;
    private volatile @Nullable Instant newest;

    /** What of an outcome is in the log, and since when. */
    private record Said(long ticks, long atNanos) {}

    /** @param between done after each batch and in idle moments; must not throw */
    TickWriter(TickBacklog backlog, Table table, TickStoreMeters meters, Runnable between) {
        this.backlog = backlog;
        this.table = table;
        this.meters = meters;
        this.between = between;
    }

    @Override
    public void run() {
        try {
            while (!backlog.isOver()) {
                List<Tick> batch = backlog.take();
                if (!batch.isEmpty()) {
                    begin(batch);
                    finish();
                }
                sayWhatIsMissing();
                if (!backlog.closing()) {
                    between.run();
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Time of the newest tick that was stored in this life. */
    Optional<Instant> newest() {
        return Optional.ofNullable(newest);
    }

    /** Why batches are not written; empty while they are. From any thread. */
    Optional<String> trouble(Duration patience) {
        Exception failed = trouble;
        if (failed != null) {
            return Optional.of(failed.getClass().getSimpleName() + ": " + failed.getMessage());
        }
        return asking && System.nanoTime() - askedAtNanos > patience.toNanos()
                ? Optional.of("the database has not answered for " + patience.toSeconds() + " s")
                : Optional.empty();
    }

    /**
     * Counts what is neither stored nor refused as abandoned; what the thread may still do is no longer counted. A batch whose answer
     * is awaited in this moment may turn out to be stored.
     */
    synchronized long giveUp() {
        givenUp = true;
        long abandoned = 0;
        List<Tick> rest = backlog.rest();
        while (!underWay.isEmpty()) {
            abandoned += count(underWay.pop(), Outcome.ABANDONED);
        }
        return abandoned + count(rest, Outcome.ABANDONED);
    }

    private synchronized void begin(List<Tick> batch) {
        if (givenUp) {
            count(batch, Outcome.ABANDONED);
        } else {
            underWay.push(batch);
        }
    }

    private void finish() {
        Duration pause = FIRST_PAUSE;
        boolean goOn = true;
        List<Tick> part;
        while (goOn && (part = next()) != null) {
            try {
                askedAtNanos = System.nanoTime();
                asking = true;
                Map<String, Long> stored = table.store(part);
                trouble = null;
                pause = FIRST_PAUSE;
                done(part, stored);
            } catch (SQLException | RuntimeException failed) {
                if (Trouble.isInfrastructure(failed)) {
                    noteTrouble(failed);
                    sayWhatIsMissing();
                    goOn = backlog.pause(pause);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                } else {
                    trouble = null;
                    refuse(part, failed);
                }
            } finally {
                asking = false;
            }
        }
    }

    private synchronized @Nullable List<Tick> next() {
        return underWay.peek();
    }

    private synchronized void done(List<Tick> part, Map<String, Long> stored) {
        if (givenUp) {
            return;
        }
        underWay.pop();
        Map<String, Long> repeated = new HashMap<>();
        for (Tick tick : part) {
            repeated.merge(tick.symbol(), 1L, Long::sum);
            Instant last = newest;
            if (last == null || tick.occurredAt().isAfter(last)) {
                newest = tick.occurredAt();
            }
        }
        stored.forEach((symbol, ticks) -> {
            meters.count(symbol, Outcome.STORED, ticks);
            repeated.merge(symbol, -ticks, Long::sum);
        });
        repeated.forEach((symbol, ticks) -> meters.count(symbol, Outcome.REPEATED, ticks));
    }

    private synchronized void refuse(List<Tick> part, Exception failed) {
        if (givenUp) {
            return;
        }
        underWay.pop();
        if (part.size() > 1) {
            underWay.push(part.subList(part.size() / 2, part.size()));
            underWay.push(part.subList(0, part.size() / 2));
            return;
        }
        count(part, Outcome.REFUSED);
        if (isTimeToSay(Outcome.REFUSED)) {
            LOG.warnf(
                    "tick refused by the database tick=%s cause=%s refused=%d",
                    part.getFirst().eventId(), failed.getMessage(), meters.total(Outcome.REFUSED));
        }
    }

    private long count(List<Tick> ticks, Outcome outcome) {
        ticks.forEach(tick -> meters.count(tick.symbol(), outcome, 1));
        return ticks.size();
    }

    private void noteTrouble(Exception failed) {
        if (trouble == null) {
            LOG.warnf("ticks are not stored, trying again queued=%d cause=%s", meters.queued(), failed.toString());
        }
        LOG.debug("ticks are not stored, trying again", failed);
        trouble = failed;
    }

    /** Here and not where a tick is offered: a log that is slow to write must not hold up the pipeline. */
    private void sayWhatIsMissing() {
        if (isTimeToSay(Outcome.OVERFLOWED)) {
            LOG.warnf(
                    "ticks are not stored, the queue was full overflowed=%d queued=%d",
                    meters.total(Outcome.OVERFLOWED), meters.queued());
        }
    }

    /** When there are more of them than the log says, at most once a minute. */
    private boolean isTimeToSay(Outcome outcome) {
        long now = System.nanoTime();
        long ticks = meters.total(outcome);
        Said before = said.get(outcome);
        if (ticks == 0 || (before != null && (ticks == before.ticks || now - before.atNanos < SAY_EVERY_NANOS))) {
            return false;
        }
        said.put(outcome, new Said(ticks, now));
        return true;
    }
}
