package io.ffe.marketdata;

import io.ffe.marketdata.TickStoreMeters.Outcome;
import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.domain.QuoteBand;
import io.ffe.marketdata.domain.Retention;
import io.ffe.marketdata.store.TickDays;
import io.ffe.marketdata.store.TickTable;
import io.ffe.messaging.RunConfig;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Keeps every tick that went into bars in the database, beside the pipeline and without a say in it: a tick waits in a bounded
 * queue for a thread of its own. What finds no room is counted and not stored; bars and the topic have it all the same.
 *
 * <p>A tick that is told again after a restart is found there already. What waits when the process is killed, and is in the
 * last checkpoint, is not told again: a kill can cost the store what was queued.
 */
@ApplicationScoped
public class TickStore implements TickFollower {

    private static final Logger LOG = Logger.getLogger(TickStore.class);

    private static final int FIRST = 1;
    /** After the pipelines have stopped, whose observers have the default priority. */
    private static final int LAST = Interceptor.Priority.APPLICATION + 900;

    private static final Duration LEAST_RETENTION = Duration.ofDays(1);
    /** Longer than a batch ever takes; the driver itself gives up after its socketTimeout. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration MOMENT = Duration.ofMillis(200);

    private final MarketDataConfig.TickStore config;
    private final boolean enabled;
    private final boolean live;
    private final TickStoreMeters meters;
    private final TickRetention retention;
    private final TickBacklog backlog;
    private final TickWriter writer;
    private final Thread thread;
    /** By symbol, the last quote that was queued; the pipeline thread's own. */
    private final Map<String, QuoteBand> bands = new HashMap<>();

    /** @throws IllegalArgumentException for a setting that cannot work, which ends the start */
    TickStore(
            MarketDataConfig config,
            RunConfig run,
            TickTable table,
            TickDays days,
            TickStoreMeters meters,
            Clock clock) {
        this.config = checked(config.tickStore());
        this.enabled = config.storesTicks();
        this.live = run.origin() == Origin.LIVE;
        this.meters = meters;
        this.retention =
                new TickRetention(days, new Retention(config.tickStore().retention()), clock);
        this.backlog = new TickBacklog(
                config.tickStore().queue(),
                config.tickStore().batch(),
                config.tickStore().flushAfter());
        this.writer = new TickWriter(backlog, table::store, meters, this::lookAfterDays);
        this.thread = new Thread(writer, "tick-store");
    }

    void start(@Observes StartupEvent ready) {
        if (enabled) {
            thread.start();
        }
    }

    /** The time for what is queued begins when everything begins to stop. */
    void limit(@Observes @Priority(FIRST) ShutdownEvent stopping) {
        backlog.limit(config.drain());
    }

    void stop(@Observes @Priority(LAST) ShutdownEvent stopping) throws InterruptedException {
        backlog.close();
        if (enabled) {
            // Within the time that is left it ends by itself, unless the server holds it.
            thread.join(backlog.left().plus(MOMENT));
            long abandoned = writer.giveUp();
            if (abandoned > 0) {
                LOG.warnf(
                        "ticks were not stored before the end abandoned=%d drain=%s cause=%s",
                        abandoned, config.drain(), trouble().orElse("there were too many"));
            }
        }
    }

    @Override
    public void folded(Tick tick) {
        if (!enabled) {
            return;
        }
        meters.offered(tick.symbol());
        if (config.skipUnchanged() && isUnchanged(tick)) {
            meters.count(tick.symbol(), Outcome.UNCHANGED, 1);
        } else if (!backlog.offer(tick)) {
            meters.count(tick.symbol(), Outcome.OVERFLOWED, 1);
        } else if (config.skipUnchanged() && tick.bid() != null && tick.ask() != null) {
            bands.computeIfAbsent(tick.symbol(), first -> new QuoteBand()).moveTo(tick.bid(), tick.ask());
        }
    }

    /** A trade is always news, and so is the first quote. */
    private boolean isUnchanged(Tick tick) {
        QuoteBand band = bands.get(tick.symbol());
        return band != null && tick.bid() != null && tick.ask() != null && band.holds(tick.bid(), tick.ask());
    }

    boolean enabled() {
        return enabled;
    }

    /** Why ticks are not stored at the moment; empty while they are. From any thread. */
    Optional<String> trouble() {
        Optional<String> waiting = writer.trouble(PATIENCE);
        return waiting.isEmpty() && enabled && thread.getState() == Thread.State.TERMINATED
                ? Optional.of("the writer has ended")
                : waiting;
    }

    /** Recorded and invented prices are as old as they are: their database goes with their run, not by the calendar. */
    private void lookAfterDays() {
        if (live) {
            retention.look(writer.newest());
        }
    }

    static MarketDataConfig.TickStore checked(MarketDataConfig.TickStore config) {
        require(config.batch() >= 1, "batch", config.batch(), "at least 1");
        require(config.queue() >= config.batch(), "queue", config.queue(), "at least the batch, " + config.batch());
        require(config.flushAfter().isPositive(), "flush-after", config.flushAfter(), "more than nothing");
        require(!config.drain().isNegative(), "drain", config.drain(), "no negative time");
        require(config.restore() >= 0, "restore", config.restore(), "0 or more");
        require(
                config.retention().compareTo(LEAST_RETENTION) >= 0,
                "retention",
                config.retention(),
                "at least " + LEAST_RETENTION);
        return config;
    }

    private static void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "ffe.market-data.tick-store." + key + " is " + value + ", expected " + expected);
        }
    }
}
