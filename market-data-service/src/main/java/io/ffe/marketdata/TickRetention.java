package io.ffe.marketdata;

import io.ffe.marketdata.domain.Retention;
import io.ffe.marketdata.store.TickDays;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Makes tomorrow's partition of a live run before it is needed, and drops those that are over. Once an hour, again after a
 * minute when it failed: a day that is not there is made when its first tick comes, and one that is too old only takes room.
 */
final class TickRetention {

    private static final Logger LOG = Logger.getLogger(TickRetention.class);
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final TickDays days;
    private final Retention retention;
    private final Clock clock;
    private long nextAtNanos = System.nanoTime();

    TickRetention(TickDays days, Retention retention, Clock clock) {
        this.days = days;
        this.retention = retention;
        this.clock = clock;
    }

    /**
     * To be called often; does nothing most of the time, and before the first tick was stored.
     *
     * @param newest time of the newest tick that was stored
     */
    void look(Optional<Instant> newest) {
        if (newest.isEmpty() || System.nanoTime() - nextAtNanos < 0) {
            return;
        }
        nextAtNanos = System.nanoTime() + HOUR_NANOS;
        try {
            apply(newest.get());
        } catch (SQLException | RuntimeException failed) {
            nextAtNanos = System.nanoTime() + MINUTE_NANOS;
            LOG.warnf("partitions of ticks are looked after again in a minute cause=%s", failed.toString());
            LOG.debug("partitions of ticks are looked after again in a minute", failed);
        }
    }

    private void apply(Instant newest) throws SQLException {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        days.make(today);
        days.make(today.plusDays(1));
        for (LocalDate day : days.all()) {
            if (retention.isOver(day, now, newest)) {
                days.drop(day);
                LOG.infof("ticks dropped day=%s retention=%s", day, retention.keep());
            }
        }
    }
}
