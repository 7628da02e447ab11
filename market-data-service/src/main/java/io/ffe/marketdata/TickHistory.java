package io.ffe.marketdata;

import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.domain.TickCursor;
import io.ffe.marketdata.store.TickTable;
import io.ffe.messaging.inbox.Trouble;
import io.ffe.schema.event.Tick;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Stored ticks, for whoever asks. A tick is here about a second after it went into bars. Any thread. */
@ApplicationScoped
public class TickHistory {

    private static final Logger LOG = Logger.getLogger(TickHistory.class);

    /** Of the pool's four connections; the writer and the checkpoint need theirs. */
    private static final int AT_A_TIME = 2;

    private static final int WAIT_SECONDS = 2;
    /** A start waits for one answer that does not come, and not for one of each symbol. */
    private static final long UNANSWERED_FOR_NANOS = Duration.ofSeconds(30).toNanos();

    private final TickTable table;
    private final boolean enabled;
    private final int restore;
    private final Semaphore places = new Semaphore(AT_A_TIME, true);
    /** The pipeline thread's own. */
    private long unansweredAtNanos = System.nanoTime() - UNANSWERED_FOR_NANOS;

    TickHistory(TickTable table, MarketDataConfig config) {
        this.table = table;
        this.enabled = config.storesTicks();
        this.restore = config.tickStore().restore();
    }

    /** What came of a question. */
    public sealed interface Answer {

        /**
         * Ticks, oldest first.
         *
         * @param next where the next page begins; empty when there is none
         */
        record Page(List<Tick> ticks, Optional<TickCursor> next) implements Answer {}

        /** There is no answer now. */
        record Unavailable(Reason reason, String detail) implements Answer {}
    }

    /** Why there is no answer. */
    public enum Reason {
        STORE_OFF,
        STORE_BUSY,
        STORE_AWAY
    }

    /**
     * Stored ticks of a symbol.
     *
     * @param from inclusive, to the microsecond
     * @param to exclusive
     * @param after the end of the page before
     */
    public Answer page(
            String symbol, @Nullable Instant from, @Nullable Instant to, @Nullable TickCursor after, int limit) {
        if (!enabled) {
            return new Answer.Unavailable(
                    Reason.STORE_OFF, "this run stores no ticks: ffe.market-data.tick-store.enabled is not true");
        }
        try {
            if (!places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                return new Answer.Unavailable(
                        Reason.STORE_BUSY, AT_A_TIME + " questions are being answered, ask again in a moment");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new Answer.Unavailable(Reason.STORE_BUSY, "the service is stopping");
        }
        try {
            // One more tells whether there is a next page.
            List<Tick> ticks = table.page(symbol, from, to, after, limit + 1);
            return ticks.size() <= limit
                    ? new Answer.Page(ticks, Optional.empty())
                    : new Answer.Page(ticks.subList(0, limit), Optional.of(TickCursor.of(ticks.get(limit - 1))));
        } catch (SQLException failed) {
            if (!Trouble.isInfrastructure(failed)) {
                throw new IllegalStateException("stored ticks of " + symbol + " cannot be read", failed);
            }
            LOG.debug("stored ticks cannot be read", failed);
            return new Answer.Unavailable(Reason.STORE_AWAY, "the database does not answer: " + failed.getMessage());
        } finally {
            places.release();
        }
    }

    /**
     * The last that were stored before now, oldest first; none when they cannot be read, because a start does without. Belongs to the
     * thread that owns the pipelines.
     */
    List<Tick> last(String symbol) {
        if (!enabled || restore == 0 || System.nanoTime() - unansweredAtNanos < UNANSWERED_FOR_NANOS) {
            return List.of();
        }
        try {
            return table.last(symbol, restore);
        } catch (SQLException | RuntimeException failed) {
            unansweredAtNanos = System.nanoTime();
            LOG.warnf("last ticks are not restored symbol=%s cause=%s", symbol, failed.toString());
            return List.of();
        }
    }
}
