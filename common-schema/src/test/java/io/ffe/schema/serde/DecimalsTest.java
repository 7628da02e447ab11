package io.ffe.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.StringLength;

class DecimalsTest {

    /** The pattern is what other languages have; the loop is what reads. */
    @Property(tries = 5000)
    void the_loop_and_the_published_pattern_agree(
            @ForAll @Chars({'-', '.', '0', '9', 'e', '+', ' ', '\n', '\u0661'}) @StringLength(max = 6) String text,
            @ForAll @Chars({'1', '0'}) @StringLength(max = 22) String digits) {
        for (String candidate : new String[] {text, digits + text, "-" + digits + "." + digits, digits}) {
            assertThat(Decimals.isWireForm(candidate))
                    .as("'%s'", candidate)
                    .isEqualTo(candidate.matches(Decimals.PATTERN));
        }
    }

    @Property
    void what_fits_is_written_in_wire_form_without_losing_a_digit(
            @ForAll @BigRange(min = "-99999999999999999999", max = "99999999999999999999") @Scale(18)
                    BigDecimal value) {
        assertThat(Decimals.fits(value)).isTrue();
        assertThat(Decimals.isWireForm(Decimals.format(value))).isTrue();
        assertThat(new BigDecimal(Decimals.format(value))).isEqualByComparingTo(value);
    }

    @Example
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
