package io.ffe.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The JDK's own classes say what is right. */
class IsoTimeTest {

    private static final long FIRST = -62_167_219_200L;
    private static final long LAST = 253_402_300_799L;

    @Property(tries = 5000)
    void written_as_the_jdk_writes_it_and_read_back(
            @ForAll @LongRange(min = FIRST, max = LAST) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(max = 9) int zeros) {
        int step = (int) Math.pow(10, zeros);
        Instant time = Instant.ofEpochSecond(second, nano / step * step);

        assertThat(IsoTime.format(time)).isEqualTo(time.toString());
        assertThat(IsoTime.parse(IsoTime.format(time))).isEqualTo(time);
    }

    @Property
    void an_offset_means_what_the_jdk_says(
            @ForAll @LongRange(min = FIRST + 86_400, max = LAST - 86_400) long second,
            @ForAll @IntRange(min = -1079, max = 1079) int offsetMinutes) {
        OffsetDateTime local = Instant.ofEpochSecond(second).atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
        String text =
                local.toLocalDate() + "T" + local.toLocalTime().withNano(1_000).toString() + local.getOffset();

        assertThat(IsoTime.parse(text)).isEqualTo(Instant.ofEpochSecond(second, 1_000));
    }

    @Example
    void years_of_five_digits_have_no_wire_form() {
        for (Instant outside : new Instant[] {Instant.MAX, Instant.MIN, Instant.ofEpochSecond(LAST + 1)}) {
            assertThatThrownBy(() -> IsoTime.format(outside)).isInstanceOf(DateTimeException.class);
        }
    }
}
