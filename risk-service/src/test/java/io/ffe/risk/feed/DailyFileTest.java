package io.ffe.risk.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DailyFileTest {

    private static final LocalDate FIRST = LocalDate.of(2024, 8, 1);

    @TempDir
    Path folder;

    @Test
    void a_bar_begins_at_its_time_and_the_name_says_the_symbol() throws IOException {
        DailyFile file = DailyFile.read(written(
                        "btcusd_coinbase_1d.csv.gz",
                        "ts,open,high,low,close,volume\n2024-08-01T00:00:00Z,1,3,1,2,9\n2024-08-02T00:00:00Z,2,4,2,3,9\n")
                .toString());

        assertThat(file.symbol()).isEqualTo("BTCUSD");
        assertThat(file.closes())
                .containsEntry(FIRST, new BigDecimal("2"))
                .containsEntry(FIRST.plusDays(1), new BigDecimal("3"))
                .hasSize(2);
    }

    @Test
    void a_bare_price_belongs_to_the_day_that_ends_with_it() throws IOException {
        Path file = written("btc_1d.csv", "ts,price,market_cap,total_volume\n2024-08-02T00:00:00Z,2.5,1,1\n");

        assertThat(DailyFile.read("BTCUSDT=" + file).closes()).containsOnlyKeys(FIRST);
    }

    @Test
    void a_quote_closes_in_the_middle() throws IOException {
        Path file = written("eurusd_1d.csv", "ts,bid_close,ask_close\n2024-08-01T00:00:00Z,1.10,1.12\n");

        assertThat(DailyFile.read(file.toString()).closes().get(FIRST)).isEqualByComparingTo("1.11");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ts,value | 2024-08-01T00:00:00Z,1 | expected a header",
                "ts,close | yesterday,1 | in line 2",
                "ts,close | 2024-08-01T00:00:00Z | in line 2",
                "ts,close | 2024-08-01T00:00:00Z,-1 | in line 2",
                "ts,close | 2024-08-01T00:00:00Z,1;2024-08-01T12:00:00Z,1 | one row a day",
            })
    void what_cannot_be_read_is_named_with_its_line(String header, String rows, String words) throws IOException {
        Path file = written("x.csv", header + "\n" + rows.replace(';', '\n') + "\n");

        assertThatThrownBy(() -> DailyFile.read("BTCUSD=" + file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(words);
    }

    @Test
    void a_file_that_is_not_there_and_one_without_a_symbol_are_refused() {
        assertThatThrownBy(() -> DailyFile.read("BTCUSD=" + folder.resolve("none.csv")))
                .hasMessageContaining("none.csv");
        assertThatThrownBy(() -> DailyFile.read(folder.resolve("_1d.csv").toString()))
                .hasMessageContaining("SYMBOL=FILE");
    }

    @Test
    void what_market_data_reads_of_a_warm_up_file_is_read_here_too() throws IOException {
        String rows = "ts,close\r\n2024-08-01T00:00:00Z,1\r\n2024-08-02T00:00:00Z,2\r\n\r\n";
        Path zipped = written("btcusd-coinbase_1d.csv.gz", "\ufeff" + rows);
        Path dated = Files.createDirectory(folder.resolve("date=2024")).resolve("btcusd.1d.csv");
        Files.copy(zipped, dated);

        assertThat(DailyFile.read(dated.toString())).isEqualTo(DailyFile.read(zipped.toString()));
        assertThat(DailyFile.read("btcusd=" + zipped).closes()).hasSize(2);
        assertThat(DailyFile.read(zipped.toString()).symbol()).isEqualTo("BTCUSD");
    }

    private Path written(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream plain = Files.newOutputStream(file);
                OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(plain) : plain) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
