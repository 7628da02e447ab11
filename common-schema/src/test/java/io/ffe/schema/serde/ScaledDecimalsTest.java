package io.ffe.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.seeded.Draw;
import io.ffe.schema.seeded.Tries;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** Digits without an object on the way are the digits with one. */
class ScaledDecimalsTest {

    @Tries(100_000)
    void every_decimal_of_up_to_fifteen_digits_is_told_exactly(Draw draw) {
        long digits = draw.between(0, 999_999_999_999_999L);
        int scale = draw.between(0, 15);
        assertThat(Decimals.scaled(BigDecimal.valueOf(digits, scale), scale)).isEqualTo(digits);
    }

    @Tries(10_000)
    void it_is_exact_in_finer_steps_or_says_that_it_cannot_tell(Draw draw) {
        // Of every length, for the edge is a number of digits.
        long digits = draw.between(0, Long.MAX_VALUE) >> draw.between(0, 62);
        int scale = draw.between(0, 18);
        int decimals = draw.between(0, 18);
        BigDecimal value = BigDecimal.valueOf(digits, scale);
        long scaled = Decimals.scaled(value, decimals);
        boolean fits =
                decimals >= scale && decimals <= 15 && (digits == 0 || value.precision() + decimals - scale <= 15);

        assertThat(scaled != Decimals.NOT_SCALED).isEqualTo(fits);
        if (fits) {
            assertThat(BigDecimal.valueOf(scaled, decimals)).isEqualByComparingTo(value);
        }
    }

    @Test
    void the_last_number_of_fifteen_digits_and_the_first_of_sixteen() {
        for (int scale = 0; scale <= 15; scale++) {
            for (long digits = 999_999_999_999_990L; digits < 1_000_000_000_000_010L; digits++) {
                assertThat(Decimals.scaled(BigDecimal.valueOf(digits, scale), scale))
                        .isEqualTo(digits < 1_000_000_000_000_000L ? digits : Decimals.NOT_SCALED);
            }
            assertThat(Decimals.scaled(new BigDecimal(new BigInteger("9".repeat(30)), scale), scale))
                    .isEqualTo(Decimals.NOT_SCALED);
        }
    }

    @Test
    void what_it_cannot_tell() {
        assertThat(Decimals.scaled(new BigDecimal("-1"), 2)).isEqualTo(Decimals.NOT_SCALED);
        assertThat(Decimals.scaled(new BigDecimal("1E+3"), 2)).isEqualTo(Decimals.NOT_SCALED);
        assertThat(Decimals.scaled(new BigDecimal("0.001"), 2)).isEqualTo(Decimals.NOT_SCALED);
        assertThat(Decimals.scaled(new BigDecimal("10000000000000"), 2)).isEqualTo(Decimals.NOT_SCALED);
        assertThat(Decimals.scaled(new BigDecimal("9999999999999"), 2)).isEqualTo(999_999_999_999_900L);
    }
}
