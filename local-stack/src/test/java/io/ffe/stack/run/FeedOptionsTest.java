package io.ffe.stack.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.run.FeedOptions.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedOptionsTest {

    @TempDir
    Path folder;

    @Test
    void only_a_replay_of_much_as_fast_as_it_goes_takes_many_minutes() throws Exception {
        String month = "BTCUSDT=" + file("month.csv", 1_000_001);
        String compressed = file("month.csv.gz", 250_001);

        assertThat(replay(List.of(month), null, null).manyMinutes()).isTrue();
        assertThat(replay(List.of(compressed), 0.0, null).manyMinutes()).isTrue();
        assertThat(replay(List.of(file("a.csv", 600_000), file("b.csv", 600_000)), null, null)
                        .manyMinutes())
                .as("both together")
                .isTrue();

        assertThat(replay(List.of(file("day.csv", 1_000_000)), null, null).manyMinutes())
                .isFalse();
        assertThat(replay(List.of(month), 60.0, null).manyMinutes())
                .as("it waits for the clock")
                .isFalse();
        assertThat(replay(List.of(month), null, Instant.parse("2024-08-04T00:00:00Z"))
                        .manyMinutes())
                .as("of part of a file nothing is known")
                .isFalse();
        assertThat(replay(List.of("BTCUSDT=" + folder.resolve("missing.csv")), null, null)
                        .manyMinutes())
                .isFalse();
    }

    @Test
    void a_comma_in_a_path_is_none_between_two_files() {
        assertThat(replay(List.of("/data/a, b/btc.csv", "ETHUSDT=/data/c\\d.csv"), null, null)
                        .environment())
                .containsEntry("FFE_MARKET_DATA_FEED_FILES", "/data/a\\, b/btc.csv,ETHUSDT=/data/c\\\\d.csv");
    }

    @Test
    void an_empty_name_for_the_folder_of_runs_is_none() {
        assertThat(Home.state(folder, "")).isEqualTo(folder.resolve(".ffe")).isEqualTo(Home.state(folder, null));
        assertThat(Home.state(folder, "/elsewhere")).isEqualTo(Path.of("/elsewhere"));
    }

    private static FeedOptions replay(List<String> files, @Nullable Double speed, @Nullable Instant from) {
        return new FeedOptions(Kind.REPLAY, files, List.of(), List.of(), from, null, speed, null, null);
    }

    private String file(String name, int bytes) throws IOException {
        return Files.write(folder.resolve(name), new byte[bytes]).toString();
    }
}
