package io.ffe.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.seeded.Draw;
import io.ffe.schema.seeded.Tries;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class DecimalsTest {

    /** The pattern is what other languages have; the loop is what reads. */
    @Tries(5000)
    void the_loop_and_the_published_pattern_agree(Draw draw) {
        String text = draw.text("-.09e+ \n\u0661", 6);
        String digits = draw.text("10", 22);
        for (String candidate : new String[] {text, digits + text, "-" + digits + "." + digits, digits}) {
            assertThat(Decimals.isWireForm(candidate))
                    .as("'%s'", candidate)
                    .isEqualTo(candidate.matches(Decimals.PATTERN));
        }
    }

    @Tries
    void what_fits_is_written_in_wire_form_without_losing_a_digit(Draw draw) {
        BigDecimal value = draw.decimal("-99999999999999999999", "99999999999999999999", draw.between(0, 18));
        assertThat(Decimals.fits(value)).isTrue();
        assertThat(Decimals.isWireForm(Decimals.format(value))).isTrue();
        assertThat(new BigDecimal(Decimals.format(value))).isEqualByComparingTo(value);
    }

    @Test
    void zeros_beyond_the_last_place_do_not_count_and_digits_do() {
        assertThat(Decimals.fits(new BigDecimal("1.0000000000000000000000"))).isTrue();
        assertThat(Decimals.format(new BigDecimal("1.0000000000000000000000"))).isEqualTo("1");
        assertThat(Decimals.format(new BigDecimal("1.50"))).isEqualTo("1.50");
        assertThat(Decimals.format(new BigDecimal("2E+3"))).isEqualTo("2000");
        assertThat(Decimals.fits(new BigDecimal("0.0000000000000000001"))).isFalse();
        assertThat(Decimals.fits(new BigDecimal("1E+20"))).isFalse();
        assertThat(Decimals.fits(new BigDecimal("1E+2000000000"))).isFalse();
    }
}
