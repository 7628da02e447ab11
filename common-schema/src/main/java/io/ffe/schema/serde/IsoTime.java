package io.ffe.schema.serde;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Times on the wire: RFC 3339 with seconds, up to nine digits of fraction and a zone, from the years 0000 to 9999. An
 * offset is accepted and turned into UTC; a time without a zone means something else to every reader, so it is refused.
 */
final class IsoTime {

    static final String EXPECTED = "an ISO-8601 time with its zone, as in \"2024-08-05T13:45:00Z\"";

    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    /** Where the seconds end in {@code yyyy-MM-ddTHH:mm:ss}. */
    private static final int SECONDS_END = 19;

    private static final int SECONDS_OF_DAY = 86_400;
    private static final int[] POWERS_OF_TEN = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000};

    private IsoTime() {}

    /** @throws DateTimeException for everything that is not such a time */
    static Instant parse(CharSequence text) {
        if (text.length() <= SECONDS_END) {
            throw refused(text);
        }
        expect(text, 4, '-');
        expect(text, 7, '-');
        expect(text, 10, 'T');
        expect(text, 13, ':');
        expect(text, 16, ':');
        int hour = number(text, 11, 13, 23);
        int minute = number(text, 14, 16, 59);
        int second = number(text, 17, 19, 59);
        long day = LocalDate.of(number(text, 0, 4, 9999), number(text, 5, 7, 12), number(text, 8, 10, 31))
                .toEpochDay();

        int zone = fractionEnd(text);
        long local = ((day * 24 + hour) * 60 + minute) * 60 + second;
        return inRange(Instant.ofEpochSecond(local - offsetSeconds(text, zone), nanos(text, zone)));
    }

    /**
     * The text of {@link Instant#toString}, without a formatter: two for every tick.
     *
     * @throws DateTimeException for a time that has no such form
     */
    static String format(Instant time) {
        long second = inRange(time).getEpochSecond();
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(second, SECONDS_OF_DAY));
        int ofDay = Math.floorMod(second, SECONDS_OF_DAY);
        StringBuilder text = new StringBuilder(30);
        append(text, date.getYear(), 4);
        append(text.append('-'), date.getMonthValue(), 2);
        append(text.append('-'), date.getDayOfMonth(), 2);
        append(text.append('T'), ofDay / 3600, 2);
        append(text.append(':'), ofDay / 60 % 60, 2);
        append(text.append(':'), ofDay % 60, 2);
        int nanos = time.getNano();
        if (nanos != 0) {
            int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
            append(text.append('.'), digits == 3 ? nanos / 1_000_000 : digits == 6 ? nanos / 1_000 : nanos, digits);
        }
        return text.append('Z').toString();
    }

    private static void append(StringBuilder text, int number, int digits) {
        for (int unit = POWERS_OF_TEN[digits - 1]; unit > 0; unit /= 10) {
            text.append((char) ('0' + number / unit % 10));
        }
    }

    private static int fractionEnd(CharSequence text) {
        if (text.charAt(SECONDS_END) != '.') {
            return SECONDS_END;
        }
        int end = SECONDS_END + 1;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        int digits = end - SECONDS_END - 1;
        if (digits < 1 || digits > 9) {
            throw refused(text);
        }
        return end;
    }

    private static int nanos(CharSequence text, int end) {
        int nanos = 0;
        for (int digit = 1; digit <= 9; digit++) {
            int at = SECONDS_END + digit;
            nanos = nanos * 10 + (at < end ? text.charAt(at) - '0' : 0);
        }
        return nanos;
    }

    private static int offsetSeconds(CharSequence text, int at) {
        if (at + 1 == text.length() && text.charAt(at) == 'Z') {
            return 0;
        }
        if (at + 6 != text.length() || (text.charAt(at) != '+' && text.charAt(at) != '-')) {
            throw refused(text);
        }
        expect(text, at + 3, ':');
        int seconds = (number(text, at + 1, at + 3, 23) * 60 + number(text, at + 4, at + 6, 59)) * 60;
        return text.charAt(at) == '-' ? -seconds : seconds;
    }

    private static int number(CharSequence text, int from, int to, int max) {
        int number = 0;
        for (int at = from; at < to; at++) {
            if (!isDigit(text.charAt(at))) {
                throw refused(text);
            }
            number = number * 10 + text.charAt(at) - '0';
        }
        if (number > max) {
            throw refused(text);
        }
        return number;
    }

    private static void expect(CharSequence text, int at, char expected) {
        if (text.charAt(at) != expected) {
            throw refused(text);
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Instant inRange(Instant time) {
        if (time.isBefore(FIRST) || time.isAfter(LAST)) {
            throw new DateTimeException("'" + time + "' is outside the years 0000 to 9999");
        }
        return time;
    }

    private static DateTimeException refused(CharSequence text) {
        return new DateTimeException("'" + text + "' is not " + EXPECTED);
    }
}
