package io.ffe.marketdata.feed;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;

/** When synthetic currencies and metals do not trade: Friday 17:00 to Sunday 17:00 in New York. */
final class WeekendClosure {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final LocalTime CLOSE_AND_OPEN = LocalTime.of(17, 0);
    private static final long HOUR = 3_600_000;
    private static final long WEEK = 7 * 24 * HOUR;
    /** 1970-01-01 was a Thursday; the closure lies between Friday 21:00 and Sunday 22:00 UTC in summer and winter. */
    private static final long FRIDAY_EVENING = (24 + 21) * HOUR;

    private static final long SUNDAY_EVENING = (3 * 24 + 22) * HOUR;

    private WeekendClosure() {}

    /** When trading starts again, if the time lies in a closure; 0 if it does not. */
    static long reopening(long millis) {
        long intoWeek = Math.floorMod(millis, WEEK);
        if (intoWeek < FRIDAY_EVENING || intoWeek >= SUNDAY_EVENING) {
            return 0;
        }
        ZonedDateTime now = Instant.ofEpochMilli(millis).atZone(NEW_YORK);
        ZonedDateTime closed =
                now.with(TemporalAdjusters.previousOrSame(DayOfWeek.FRIDAY)).with(CLOSE_AND_OPEN);
        ZonedDateTime opened = closed.plusDays(2);
        return !now.isBefore(closed) && now.isBefore(opened)
                ? opened.toInstant().toEpochMilli()
                : 0;
    }
}
