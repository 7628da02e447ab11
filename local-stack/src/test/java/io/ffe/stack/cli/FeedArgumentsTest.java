package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Instances;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FeedArgumentsTest {

    private static final String HEADER = "ts,open,high,low,close,volume\n";

    @TempDir
    Path folder;

    @Test
    void without_options_it_is_the_synthetic_market_at_its_own_defaults() {
        FeedOptions options = parse();

        assertThat(options.kind()).isEqualTo(FeedOptions.Kind.SYNTHETIC);
        assertThat(options.speed()).isNull();
        assertThat(options.seed()).isNull();
    }

    @Test
    void a_replay_takes_files_with_and_without_symbol_and_goes_as_fast_as_it_can() throws Exception {
        Path bitcoin = gzipped("btc.csv.gz", HEADER);
        Path ether = Files.writeString(folder.resolve("eth.csv"), HEADER);

        FeedOptions options = parse("--replay", bitcoin + ",ETHUSDT=" + ether, "--from", "2024-08-04");

        assertThat(options.kind()).isEqualTo(FeedOptions.Kind.REPLAY);
        assertThat(options.files()).containsExactly(bitcoin.toString(), "ETHUSDT=" + ether);
        assertThat(options.from()).isEqualTo(Instant.parse("2024-08-04T00:00:00Z"));
        assertThat(options.speed()).isZero();
    }

    @Test
    void a_replay_waits_for_the_stages_unless_it_is_a_free_run() throws Exception {
        Path bitcoin = gzipped("btc.csv.gz", HEADER);

        assertThat(parse("--replay", bitcoin.toString()).freeRun()).isNull();
        assertThat(parse("--replay", bitcoin.toString(), "--free-run").freeRun())
                .isTrue();
        assertThatThrownBy(() -> parse("--free-run"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("--free-run is for --replay");
    }

    @Test
    void everything_that_is_wrong_is_said_at_once() throws Exception {
        Path text = Files.writeString(folder.resolve("text.csv.gz"), HEADER);
        Path empty = gzipped("empty.csv.gz", "");
        Path whole = gzipped("whole.csv.gz", HEADER);
        Path cut = folder.resolve("cut.csv.gz");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(whole), 12));

        assertThatThrownBy(() -> parse(
                        "--replay",
                        folder.resolve("none.csv") + "," + text + "," + empty + "," + cut + "," + folder + ",btc="
                                + whole,
                        "--from",
                        "yesterday",
                        "--speed",
                        "fast",
                        "--timeframe",
                        "7m"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.USAGE))
                .hasMessageContaining("none.csv does not exist")
                .hasMessageContaining("text.csv.gz is named .gz and is not gzip")
                .hasMessageContaining("empty.csv.gz is empty")
                .hasMessageContaining("cut.csv.gz is cut off")
                .hasMessageContaining(folder + " is a folder")
                .hasMessageContaining("symbol 'btc'")
                .hasMessageContaining("--from is 'yesterday'")
                .hasMessageContaining("--speed is 'fast'")
                .hasMessageContaining("--timeframe is '7m'");
    }

    @Test
    void options_of_the_other_market_are_refused() throws Exception {
        Path file = gzipped("btc.csv.gz", HEADER);

        assertThatThrownBy(() -> parse("--replay", file.toString(), "--seed", "7"))
                .hasMessageContaining("--seed");
        assertThatThrownBy(() -> parse("--to", "2024-08-04")).hasMessageContaining("--from and --to are for --replay");
        assertThatThrownBy(() -> parse("--feed", "kraken"))
                .hasMessageContaining("--feed is 'kraken', expected synthetic or one of coinbase, oanda, alphavantage");
        assertThatThrownBy(() -> parse("--replay", file.toString(), "--from", "2024-08-05", "--to", "2024-08-04"))
                .hasMessageContaining("is not before");
    }

    @Test
    void live_prices_are_of_the_named_provider_and_its_symbols_unless_others_are_named() {
        FeedOptions coinbase = parse("--feed", "coinbase");

        assertThat(coinbase.kind()).isEqualTo(FeedOptions.Kind.LIVE);
        assertThat(coinbase.provider()).isEqualTo("coinbase");
        assertThat(coinbase.symbols()).containsExactly("BTCUSD", "ETHUSD");
        assertThat(parse("--feed", "coinbase", "--symbols", "ETHUSD").symbols()).containsExactly("ETHUSD");
        assertThatThrownBy(() -> parse("--feed", "coinbase", "--speed", "2"))
                .hasMessageContaining("not for live prices");
    }

    @Test
    void a_symbol_that_nobody_knows_is_refused_before_there_is_a_run_of_it() {
        assertThatThrownBy(() -> parse("--symbols", "BTCUSDT,DOGE,eth"))
                .hasMessageContaining("--symbols has 'DOGE', expected some of ")
                .hasMessageContaining("EURUSD")
                .hasMessageContaining("--symbols has 'eth'");
        assertThat(parse("--symbols", "BTCUSDT,EURUSD").symbols()).containsExactly("BTCUSDT", "EURUSD");
    }

    @Test
    void ports_that_cannot_be_are_named_all_at_once() {
        Components.check(Map.of("kafka", 9092, "risk-service", 9001), Instances.ONE_EACH);

        assertThatThrownBy(() -> Components.check(
                        Map.of(
                                "kafka",
                                99_999,
                                "postgres",
                                0,
                                "risk-service",
                                9001,
                                "decision-service",
                                9001,
                                "web",
                                1),
                        Instances.ONE_EACH))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("--port kafka=99999, expected a port from 1 to 65535")
                .hasMessageContaining("--port postgres=0, expected a port from 1")
                .hasMessageContaining("--port gives 9001 to decision-service and to risk-service")
                .hasMessageContaining("--port names 'web'");
    }

    @Test
    void a_setting_that_is_nearly_a_services_is_named_and_what_is_somebody_elses_is_not() {
        assertThat(MisspeltSettings.in(List.of(
                        "FFE_DECISON_MODE",
                        "FFE_MARKETDATA_FEED_SPEED",
                        "FFE_RSIK_PORTFOLIOS",
                        "FFE_DECISION_MODE",
                        "FFE_DIR",
                        "FFE_REST_SWAGGER_UI",
                        "FFE_RUN_ID",
                        "FFE_TELEMETRY_SAMPLING",
                        "FFE_POSTGRES_URL",
                        "FFE_",
                        "PATH")))
                .satisfiesExactly(
                        decision -> assertThat(decision)
                                .startsWith("FFE_DECISON_MODE ")
                                .contains("FFE_DECISION_"),
                        market -> assertThat(market).contains("FFE_MARKET_DATA_"),
                        risk -> assertThat(risk).contains("FFE_RISK_"));
    }

    @Test
    void market_data_is_asked_to_read_what_was_asked_for() throws Exception {
        Path file = Files.writeString(folder.resolve("btcusdt_1m.csv"), HEADER);
        FeedOptions options = parse("--replay", file.toString(), "--to", "2024-08-05", "--warm-up", "BTCUSDT=" + file);

        assertThat(FeedRehearsal.arguments(options, Map.of("FFE_MARKET_DATA_INSTRUMENTS_FILE", "mine.json")))
                .containsExactly(
                        "--replay",
                        file.toString(),
                        "--warm-up",
                        "BTCUSDT=" + file,
                        "--to",
                        "2024-08-05T00:00:00Z",
                        "--instruments",
                        "mine.json");
    }

    @Test
    void market_data_is_asked_to_count_by_the_timeframe_of_the_snapshots() throws Exception {
        Path file = Files.writeString(folder.resolve("btcusdt_1m.csv"), HEADER);
        Map<String, String> environment = Map.of("FFE_MARKET_DATA_SNAPSHOT_TIMEFRAME", "4h");

        assertThat(FeedRehearsal.arguments(parse("--replay", file.toString()), environment))
                .containsExactly("--replay", file.toString(), "--timeframe", "4h");
        assertThat(FeedRehearsal.arguments(parse("--replay", file.toString(), "--timeframe", "1d"), environment))
                .containsExactly("--replay", file.toString(), "--timeframe", "1d");
        assertThat(FeedRehearsal.arguments(parse("--replay", file.toString(), "--free-run"), Map.of()))
                .containsExactly("--replay", file.toString(), "--free-run", "true");
    }

    @Test
    void keys_that_a_provider_needs_are_named_before_anything_starts() {
        assertThat(LiveMarket.OANDA.missing(Map.of("FFE_MARKET_DATA_LIVE_OANDA_ACCOUNT", "101", "OTHER", "x")))
                .containsExactly("--feed oanda needs FFE_MARKET_DATA_LIVE_OANDA_TOKEN in the environment");
        assertThat(LiveMarket.COINBASE.missing(Map.of())).isEmpty();
    }

    @Test
    void a_token_lifetime_is_read_as_people_write_it() {
        assertThat(TokenCommand.lifetime("15m")).hasMinutes(15);
        assertThat(TokenCommand.lifetime("7d")).hasDays(7);
        assertThatThrownBy(() -> TokenCommand.lifetime("90d"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("'90d'");
        assertThatThrownBy(() -> TokenCommand.lifetime("-1h")).isInstanceOf(Problem.class);
    }

    private static FeedOptions parse(String... arguments) {
        FeedArguments feed = new FeedArguments();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("feed", CommandLine.Model.CommandSpec.forAnnotatedObject(feed)))
                .parseArgs(arguments);
        return feed.options();
    }

    private Path gzipped(String name, String text) throws Exception {
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
