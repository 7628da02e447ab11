package io.ffe.execution.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.event.CashCause;
import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class PositionTest {

    @Test
    void a_long_that_is_partly_sold_realises_at_average_cost() {
        Position bought = trade(trade(Position.flat("BTCUSDT"), Side.BUY, "1", "100"), Side.BUY, "1", "110");

        Position.Change sold = bought.trade(Side.SELL, new BigDecimal("0.5"), new BigDecimal("120"));

        assertThat(bought.averagePrice()).isEqualByComparingTo("105");
        assertThat(sold.realised()).isEqualByComparingTo("7.5");
        assertThat(sold.after().averagePrice()).isEqualByComparingTo("105");
    }

    @Test
    void a_short_that_is_bought_back_cheaper_gains() {
        Position sold = trade(Position.flat("BTCUSDT"), Side.SELL, "2", "100");

        Position.Change bought = sold.trade(Side.BUY, new BigDecimal("2"), new BigDecimal("90"));

        assertThat(bought.realised()).isEqualByComparingTo("20");
        assertThat(bought.after().isFlat()).isTrue();
    }

    @Test
    void a_sale_of_more_than_the_position_opens_the_other_side_at_its_price() {
        Position.Change reversed = trade(Position.flat("BTCUSDT"), Side.BUY, "1", "100")
                .trade(Side.SELL, new BigDecimal("3"), new BigDecimal("110"));

        assertThat(reversed.realised()).isEqualByComparingTo("10");
        assertThat(reversed.after().quantity()).isEqualByComparingTo("-2");
        assertThat(reversed.after().averagePrice()).isEqualByComparingTo("110");
    }

    @Test
    void unrealised_result_follows_the_mark() {
        Position shortOfTwo = trade(Position.flat("BTCUSDT"), Side.SELL, "2", "100");

        assertThat(shortOfTwo.unrealisedAt(new BigDecimal("90"))).isEqualByComparingTo("20");
    }

    @Test
    void a_transaction_that_does_not_balance_cannot_be_made() {
        assertThatThrownBy(() -> new LedgerTransaction(
                        List.of(new LedgerTransaction.Entry(LedgerTransaction.CASH, "USD", BigDecimal.ONE))))
                .hasMessageContaining("sums to 1 USD, expected zero");
    }

    @Test
    void a_deposit_is_owed_to_whoever_made_it() {
        assertThat(LedgerTransaction.moved(CashCause.DEPOSIT, "USD", new BigDecimal("100"))
                        .entries())
                .containsExactly(
                        new LedgerTransaction.Entry("cash", "USD", new BigDecimal("100")),
                        new LedgerTransaction.Entry("deposits", "USD", new BigDecimal("-100")));
    }

    private static Position trade(Position position, Side side, String quantity, String price) {
        return position.trade(side, new BigDecimal(quantity), new BigDecimal(price))
                .after();
    }
}
