package io.ffe.risk.domain.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Execution.Fill;
import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class PositionTest {

    private final Position longOne = Position.opened("BTCUSDT", fill(Side.BUY, "1", "100"));

    @Test
    void adding_averages_the_price_by_quantity() {
        Position more = longOne.after(fill(Side.BUY, "3", "120")).orElseThrow();

        assertThat(more.quantity()).isEqualByComparingTo("4");
        assertThat(more.averagePrice()).isEqualByComparingTo("115");
    }

    @Test
    void reducing_leaves_the_average_alone() {
        Position less = longOne.after(fill(Side.SELL, "0.4", "150")).orElseThrow();

        assertThat(less.quantity()).isEqualByComparingTo("0.6");
        assertThat(less.averagePrice()).isEqualByComparingTo("100");
    }

    @Test
    void closing_all_of_it_leaves_no_position() {
        assertThat(longOne.after(fill(Side.SELL, "1", "150"))).isEmpty();
    }

    @Test
    void a_fill_through_zero_opens_the_rest_at_its_own_price() {
        Position turned = longOne.after(fill(Side.SELL, "1.5", "90")).orElseThrow();

        assertThat(turned.quantity()).isEqualByComparingTo("-0.5");
        assertThat(turned.averagePrice()).isEqualByComparingTo("90");
        assertThat(turned.side()).isEqualTo(Side.SELL);
    }

    @Test
    void a_short_position_averages_as_a_long_one_does() {
        Position shortOne = Position.opened("BTCUSDT", fill(Side.SELL, "1", "100"));

        Position more = shortOne.after(fill(Side.SELL, "1", "110")).orElseThrow();

        assertThat(more.quantity()).isEqualByComparingTo("-2");
        assertThat(more.averagePrice()).isEqualByComparingTo("105");
    }

    private static Fill fill(Side side, String quantity, String price) {
        return new Fill("trade", side, new BigDecimal(quantity), new BigDecimal(price), BigDecimal.ZERO);
    }
}
