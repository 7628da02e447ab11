package io.ffe.schema.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstrumentsTest {

    private final Instruments builtIn = Instruments.builtIn();

    @ParameterizedTest
    @CsvSource({
        "BTCUSDT, 0.123456789, 0.12345",
        "BTCUSDT, 0.00001,     0.00001",
        "BTCUSDT, 0.000009,    0.00000",
        "EURUSD,  1234.99,     1234",
        "SOLUSDT, -1.2345,     -1.234",
    })
    void a_quantity_is_never_rounded_up(String symbol, BigDecimal quantity, BigDecimal lots) {
        Instrument instrument = builtIn.require(symbol);

        assertThat(instrument.floorToLot(quantity)).isEqualTo(lots);
        assertThat(instrument.isWholeLots(lots)).isTrue();
        assertThat(instrument.isWholeLots(quantity)).isEqualTo(quantity.compareTo(lots) == 0);
    }

    @ParameterizedTest
    @CsvSource({
        "BTCUSDT, 49873.014, DOWN,    49873.01",
        "BTCUSDT, 49873.014, UP,      49873.02",
        "USDJPY,  145.1235,  HALF_UP, 145.124",
        "USDJPY,  145.1235,  FLOOR,   145.123",
        "XAUUSD,  2400,      DOWN,    2400.000",
    })
    void a_price_is_put_on_the_tick_grid_the_way_the_caller_says(
            String symbol, BigDecimal price, RoundingMode mode, BigDecimal onGrid) {
        assertThat(builtIn.require(symbol).roundToTick(price, mode)).isEqualTo(onGrid);
    }

    @Test
    void a_step_that_is_no_power_of_ten_is_a_grid_too() {
        Instrument quarters = new Instrument(
                "ES",
                builtIn.require("SPY").assetClass(),
                "ES",
                "USD",
                new BigDecimal("0.25"),
                new BigDecimal("5"),
                new BigDecimal("5"),
                new BigDecimal("1000"),
                BigDecimal.ONE);

        assertThat(quarters.roundToTick(new BigDecimal("5400.60"), RoundingMode.DOWN))
                .isEqualTo("5400.50");
        assertThat(quarters.floorToLot(new BigDecimal("14"))).isEqualByComparingTo("10");
    }

    @Test
    void the_built_in_list_can_be_traded_as_it_stands() {
        assertThat(builtIn.all()).isNotEmpty().allSatisfy(instrument -> {
            assertThat(instrument.isWholeLots(instrument.minQuantity())).isTrue();
            assertThat(instrument.minQuantity()).isLessThan(instrument.maxQuantity());
            assertThat(instrument.minNotional()).isPositive();
        });
    }

    @Test
    void an_unknown_symbol_is_named_with_what_to_do() {
        assertThatThrownBy(() -> builtIn.require("DOGEUSDT"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown symbol 'DOGEUSDT'; known are BTCUSDT, ")
                .hasMessageContaining("Add it to the instrument file");
        assertThat(builtIn.find("DOGEUSDT")).isEmpty();
    }

    @Test
    void a_symbol_stands_once() {
        Instrument spy = builtIn.require("SPY");

        assertThatThrownBy(() -> Instruments.of(List.of(spy, spy)))
                .hasMessage("instruments listed more than once: [SPY], expected each once");
    }

    @Test
    void a_file_that_is_missing_or_broken_is_named(@TempDir Path directory) throws IOException {
        Path missing = directory.resolve("none.json");
        Path broken = Files.writeString(directory.resolve("broken.json"), "[{\"symbol\":\"BTCUSDT\"}]");

        assertThatThrownBy(() -> Instruments.from(missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(missing.toString());
        assertThatThrownBy(() -> Instruments.from(broken))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(broken.toString())
                .hasMessageContaining("assetClass");
    }

    @Test
    void percent_and_fraction_are_a_hundred_apart() {
        assertThat(Fraction.of("0.05").toPercent().toFraction()).isEqualTo(Fraction.of("0.05"));
        assertThat(Fraction.of("0.05").toPercent()).hasToString("5 %");
        assertThat(Fraction.of("0.05").of(new BigDecimal("200"))).isEqualByComparingTo("10");
    }

    @ParameterizedTest
    @CsvSource({
        "BTCUSDT,true",
        "A1,true",
        "A,false",
        "BTC-USD,false",
        "btcusdt,false",
        "ABCDEFGHIJKLMNOPQRSTU,false",
        "BTCÜ,false"
    })
    void symbols_are_upper_case_letters_and_digits(String symbol, boolean valid) {
        assertThat(Symbols.isValid(symbol)).isEqualTo(valid);
    }
}
