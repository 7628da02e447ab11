package io.ffe.schema.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.seeded.Draw;
import io.ffe.schema.seeded.Tries;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In 2024 New York changed to daylight saving on 10 March and back on 3 November. */
class MarketHoursTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    /** 1970 to 2099. */
    private static final long LAST_SECOND = 4_102_444_800L;

    @ParameterizedTest
    @CsvSource({
        // Summer
        "2024-08-02T20:59:59.999Z, true",
        "2024-08-02T21:00:00Z,     false",
        "2024-08-03T12:00:00Z,     false",
        "2024-08-04T20:59:59.999Z, false",
        "2024-08-04T21:00:00Z,     true",
        // Winter
        "2024-01-12T21:59:59.999Z, true",
        "2024-01-12T22:00:00Z,     false",
        "2024-01-14T21:59:59.999Z, false",
        "2024-01-14T22:00:00Z,     true",
        // The weekend on which the clocks go forward: closed in winter time, opened in summer time.
        "2024-03-08T21:59:59Z,     true",
        "2024-03-08T22:00:00Z,     false",
        "2024-03-10T20:59:59Z,     false",
        "2024-03-10T21:00:00Z,     true",
        // And back: closed in summer time, opened in winter time.
        "2024-11-01T20:59:59Z,     true",
        "2024-11-01T21:00:00Z,     false",
        "2024-11-03T21:00:00Z,     false",
        "2024-11-03T22:00:00Z,     true",
    })
    void currencies_and_metals_rest_from_friday_to_sunday_17_00_in_new_york(Instant time, boolean open) {
        assertThat(MarketHours.isOpen(AssetClass.FOREX, time)).isEqualTo(open);
        assertThat(MarketHours.isOpen(AssetClass.METAL, time)).isEqualTo(open);
        assertThat(MarketHours.isOpen(AssetClass.CRYPTO, time)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "2024-08-05T13:29:59.999Z, false",
        "2024-08-05T13:30:00Z,     true",
        "2024-08-05T19:59:59.999Z, true",
        "2024-08-05T20:00:00Z,     false",
        "2024-03-08T14:29:59Z,     false",
        "2024-03-08T14:30:00Z,     true",
        "2024-03-11T13:30:00Z,     true",
        "2024-08-03T15:00:00Z,     false",
        "2024-08-04T15:00:00Z,     false",
    })
    void shares_trade_in_new_yorks_session_on_weekdays(Instant time, boolean open) {
        assertThat(MarketHours.isOpen(AssetClass.EQUITY, time)).isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({
        "FOREX,  2024-08-02T21:00:00Z,   2024-08-04T21:00:00Z",
        "FOREX,  2024-03-08T22:00:00Z,   2024-03-10T21:00:00Z",
        "METAL,  2024-11-02T12:00:00.5Z, 2024-11-03T22:00:00Z",
        "FOREX,  2024-08-05T12:00:00Z,   2024-08-05T12:00:00Z",
        "EQUITY, 2024-08-02T20:00:00Z,   2024-08-05T13:30:00Z",
        "EQUITY, 2024-08-05T04:00:00Z,   2024-08-05T13:30:00Z",
        "EQUITY, 2024-08-05T13:30:00Z,   2024-08-05T13:30:00Z",
        "EQUITY, 2024-03-08T21:00:00Z,   2024-03-11T13:30:00Z",
        "CRYPTO, 2024-08-03T12:00:00Z,   2024-08-03T12:00:00Z",
    })
    void a_closed_market_says_when_it_opens(AssetClass assetClass, Instant time, Instant opens) {
        assertThat(MarketHours.nextOpen(assetClass, time)).isEqualTo(opens);
    }

    @ParameterizedTest
    @CsvSource({
        "FOREX,  2024-08-02T20:45:00Z, 2024-08-04T21:15:00Z,  PT30M",
        "FOREX,  2024-08-02T21:00:00Z, 2024-08-04T21:00:00Z,  PT0S",
        "FOREX,  2024-03-08T21:00:00Z, 2024-03-10T22:00:00Z,  PT2H",
        "FOREX,  2024-11-01T20:00:00Z, 2024-11-03T23:00:00Z,  PT2H",
        "FOREX,  2024-01-01T12:00:00Z, 2024-12-30T12:00:00Z,  PT6240H",
        "METAL,  2024-08-04T21:15:00Z, 2024-08-02T20:45:00Z,  PT-30M",
        "METAL,  2024-08-04T20:59:59.9Z, 2024-08-04T21:00:00.25Z, PT0.25S",
        "EQUITY, 2024-08-02T19:45:00Z, 2024-08-05T13:45:00Z,  PT30M",
        "EQUITY, 2024-03-04T00:00:00Z, 2024-03-18T00:00:00Z,  PT65H",
        "CRYPTO, 2024-03-09T00:00:00Z, 2024-03-11T00:00:00Z,  PT48H",
    })
    void only_open_hours_count(AssetClass assetClass, Instant from, Instant to, Duration open) {
        assertThat(MarketHours.openTime(assetClass, from, to)).isEqualTo(open);
    }

    @Tries
    void open_time_adds_up(AssetClass assetClass, Draw draw) {
        Instant a = Instant.ofEpochSecond(draw.between(0, LAST_SECOND));
        Instant b = Instant.ofEpochSecond(draw.between(0, LAST_SECOND), draw.between(0, 999_999_999));
        Instant c = Instant.ofEpochSecond(draw.between(0, LAST_SECOND));

        assertThat(MarketHours.openTime(assetClass, a, b).plus(MarketHours.openTime(assetClass, b, c)))
                .isEqualTo(MarketHours.openTime(assetClass, a, c));
        assertThat(MarketHours.openTime(assetClass, b, a))
                .isEqualTo(MarketHours.openTime(assetClass, a, b).negated());
    }

    /** Every minute of up to three weeks, by a calendar and not by arithmetic. */
    @Tries(150)
    void open_time_is_the_number_of_open_minutes(AssetClass assetClass, Draw draw) {
        long minute = draw.between(0, LAST_SECOND / 60);
        int minutes = draw.between(0, 21 * 24 * 60);
        Instant from = Instant.ofEpochSecond(minute * 60);
        long open = 0;
        for (int at = 0; at < minutes; at++) {
            Instant each = from.plusSeconds(at * 60L);
            boolean trades = tradesByTheCalendar(assetClass, each.atZone(NEW_YORK));
            assertThat(MarketHours.isOpen(assetClass, each)).as("%s", each).isEqualTo(trades);
            open += trades ? 1 : 0;
        }

        assertThat(MarketHours.openTime(assetClass, from, from.plusSeconds(minutes * 60L)))
                .isEqualTo(Duration.ofMinutes(open));
    }

    @Tries
    void the_next_opening_is_open_and_nothing_before_it(AssetClass assetClass, Draw draw) {
        Instant time = Instant.ofEpochSecond(draw.between(0, LAST_SECOND));
        Instant opens = MarketHours.nextOpen(assetClass, time);

        assertThat(MarketHours.isOpen(assetClass, opens)).isTrue();
        assertThat(MarketHours.openTime(assetClass, time, opens)).isZero();
        assertThat(opens.equals(time)).isEqualTo(MarketHours.isOpen(assetClass, time));
    }

    private static boolean tradesByTheCalendar(AssetClass assetClass, ZonedDateTime there) {
        DayOfWeek day = there.getDayOfWeek();
        LocalTime time = there.toLocalTime();
        boolean evening = !time.isBefore(LocalTime.of(17, 0));
        return switch (assetClass) {
            case CRYPTO -> true;
            case FOREX, METAL ->
                switch (day) {
                    case MONDAY, TUESDAY, WEDNESDAY, THURSDAY -> true;
                    case FRIDAY -> !evening;
                    case SATURDAY -> false;
                    case SUNDAY -> evening;
                };
            case EQUITY ->
                day != DayOfWeek.SATURDAY
                        && day != DayOfWeek.SUNDAY
                        && !time.isBefore(LocalTime.of(9, 30))
                        && time.isBefore(LocalTime.of(16, 0));
        };
    }
}
