package io.ffe.marketdata.domain;

import static io.ffe.marketdata.domain.Market.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickCursorTest {

    @ParameterizedTest
    @ValueSource(strings = {"coinbase", "a:b", "ümlaut\\and more", "7"})
    void what_is_written_into_an_address_is_read_again(String source) {
        TickCursor cursor = new TickCursor(START.plusNanos(123_456_789), source, 42);

        assertThat(cursor.text()).matches("[A-Za-z0-9_-]+");
        assertThat(TickCursor.parse(cursor.text())).contains(cursor);
        assertThat(cursor.occurredAt()).isEqualTo(START.plusNanos(123_456_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"})
    void times_before_1970_and_far_ahead_are_kept(String time) {
        TickCursor cursor = new TickCursor(Instant.parse(time), "test", 0);

        assertThat(TickCursor.parse(cursor.text())).contains(cursor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "17", "not base64!", "MTc", "MTc6eDp0ZXN0"})
    void what_it_did_not_write_is_no_place(String text) {
        assertThat(TickCursor.parse(text)).isEmpty();
    }
}
