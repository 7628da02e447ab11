package io.ffe.marketdata.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * How long a day of ticks is kept.
 *
 * @param keep at least one day
 */
public record Retention(Duration keep) {

    /**
     * Whether all of a UTC day is older than what is kept. Measured from the earlier of the clock and the newest tick: a clock
     * that is wrong by years drops nothing, because prices that come in do not follow it.
     *
     * @param newest time of the newest stored tick
     */
    public boolean isOver(LocalDate day, Instant now, Instant newest) {
        Instant from = now.isBefore(newest) ? now : newest;
        Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return !end.isAfter(from.minus(keep));
    }
}
