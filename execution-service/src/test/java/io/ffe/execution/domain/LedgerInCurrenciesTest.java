package io.ffe.execution.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.ffe.execution.domain.LedgerTransaction.Entry;
import io.ffe.schema.event.CashCause;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Side;
import io.ffe.schema.money.Instruments;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerInCurrenciesTest {

    private static final Rates RATES = new Rates("USD", Set.of("USDT"), Instruments.builtIn());
    private static final Conversion YEN_AT_150 = RATES.of("JPY", symbol -> quote(symbol, "USDJPY", "150"));

    @Test
    void a_rate_comes_from_a_pair_of_the_two_and_an_equivalent_counts_one_to_one() {
        assertThat(RATES.bookedIn("BTCUSDT")).isEqualTo("USD");
        assertThat(RATES.bookedIn("USDJPY")).isEqualTo("JPY");
        assertThat(rate(RATES.of("USDT", symbol -> null))).isEqualByComparingTo("1");
        assertThat(rate(YEN_AT_150)).isEqualByComparingTo("0.006666666667");
        assertThat(rate(RATES.of("GBP", symbol -> quote(symbol, "GBPUSD", "1.25"))))
                .isEqualByComparingTo("1.25");
    }

    @Test
    void a_missing_rate_is_said_and_never_one() {
        assertThat(RATES.of("JPY", symbol -> null))
                .isEqualTo(new Conversion.Missing("no rate from JPY to USD: no quote of a pair of the two was seen"));
        assertThat(RATES.bookedIn("NEVERHEARD")).isEqualTo("UNKNOWN");
        assertThat(RATES.of("UNKNOWN", symbol -> quote(symbol, "USDJPY", "150")))
                .isInstanceOf(Conversion.Missing.class);
    }

    @Test
    void a_trade_in_another_currency_is_turned_over_and_both_currencies_balance() {
        Booking bought = book(Position.flat("USDJPY"), Side.BUY, "1000", "150", "0.2", YEN_AT_150);

        assertThat(bought.cashDelta()).isEqualByComparingTo("-1000.20000005");
        assertThat(bought.change().after().cost()).isEqualByComparingTo("150000");
        assertThat(bought.entries().entries())
                .extracting(Entry::account, Entry::currency)
                .containsExactlyInAnyOrder(
                        tuple("position:USDJPY", "JPY"),
                        tuple("exchange", "JPY"),
                        tuple("exchange", "USD"),
                        tuple("cash", "USD"),
                        tuple("fees", "USD"));

        Booking sold = book(bought.change().after(), Side.SELL, "1000", "153", "0.2", YEN_AT_150);

        // 3,000 yen at 150, less the fee
        assertThat(sold.realised()).isEqualByComparingTo("19.800000001");
        assertThat(sold.change().after().isFlat()).isTrue();
    }

    @Test
    void without_a_rate_the_value_stays_in_its_currency_and_is_converted_later() {
        Booking bought = book(Position.flat("USDJPY"), Side.BUY, "10", "150", "0.2", new Conversion.Missing("none"));

        assertThat(bought.unconverted()).isEqualTo("none");
        assertThat(bought.cashDelta()).isEqualByComparingTo("-0.2");
        assertThat(bought.entries().entries()).contains(new Entry("cash", "JPY", new BigDecimal("-1500")));
        assertThat(LedgerTransaction.conversion("JPY", new BigDecimal("-1500"), "USD", BigDecimal.TEN.negate())
                        .entries())
                .contains(
                        new Entry("cash", "JPY", new BigDecimal("1500")),
                        new Entry("cash", "USD", BigDecimal.TEN.negate()));
    }

    @Test
    void financing_and_charges_have_accounts_of_their_own_and_are_results() {
        assertThat(CashCause.of("FINANCING of EURUSD")).isEqualTo(CashCause.FINANCING);
        assertThat(CashCause.of("START_CASH")).isEqualTo(CashCause.DEPOSIT);
        assertThat(CashCause.of(null)).isEqualTo(CashCause.DEPOSIT);
        assertThat(LedgerTransaction.moved(CashCause.FINANCING, "USD", new BigDecimal("-3"))
                        .entries())
                .containsExactly(
                        new Entry("cash", "USD", new BigDecimal("-3")),
                        new Entry("financing", "USD", new BigDecimal("3")));
        assertThatThrownBy(() -> LedgerTransaction.moved(CashCause.CONVERSION, "USD", BigDecimal.ONE))
                .hasMessageContaining("two currencies");
    }

    @Test
    void an_account_sums_positions_in_its_own_currency() {
        Account account = Account.of(
                new BigDecimal("1000"),
                List.of(
                        holding("BTCUSDT", "2", "200", "110", new Conversion.Rate(BigDecimal.ONE)),
                        holding("USDJPY", "-10", "-1500", "140", new Conversion.Rate(new BigDecimal("0.01")))),
                new BigDecimal("3"),
                null);

        // 1000 + 220 - 14
        assertThat(account.equity()).isEqualByComparingTo("1206");
        // 20 + 1
        assertThat(account.unrealised()).isEqualByComparingTo("21");
        assertThat(account.balance()).isEqualByComparingTo("1185");
        assertThat(account.grossExposure()).isEqualByComparingTo("234");
        assertThat(account.margin()).isEqualByComparingTo("78");
        assertThat(account.freeMargin()).isEqualByComparingTo("1128");
        assertThat(account.leverage()).isEqualByComparingTo("0.194");
        assertThat(account.unconverted()).isNull();
    }

    @Test
    void what_has_no_rate_is_named_and_left_out() {
        Account account = Account.of(
                BigDecimal.ZERO,
                List.of(holding("USDJPY", "10", "1500", "140", new Conversion.Missing("no rate"))),
                new BigDecimal("3"),
                null);

        assertThat(account.unconverted()).isEqualTo("USDJPY: no rate");
        assertThat(account.grossExposure()).isEqualByComparingTo("0");
        assertThat(account.leverage()).isNull();
    }

    private static Account.Holding holding(
            String symbol, String quantity, String cost, String mark, Conversion conversion) {
        return new Account.Holding(
                new Position(symbol, new BigDecimal(quantity), new BigDecimal(cost)), new BigDecimal(mark), conversion);
    }

    private static Booking book(
            Position before, Side side, String quantity, String price, String fee, Conversion conversion) {
        return Booking.of(
                before,
                new Booking.Trade(side, new BigDecimal(quantity), new BigDecimal(price), new BigDecimal(fee)),
                "JPY",
                "USD",
                conversion);
    }

    private static BigDecimal rate(Conversion conversion) {
        return ((Conversion.Rate) conversion).rate();
    }

    private static Quote quote(String symbol, String of, String mid) {
        return symbol.equals(of)
                ? new Quote(new BigDecimal(mid), new BigDecimal(mid), null, null, TestOrders.NOW, "test")
                : null;
    }
}
