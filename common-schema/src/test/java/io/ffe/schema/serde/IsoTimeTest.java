package io.ffe.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.seeded.Draw;
import io.ffe.schema.seeded.Tries;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** The JDK's own classes say what is right. */
class IsoTimeTest {

    private static final long FIRST = -62_167_219_200L;
    private static final long LAST = 253_402_300_799L;

    @Tries(5000)
    void written_as_the_jdk_writes_it_and_read_back(Draw draw) {
        int nano = draw.between(0, 999_999_999);
        int step = (int) Math.pow(10, draw.between(0, 9));
        Instant time = Instant.ofEpochSecond(draw.between(FIRST, LAST), nano / step * step);

        assertThat(IsoTime.format(time)).isEqualTo(time.toString());
        assertThat(IsoTime.parse(IsoTime.format(time))).isEqualTo(time);
    }

    @Tries
    void an_offset_means_what_the_jdk_says(Draw draw) {
        long second = draw.between(FIRST + 86_400, LAST - 86_400);
        int offsetMinutes = draw.between(-1079, 1079);
        OffsetDateTime local = Instant.ofEpochSecond(second).atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
        String text =
                local.toLocalDate() + "T" + local.toLocalTime().withNano(1_000).toString() + local.getOffset();

        assertThat(IsoTime.parse(text)).isEqualTo(Instant.ofEpochSecond(second, 1_000));
    }

    @Test
    void years_of_five_digits_have_no_wire_form() {
        for (Instant outside : new Instant[] {Instant.MAX, Instant.MIN, Instant.ofEpochSecond(LAST + 1)}) {
            assertThatThrownBy(() -> IsoTime.format(outside)).isInstanceOf(DateTimeException.class);
        }
    }
}
