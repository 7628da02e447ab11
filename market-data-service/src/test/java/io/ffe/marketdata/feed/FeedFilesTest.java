package io.ffe.marketdata.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ffe.marketdata.feed.FeedFileException.Problem;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Tick.Kind;
import io.ffe.schema.money.Instruments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FeedFilesTest {

    private static final String BARS = "ts,open,high,low,close,volume\n";
    private static final String QUOTE_BARS =
            "ts,bid_open,bid_high,bid_low,bid_close,bid_size,ask_open,ask_high,ask_low,ask_close,ask_size\n";
    private static final String TICKS = "ts,bid,ask\n";
    private static final String VENUE = "recv_ts,event_ms,trade_ms,update_id,bid,bid_qty,ask,ask_qty\n";
    private static final String ROW = "2024-08-05T00:00:00Z,100,101,99,100,1\n";

    @TempDir
    Path folder;

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static byte[] gzip(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static List<Problem> problems(String... arguments) {
        FeedFileException refused = catchThrowableOfType(
                FeedFileException.class, () -> FeedFiles.inspect(List.of(arguments), Instruments.builtIn()));
        assertThat(refused).as("nothing was refused").isNotNull();
        assertThat(refused.getMessage().lines()).hasSameSizeAs(refused.problems());
        return refused.problems();
    }

    private static String minutes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "2024-08-05T%02d:%02d:00Z,100,101,99,100,1\n".formatted(i / 60, i % 60))
                .collect(Collectors.joining());
    }

    static List<Arguments> badRows() {
        return List.of(
                Arguments.of("a NaN price", BARS + "2024-08-05T00:00:00Z,NaN,101,99,100,1\n", 2, "open is 'NaN'"),
                Arguments.of(
                        "infinity", BARS + "2024-08-05T00:00:00Z,100,Infinity,99,100,1\n", 2, "high is 'Infinity'"),
                Arguments.of("a negative price", BARS + "2024-08-05T00:00:00Z,100,101,-99,100,1\n", 2, "low is '-99'"),
                Arguments.of("a price of zero", BARS + "2024-08-05T00:00:00Z,100,101,99,0,1\n", 2, "close is '0'"),
                Arguments.of("an empty price", TICKS + "2024-08-05T00:00:00Z,,101\n", 2, "bid is ''"),
                Arguments.of("words for a price", TICKS + "2024-08-05T00:00:00Z,100,abc\n", 2, "ask is 'abc'"),
                Arguments.of(
                        "more digits than the wire holds",
                        TICKS + "2024-08-05T00:00:00Z,1,123456789012345678901\n",
                        2,
                        "ask is '123456789012345678901'"),
                Arguments.of(
                        "a price to which half a spread cannot be added",
                        BARS + "2024-08-05T00:00:00Z,1,99999999999999999999,1,1,1\n",
                        2,
                        "high is '99999999999999999999'"),
                Arguments.of(
                        "a size that no bar could sum up",
                        BARS + "2024-08-05T00:00:00Z,100,101,99,100,99999999999999\n",
                        2,
                        "volume is '99999999999999'"),
                Arguments.of(
                        "a monstrous exponent", TICKS + "2024-08-05T00:00:00Z,1,1e999999999\n", 2, "ask is '1e9999"),
                Arguments.of(
                        "more decimals than the wire holds",
                        TICKS + "2024-08-05T00:00:00Z,1.000000000000000001,2\n",
                        2,
                        "bid is '1.000000000000000001'"),
                Arguments.of(
                        "a negative volume", BARS + "2024-08-05T00:00:00Z,100,101,99,100,-1\n", 2, "volume is '-1'"),
                Arguments.of("a NaN volume", BARS + "2024-08-05T00:00:00Z,100,101,99,100,nan\n", 2, "volume is 'nan'"),
                Arguments.of(
                        "a high below the close",
                        BARS + "2024-08-05T00:00:00Z,100,100,99,101,1\n",
                        2,
                        "open 100, high 100, low 99, close 101"),
                Arguments.of(
                        "an ask low above the ask open",
                        QUOTE_BARS + "2024-08-05T00:00:00Z,100,101,99,100,1,101,102,101.5,101.5,1\n",
                        2,
                        "open 101, high 102, low 101.5, close 101.5"),
                Arguments.of(
                        "a time without a zone", BARS + "2024-08-05 00:00:00,100,101,99,100,1\n", 2, "ts is '2024"),
                Arguments.of("a time in words", VENUE + "yesterday,,,1,100,1,101,1\n", 2, "recv_ts is 'yesterday'"),
                Arguments.of(
                        "an event time in words",
                        VENUE + "2024-08-05T00:00:00Z,soon,,1,100,1,101,1\n",
                        2,
                        "event_ms is 'soon'"),
                Arguments.of(
                        "a year beyond all calendars",
                        BARS + "+999999999-12-31T23:59:59Z,100,101,99,100,1\n",
                        2,
                        "the row is of +999999999"),
                Arguments.of(
                        "a time that was never set",
                        TICKS + "1970-01-01T00:00:00Z,100,101\n2024-08-05T00:00:00Z,100,101\n",
                        3,
                        "more than ten years after 1970-01-01T00:00:00Z of line 2"),
                Arguments.of(
                        "seconds where milliseconds are expected",
                        VENUE + "2024-08-05T00:00:00Z,1722816000,,1,100,1,101,1\n",
                        2,
                        "event_ms is '1722816000'"),
                Arguments.of(
                        "microseconds where milliseconds are expected",
                        VENUE + "2024-08-05T00:00:00Z,1722816000000000,,1,100,1,101,1\n",
                        2,
                        "event_ms is '1722816000000000'"),
                Arguments.of("a quoted field", TICKS + "\"2024-08-05T00:00:00Z\",100,101\n", 2, "ts is '\"2024"),
                Arguments.of(
                        "thousands and a decimal comma", TICKS + "2024-08-05T00:00:00Z,1.000,50,2\n", 2, "4 columns"),
                Arguments.of("seconds since 1970", TICKS + "1722816000,100,101\n", 2, "ts is '1722816000'"),
                Arguments.of("a second header", TICKS + "2024-08-05T00:00:00Z,1,2\n" + TICKS, 3, "ts is 'ts'"),
                Arguments.of("a column too few", BARS + ROW + "2024-08-05T00:01:00Z,100,101,99,100\n", 3, "5 columns"),
                Arguments.of("a column too many", BARS + "2024-08-05T00:00:00Z,100,101,99,100,1,1\n", 2, "7 columns"),
                Arguments.of("an empty line in the middle", BARS + ROW + "\n" + ROW, 3, "the line is empty"),
                Arguments.of(
                        "time going backwards",
                        TICKS + "2024-08-05T00:00:01Z,100,101\n2024-08-05T00:00:00.999Z,100,101\n",
                        3,
                        "2024-08-05T00:00:00.999Z is before 2024-08-05T00:00:01Z of line 2"),
                Arguments.of(
                        "two bars of the same time", BARS + ROW + ROW, 3, "2024-08-05T00:00:00Z is the time of line 2"),
                Arguments.of(
                        "a bar off the grid of its length",
                        BARS + ROW + "2024-08-05T00:01:30Z,100,101,99,100,1\n",
                        3,
                        "bar of 2024-08-05T00:01:30Z"),
                Arguments.of("an endless line", BARS + "1".repeat(5000), 2, "the line has more than 4096 characters"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badRows")
    void a_row_that_is_wrong_is_named_with_its_line_and_value(String name, String content, long line, String found)
            throws IOException {
        Path file = write("btcusdt_1m.csv", content);
        assertThat(problems(file.toString())).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo(file);
            assertThat(problem.line()).isEqualTo(line);
            assertThat(problem.found()).contains(found);
            assertThat(problem.expected()).isNotBlank();
            assertThat(problem.remedy()).isNotBlank();
            assertThat(problem.toString())
                    .contains("btcusdt_1m.csv line " + line + ": ")
                    .contains(", expected ");
        });
    }

    @Test
    void a_file_that_is_missing_is_named() {
        assertThat(problems(folder.resolve("btcusdt_1m.csv").toString()))
                .singleElement()
                .extracting(Problem::found)
                .isEqualTo("there is no such file");
    }

    @Test
    void a_directory_is_no_file() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("btcusdt_1m"));
        assertThat(problems(directory.toString()))
                .singleElement()
                .extracting(Problem::found)
                .isEqualTo("it is a directory");
    }

    @Test
    void a_file_without_permission_is_named() throws IOException {
        Path file = write("btcusdt_1m.csv", BARS + ROW);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isReadable(file), "this user may read everything, so nothing is unreadable");
        assertThat(problems(file.toString()))
                .singleElement()
                .extracting(Problem::found)
                .isEqualTo("it cannot be read: permission denied");
    }

    @Test
    void truncated_gzip_is_named_wherever_it_is_cut() throws IOException {
        byte[] whole = gzip(BARS + minutes(150));
        for (int cut : new int[] {3, 11, whole.length / 2, whole.length - 9, whole.length - 1}) {
            Path file = Files.write(folder.resolve("btcusdt_1m_" + cut + ".csv.gz"), Arrays.copyOf(whole, cut));
            assertThat(problems(file.toString()))
                    .singleElement()
                    .extracting(Problem::found)
                    .isEqualTo("the gzip data ends too early");
        }
    }

    @Test
    void damaged_gzip_is_named() throws IOException {
        byte[] bytes = gzip(BARS + minutes(150));
        for (int i = 40; i < 60; i++) {
            bytes[i] ^= (byte) 0xff;
        }
        Path file = Files.write(folder.resolve("btcusdt_1m.csv.gz"), bytes);
        assertThat(problems(file.toString()))
                .singleElement()
                .satisfies(problem -> assertThat(problem.file()).isEqualTo(file));
    }

    @Test
    void text_under_the_name_of_gzip_is_named() throws IOException {
        Path file = write("btcusdt_1m.csv.gz", BARS + ROW);
        assertThat(problems(file.toString()))
                .singleElement()
                .extracting(Problem::found)
                .isEqualTo("it is named .gz and is not gzip");
    }

    @Test
    void gzip_is_told_by_its_content_and_not_by_its_name() throws IOException {
        Path file = Files.write(folder.resolve("btcusdt_1m.csv"), gzip(BARS + minutes(3)));
        assertThat(FeedFiles.inspect(List.of(file.toString()), Instruments.builtIn()))
                .hasSize(1);
    }

    @Test
    void members_of_gzip_are_one_file_and_what_follows_them_is_not_dropped_in_silence() throws IOException {
        byte[] first = gzip(BARS + minutes(3));
        byte[] second = gzip("2024-08-05T00:03:00Z,100,101,99,100,1\n");
        Path both = Files.write(folder.resolve("btcusdt_1m_both.csv.gz"), joined(first, second));
        assertThat(ticks(both)).hasSize(16);

        for (int kept : new int[] {1, 9, 10, 18, 19, second.length / 2}) {
            byte[] tail = Arrays.copyOf(second, kept);
            tail[0] = 'x';
            Path file = Files.write(folder.resolve("btcusdt_1m_" + kept + ".csv.gz"), joined(first, tail));
            assertThat(problems(file.toString()))
                    .as(kept + " bytes")
                    .singleElement()
                    .extracting(Problem::found)
                    .isEqualTo("after the gzip data come " + kept + " bytes that are none");
        }
    }

    private static byte[] joined(byte[] one, byte[] two) {
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }

    @Test
    void a_name_that_cannot_be_a_source_is_refused() throws IOException {
        for (String name : List.of("btcusdt_" + "x".repeat(200) + ".csv", "btcusdt_\u0007.csv", ".csv")) {
            Path file = write(name, BARS + minutes(3));
            assertThat(problems("BTCUSDT=" + file))
                    .singleElement()
                    .extracting(Problem::found)
                    .asString()
                    .startsWith("its ticks would be named '");
        }
    }

    @Test
    void more_rows_of_a_minute_than_fit_into_memory_are_refused() throws IOException {
        Path file = folder.resolve("btcusdt_ticks.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 64 * 1024)) {
            out.write(TICKS.getBytes(StandardCharsets.UTF_8));
            byte[] row = "2024-08-05T00:00:00Z,1,2\n".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i <= FileTicks.MOST_IN_MINUTE; i++) {
                out.write(row);
            }
        }
        assertThat(rehearsed("--replay", file.toString())).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(FileTicks.MOST_IN_MINUTE + 2);
            assertThat(problem.expected()).isEqualTo("at most 200000 rows a minute");
        });
    }

    @Test
    void more_ticks_of_all_files_between_two_snapshots_than_fit_into_memory_are_refused() throws IOException {
        // Of each half of the limit, in two bars of 15 minutes, and one tick too many.
        int half = FeedRehearsal.MOST_IN_BAR / 2;
        Path one = ticks("btcusdt_ticks.csv.gz", half + 1);
        Path two = ticks("ethusdt_ticks.csv.gz", half);

        assertThat(rehearsed("--replay", one.toString(), "--replay", two.toString(), "--timeframe", "1d"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.file()).isIn(one, two);
                    assertThat(problem.found())
                            .isEqualTo("tick 300001 of all files together in the 1d from 2024-08-05T00:00:00Z");
                    assertThat(problem.expected()).startsWith("at most 300000 between two snapshots");
                    assertThat(problem.remedy()).contains("shorter --timeframe", "fewer symbols");
                });
        assertThat(rehearsed("--replay", one.toString(), "--replay", two.toString()))
                .as("15m")
                .isEmpty();
        assertThat(rehearsed(
                        "--replay",
                        one.toString(),
                        "--replay",
                        two.toString(),
                        "--timeframe",
                        "1d",
                        "--free-run",
                        "true"))
                .as("a free run holds none of them")
                .isEmpty();
        assertThat(rehearsed(
                        "--replay",
                        one.toString(),
                        "--replay",
                        two.toString(),
                        "--timeframe",
                        "1d",
                        "--from",
                        "2024-08-05T00:20:00Z"))
                .as("what warms up is not held")
                .isEmpty();
    }

    /** The first half of the rows at 00:10, the others at 00:30. */
    private Path ticks(String name, int rows) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 64 * 1024)) {
            out.write(TICKS.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < rows; i++) {
                String minute = i < rows / 2 ? "10" : "30";
                out.write(("2024-08-05T00:" + minute + ":00Z,1,2\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource({"61837.64, 6", "61837.64, 61837.", "1.09238, 1.0", "100, 10"})
    void an_ask_that_was_cut_below_its_bid_is_refused(String bid, String cut) throws IOException {
        String row = "2024-08-05T00:00:00Z," + bid + "," + bid + "\n";
        Path file = write("btcusdt_ticks.csv", TICKS + row + "2024-08-05T00:00:01Z," + bid + "," + cut);

        assertThat(rehearsed("--replay", file.toString())).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(3);
            assertThat(problem.found())
                    .isEqualTo("the last row has no line feed and its ask, '" + cut + "', is below its bid, '" + bid
                            + "', as when the file was cut there");
            assertThat(problem.remedy()).endsWith("if the row is whole, end it with a line feed");
        });
        for (String end : List.of("\n", "\r\n", "\r")) {
            write("btcusdt_ticks.csv", Files.readString(file).strip() + end);
            assertThat(rehearsed("--replay", file.toString()))
                    .as("crossed, and whole")
                    .isEmpty();
        }
    }

    static List<Arguments> lastRows() {
        return List.of(
                Arguments.of(TICKS + "2024-08-05T00:00:00Z,100,101.5", "ask, '101.5'"),
                Arguments.of(BARS + "2024-08-05T00:00:00Z,100,101,99,100,12", "volume, '12'"),
                Arguments.of(VENUE + "2024-08-05T00:00:00Z,,,1,100,1,101,0.25", "ask_qty, '0.25'"));
    }

    @ParameterizedTest
    @MethodSource("lastRows")
    void a_last_number_that_may_have_been_cut_is_told_and_not_refused(String content, String told) throws IOException {
        Path file = write("btcusdt_1m.csv", content);
        FeedRehearsal rehearsal = new FeedRehearsal(List.of("--replay", file.toString()));

        assertThat(rehearsal.problems()).isEmpty();
        assertThat(rehearsal.notices())
                .singleElement()
                .asString()
                .startsWith(file + " line 2: ")
                .contains(told);

        write("btcusdt_1m.csv", content + "\n");
        FeedRehearsal ended = new FeedRehearsal(List.of("--replay", file.toString()));
        assertThat(ended.problems()).isEmpty();
        assertThat(ended.notices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2024-07-31, false", "2018-03-01, true"})
    void a_past_that_ends_long_before_the_start_is_told_and_not_refused(String lastDay, boolean told)
            throws IOException {
        Path replayed = write("btcusdt_1m.csv", BARS + minutes(250));
        Path past = write("btcusdt_1d.csv", BARS + lastDay + "T00:00:00Z,100,101,99,100,1\n");

        FeedRehearsal rehearsal =
                new FeedRehearsal(List.of("--replay", replayed.toString(), "--warm-up", past.toString()));

        assertThat(rehearsal.problems()).isEmpty();
        assertThat(rehearsal.notices())
                .hasSize(told ? 1 : 0)
                .allSatisfy(notice -> assertThat(notice)
                        .startsWith("BTCUSDT: its last price from before the replay is of 2018-03-01T")
                        .contains(", 2348 days before the start, 2024-08-05T00:00:00Z: "));
    }

    private static List<Problem> rehearsed(String... arguments) {
        return new FeedRehearsal(List.of(arguments)).problems();
    }

    @Test
    void a_rehearsal_reads_all_files_to_the_end_of_the_window_and_says_all_that_is_wrong() throws IOException {
        String late = "2024-08-05T05:00:00Z,NaN,101,99,100,1\n";
        Path late1 = write("btcusdt_1m.csv", BARS + minutes(250) + late);
        Path late2 = write("ethusdt_1m.csv", BARS + minutes(220) + late);
        Path sound = write("eurusd_1m.csv", BARS + minutes(250));
        FeedFiles.inspect(List.of(late1.toString(), late2.toString()), Instruments.builtIn());

        Path header = write("gbpusd_1m.csv", "a,b\n");
        assertThat(rehearsed(
                        "--replay",
                        late1.toString(),
                        "--replay",
                        header.toString(),
                        "--replay",
                        late2.toString(),
                        "--replay",
                        sound.toString()))
                .extracting(Problem::file, Problem::line, Problem::found)
                .containsExactly(
                        tuple(header, 1L, "the header is 'a,b'"),
                        tuple(late1, 252L, "open is 'NaN'"),
                        tuple(late2, 222L, "open is 'NaN'"));
        assertThat(rehearsed("--replay", late1.toString(), "--to", "2024-08-05T04:00:00Z"))
                .as("nobody reads on after the window")
                .isEmpty();
        assertThat(rehearsed("--replay", sound.toString(), "--from", "2024-09-01T00:00:00Z"))
                .singleElement()
                .extracting(Problem::found)
                .asString()
                .contains("no row lies in the window");
        assertThat(rehearsed(
                        "--replay", sound.toString(), "--from", "2024-08-05T01:00:00Z", "--warm-up", late1.toString()))
                .singleElement()
                .extracting(Problem::found)
                .isEqualTo("it warms up BTCUSDT");
        assertThat(rehearsed("--replay", sound.toString())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"btcusdt_1m.csv, false", "btcusdt_1m.csv.gz, true"})
    void an_empty_file_is_named(String name, boolean gzipped) throws IOException {
        Path file = Files.write(folder.resolve(name), gzipped ? gzip("") : new byte[0]);
        assertThat(problems(file.toString()))
                .singleElement()
                .extracting(Problem::found)
                .isEqualTo("the file is empty");
    }

    @Test
    void a_header_without_rows_is_named() throws IOException {
        assertThat(problems(write("btcusdt_1m.csv", BARS).toString()))
                .singleElement()
                .extracting(Problem::found)
                .isEqualTo("there is no row after the header");
    }

    @Test
    void an_unknown_header_is_shown_beside_the_known_ones() throws IOException {
        Path file = write("btcusdt_1m.csv", "time,open,high,low,close\n");
        assertThat(problems(file.toString())).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(1);
            assertThat(problem.found()).isEqualTo("the header is 'time,open,high,low,close'");
            assertThat(problem.expected()).contains(FeedFormat.headers());
        });
    }

    @Test
    void binary_rubbish_does_not_reach_the_terminal() throws IOException {
        Path file = Files.write(folder.resolve("btcusdt.csv"), new byte[] {27, '[', '2', 'J', 7, '\n'});
        assertThat(problems(file.toString()).getFirst().found()).isEqualTo("the header is '?[2J?'");
    }

    private List<Tick> ticks(Path file) {
        List<Tick> all = new ArrayList<>();
        FeedFile feedFile = FeedFiles.inspect(List.of(file.toString()), Instruments.builtIn())
                .getFirst();
        try (FileTicks ticks = new FileTicks(feedFile, FeedWindow.ALL, SpreadModel.defaults())) {
            for (Tick tick = ticks.next(); tick != null; tick = ticks.next()) {
                all.add(tick);
            }
        }
        return all;
    }

    @Test
    void trade_ticks_have_the_time_of_the_trade_or_the_nearest_that_is_known() throws IOException {
        Path file = write(
                "btcusdt_trades.csv",
                FeedFormat.TRADE_TICKS.header()
                        + "\n2024-08-08T23:54:14.1Z,1723161255343,1723161255342,3735683259,61837.63000000,0.02,true,"
                        + "\n2024-08-08T23:54:15.5Z,1723161255700,,3735683260,61837.64,0.5,false,MARKET"
                        + "\n2024-08-08T23:54:16.5Z,,,3735683261,61837.65,1,false,MARKET\n");

        assertThat(ticks(file))
                .extracting(
                        Tick::kind,
                        Tick::sequence,
                        Tick::occurredAt,
                        Tick::bid,
                        tick -> tick.price().toPlainString())
                .containsExactly(
                        tuple(Kind.TRADE, 1L, Instant.parse("2024-08-08T23:54:15.342Z"), null, "61837.63000000"),
                        tuple(Kind.TRADE, 2L, Instant.parse("2024-08-08T23:54:15.700Z"), null, "61837.64"),
                        tuple(Kind.TRADE, 3L, Instant.parse("2024-08-08T23:54:16.500Z"), null, "61837.65"));
    }

    private static final String CAPTURED_QUOTE =
            "1723161254087891268 {\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":1,\"s\":\"BTCUSDT\","
                    + "\"b\":\"61837.63\",\"B\":\"3.7\",\"a\":\"61837.64\",\"A\":\"1.5\"}}\n";

    @Test
    void a_capture_gives_its_quotes_and_trades_by_the_receivers_clock_and_passes_over_the_rest() throws IOException {
        Path file = write(
                "btcusdt.ws.txt",
                "1723161253937085768 {\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"s\":\"BTCUSDT\",\"b\":[]}}\n"
                        + CAPTURED_QUOTE
                        + "1723161254206652067 {\"lastUpdateId\":5,\"bids\":[],\"asks\":[]}\n"
                        + "1723161254300000000 {\"stream\":\"btcusdt@trade\",\"data\":{\"s\":\"BTCUSDT\",\"p\":\"61837.63\","
                        + "\"q\":\"0.02\",\"T\":1723161255342}}\n");

        assertThat(ticks(file))
                .extracting(Tick::source, Tick::kind, Tick::occurredAt)
                .containsExactly(
                        tuple("btcusdt.ws", Kind.QUOTE, Instant.parse("2024-08-08T23:54:14.087891268Z")),
                        tuple("btcusdt.ws", Kind.TRADE, Instant.parse("2024-08-08T23:54:14.300Z")));
    }

    @Test
    void a_capture_that_cannot_be_read_says_where_and_why() throws IOException {
        for (Map.Entry<String, String> wrong : Map.of(
                        "rubbish",
                        "no time and message",
                        CAPTURED_QUOTE.replace("1723161254087891268", "9999999999999999999"),
                        "no time and message",
                        CAPTURED_QUOTE.replace("1723161254087891268", "1723161254087891"),
                        "no time and message",
                        "1723161254087891269 {\"stream\":",
                        "no JSON",
                        CAPTURED_QUOTE.replace("\"b\":\"61837.63\",", ""),
                        "has no b",
                        CAPTURED_QUOTE.replace("61837.64", "-1"),
                        "a is '-1'",
                        CAPTURED_QUOTE.replace("BTCUSDT", "ETHUSDT"),
                        "a message of ETHUSDT")
                .entrySet()) {
            Path file = write("btcusdt.ws.txt", CAPTURED_QUOTE + wrong.getKey());

            assertThat(problems(file.toString())).singleElement().satisfies(problem -> {
                assertThat(problem.line()).isEqualTo(2);
                assertThat(problem.found()).contains(wrong.getValue());
            });
        }
    }

    @Test
    void daily_closes_warm_up_and_are_not_replayed() throws IOException {
        Path file = write("btcusdt_1d.csv", FeedFormat.DAILY_CLOSES.header() + "\n2024-08-05T00:00:00Z,58000,1,1\n");
        assertThat(problems(file.toString()).getFirst().remedy()).contains("--warm-up");
        assertThat(FeedFiles.inspectWarmUp(List.of(file.toString()), Instruments.builtIn()))
                .hasSize(1);
    }

    @Test
    void an_unknown_symbol_is_named_with_the_known_ones_and_the_way_to_say_which_it_is() throws IOException {
        Path file = write("btc_1m.csv", BARS + minutes(3));
        assertThat(problems(file.toString())).singleElement().satisfies(problem -> {
            assertThat(problem.found()).isEqualTo("symbol is 'BTC' by the file's name");
            assertThat(problem.expected()).contains("BTCUSDT", "EURUSD");
            assertThat(problem.remedy()).contains("SYMBOL=" + file);
        });
        assertThat(FeedFiles.inspect(List.of("btcusdt=" + file), Instruments.builtIn()))
                .singleElement()
                .extracting(FeedFile::symbol)
                .isEqualTo("BTCUSDT");
        assertThat(problems("NOSUCH=" + file).getFirst().found()).isEqualTo("symbol is 'NOSUCH'");
    }

    @Test
    void all_problems_of_all_files_come_at_once() throws IOException {
        Path missing = folder.resolve("ethusdt_1m.csv");
        Path wrong = write("btcusdt_1m.csv", BARS + "2024-08-05T00:00:00Z,NaN,101,99,100,1\n");
        Path unknown = write("abc_1m.csv", "a,b\n");
        Path good = write("eurusd_1m.csv", BARS + minutes(3));
        assertThat(problems(missing.toString(), wrong.toString(), good.toString(), unknown.toString()))
                .extracting(Problem::file)
                .containsExactly(missing, wrong, unknown, unknown);
    }

    @Test
    void two_files_whose_ticks_would_have_the_same_ids_are_refused() throws IOException {
        Path one = write("btcusdt_1m.csv", BARS + minutes(3));
        Path two = Files.write(folder.resolve("btcusdt_1m.csv.gz"), gzip(BARS + minutes(3)));
        assertThat(problems(one.toString(), two.toString()))
                .singleElement()
                .extracting(Problem::found)
                .asString()
                .contains("btcusdt_1m like those of " + one);
    }

    @ParameterizedTest
    @CsvSource({
        "btcusdt_binance_1m_202408crash.csv, PT1M, 1m by the file's name",
        "btcusdt.csv, PT1M, 1m by the spacing of the first 30 rows",
        "btcusdt_20240805.csv, PT1M, 1m by the spacing of the first 30 rows",
    })
    void the_length_of_bars_comes_from_the_name_or_else_from_the_spacing(String name, Duration length, String how)
            throws IOException {
        Path file = write(name, BARS + minutes(30));
        assertThat(FeedFiles.inspect(List.of(file.toString()), Instruments.builtIn()))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.barLength()).isEqualTo(length);
                    assertThat(found.barLengthFrom()).isEqualTo(how);
                });
    }

    @Test
    void missing_bars_do_not_make_the_others_look_longer() throws IOException {
        Path file = write(
                "eurusd.csv",
                BARS
                        + "2024-08-05T00:05:00Z,1,1,1,1,0\n2024-08-05T00:15:00Z,1,1,1,1,0\n2024-08-05T00:30:00Z,1,1,1,1,0\n");
        assertThat(FeedFiles.inspect(List.of(file.toString()), Instruments.builtIn())
                        .getFirst()
                        .barLength())
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void a_name_that_the_rows_contradict_is_refused() throws IOException {
        Path shorter = write("btcusdt_5m.csv", BARS + minutes(30));
        assertThat(problems(shorter.toString()).getFirst().found()).isEqualTo("bar of 2024-08-05T00:01:00Z");
        String fives = minutes(150)
                .lines()
                .filter(row -> row.charAt(15) == '0' || row.charAt(15) == '5')
                .collect(Collectors.joining("\n"));
        Path longer = write("btcusdt_1m.csv", BARS + fives);
        assertThat(problems(longer.toString()).getFirst().found())
                .isEqualTo("its name says 1m and its first 30 rows lie 5m apart");
    }

    @Test
    void one_bar_without_a_length_in_the_name_is_not_guessed_at() throws IOException {
        assertThat(problems(write("btcusdt.csv", BARS + ROW).toString())
                        .getFirst()
                        .expected())
                .isEqualTo("two rows, or the length in the file's name");
    }

    @Test
    void bars_that_fill_no_timeframe_cannot_warm_up() throws IOException {
        Path file = write("btcusdt_7m.csv", BARS + "1970-01-01T00:07:00Z,1,1,1,1,0\n");
        FeedFileException refused = catchThrowableOfType(
                FeedFileException.class,
                () -> FeedFiles.inspectWarmUp(List.of(file.toString()), Instruments.builtIn()));
        assertThat(refused.problems().getFirst().found()).isEqualTo("its bars are 7m long");
    }

    @Test
    void windows_line_ends_a_byte_order_mark_and_a_last_empty_line_are_read() throws IOException {
        String dos = "\ufeff" + (BARS + minutes(3)).replace("\n", "\r\n") + "\r\n";
        Path file = write("btcusdt_1m.csv", dos);
        assertThat(FeedFiles.inspect(List.of(file.toString()), Instruments.builtIn()))
                .singleElement()
                .extracting(FeedFile::format)
                .isEqualTo(FeedFormat.TRADE_BARS);
    }
}
