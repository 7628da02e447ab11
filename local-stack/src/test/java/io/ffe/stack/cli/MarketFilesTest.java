package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A first look at files that are anything but the CSV that was expected. */
class MarketFilesTest {

    private static final String HEADER = "ts,open,high,low,close,volume\n";
    private static final int MEGABYTE = 1024 * 1024;

    @TempDir
    Path folder;

    private static String wrong(String argument) {
        List<String> wrong = new ArrayList<>();
        MarketFiles.checked("--replay", List.of(argument), wrong);
        return String.join("\n", wrong);
    }

    @Test
    void of_a_first_line_that_does_not_end_only_the_beginning_is_read() throws Exception {
        Path bomb = folder.resolve("btcusdt_1m.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb), MEGABYTE)) {
            byte[] letters = new byte[MEGABYTE];
            for (int written = 0; written < 16; written++) {
                out.write(letters);
            }
        }
        // Cut near its end: whoever reads so far says so.
        byte[] whole = Files.readAllBytes(bomb);
        Files.write(bomb, Arrays.copyOf(whole, whole.length - 100));

        assertThat(wrong(bomb.toString()))
                .contains("starts with '????", "expected a header line")
                .hasSizeLessThan(400);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_pipe_is_refused_and_not_waited_for() throws Exception {
        Path pipe = folder.resolve("btcusdt_1m.csv");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(5), () -> wrong(pipe.toString())))
                .contains("is a pipe or a device, expected a file");
    }

    @Test
    void gzip_is_told_by_its_content_as_market_data_tells_it() throws Exception {
        Path file = folder.resolve("btcusdt_1m.csv");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(HEADER.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(wrong(file.toString())).isEmpty();
    }

    @Test
    void what_would_move_the_cursor_is_not_shown() throws Exception {
        Path file = Files.writeString(folder.resolve("btcusdt_1m.csv"), "\u001b[2J\u0007\n");

        assertThat(wrong(file.toString())).contains("starts with '?[2J?'");
        assertThat(wrong("B\u001b=" + file)).contains("has symbol 'B?'");
    }

    @Test
    void utf_16_is_named() throws Exception {
        Path file = Files.writeString(folder.resolve("btcusdt_1m.csv"), HEADER, StandardCharsets.UTF_16);

        assertThat(wrong(file.toString())).contains("is UTF-16, expected UTF-8");
    }

    @Test
    void the_sign_in_a_folders_name_is_no_symbols() throws Exception {
        Path dated = Files.createDirectory(folder.resolve("date=2024-08-05"));
        Path file = Files.writeString(dated.resolve("btcusdt_1m.csv"), HEADER);
        List<String> wrong = new ArrayList<>();

        assertThat(MarketFiles.checked("--replay", List.of(file.toString(), "BTCUSDT=" + file), wrong))
                .containsExactly(file.toString(), "BTCUSDT=" + file);
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_name_that_no_file_can_have_is_shown() {
        assertThat(wrong("btcusdt\0.csv")).contains("has 'btcusdt?.csv', expected [SYMBOL=]FILE");
    }
}
