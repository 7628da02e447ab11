package io.ffe.schema.event;

import io.ffe.schema.event.Snapshot.AssetClass;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * When an asset class trades. The one definition for whoever makes, judges or invents prices. Every answer is O(1).
 *
 * <ul>
 *   <li>crypto: always;
 *   <li>currencies and metals: Sunday 17:00 to Friday 17:00 in New York, daylight saving as of the date;
 *   <li>equities: Monday to Friday, 9:30 to 16:00 in New York.
 * </ul>
 *
 * <p>No holidays, half days, daily breaks or hours before and after the session are known: on a holiday the market counts
 * as open, and its data as the stale data that it is. An opening time belongs to the open market, a closing time to the
 * closed one. New York changes its clocks in the closed hours between a Saturday and a Sunday, so that every trading week has
 * the same length; this holds from 1967 on.
 */
public final class MarketHours {

    private static final ZoneRules NEW_YORK = ZoneId.of("America/New_York").getRules();
    private static final long HOUR = 3_600;
    private static final long DAY = 24 * HOUR;
    private static final long WEEK = 7 * DAY;
    /** 1970-01-04, a Sunday. */
    private static final long A_SUNDAY = 3 * DAY;

    private static final Week CURRENCIES = new Week(List.of(new Session(17 * HOUR, 5 * DAY + 17 * HOUR)));
    private static final Week SHARES = new Week(List.of(day(1), day(2), day(3), day(4), day(5)));

    private MarketHours() {}

    /** Whether the market of this class trades at this time. */
    public static boolean isOpen(AssetClass assetClass, Instant time) {
        return switch (assetClass) {
            case CRYPTO -> true;
            case FOREX, METAL -> CURRENCIES.isOpen(time);
            case EQUITY -> SHARES.isOpen(time);
        };
    }

    /** The time itself when the market is open, else when it opens next. */
    public static Instant nextOpen(AssetClass assetClass, Instant time) {
        return switch (assetClass) {
            case CRYPTO -> time;
            case FOREX, METAL -> CURRENCIES.nextOpen(time);
            case EQUITY -> SHARES.nextOpen(time);
        };
    }

    /** How long the market was open within [from, to); negative when {@code to} lies before {@code from}. */
    public static Duration openTime(AssetClass assetClass, Instant from, Instant to) {
        return switch (assetClass) {
            case CRYPTO -> Duration.between(from, to);
            case FOREX, METAL -> CURRENCIES.openBefore(to).minus(CURRENCIES.openBefore(from));
            case EQUITY -> SHARES.openBefore(to).minus(SHARES.openBefore(from));
        };
    }

    private static Session day(int weekday) {
        return new Session(weekday * DAY + 9 * HOUR + HOUR / 2, weekday * DAY + 16 * HOUR);
    }

    /** [opens, closes) in seconds of New York's clocks since Sunday 0:00. */
    private record Session(long opens, long closes) {}

    /** A week that repeats, by New York's clocks. @param sessions in order, within the week, apart from each other */
    private record Week(List<Session> sessions) {

        /** Clocks are asked only where winter's and summer's answers differ: invented markets ask millions of times. */
        boolean isOpen(Instant time) {
            long utc = time.getEpochSecond() - A_SUNDAY;
            boolean inWinter = isOpenAt(utc - 5 * HOUR);
            return inWinter == isOpenAt(utc - 4 * HOUR) ? inWinter : isOpenAt(sinceASunday(time));
        }

        private boolean isOpenAt(long sinceASunday) {
            long second = Math.floorMod(sinceASunday, WEEK);
            for (Session session : sessions) {
                if (second >= session.opens() && second < session.closes()) {
                    return true;
                }
            }
            return false;
        }

        Instant nextOpen(Instant time) {
            long now = sinceASunday(time);
            long second = Math.floorMod(now, WEEK);
            long opens = WEEK + sessions.getFirst().opens();
            for (Session session : sessions.reversed()) {
                if (second < session.closes()) {
                    opens = session.opens();
                }
            }
            return opens <= second ? time : onTheClock(A_SUNDAY + now - second + opens);
        }

        /** Open time since the Sunday that is counted from, before it negative. */
        Duration openBefore(Instant time) {
            long now = sinceASunday(time);
            long second = Math.floorMod(now, WEEK);
            long open = 0;
            long inAWeek = 0;
            boolean within = false;
            for (Session session : sessions) {
                inAWeek += session.closes() - session.opens();
                open += Math.clamp(second, session.opens(), session.closes()) - session.opens();
                within |= second >= session.opens() && second < session.closes();
            }
            return Duration.ofSeconds(Math.floorDiv(now, WEEK) * inAWeek + open, within ? time.getNano() : 0);
        }

        private static long sinceASunday(Instant time) {
            return time.getEpochSecond() + NEW_YORK.getOffset(time).getTotalSeconds() - A_SUNDAY;
        }

        private static Instant onTheClock(long second) {
            LocalDateTime local = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
            return local.toInstant(NEW_YORK.getOffset(local));
        }
    }
}
