package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Market-data dies a hundred times, anywhere, in a replay of real ticks with news in them. What it publishes is what it
 * publishes in peace: every bar and every snapshot, by coreHash, and with them everything that later stages make of them.
 *
 * <p>Needs the recording, in {@code FFE_SHARED} or beside the project. {@code -Dffe.test.seed} gives other moments.
 */
@EnabledIfSystemProperty(
        named = "ffe.test.full",
        matches = "true",
        disabledReason = "takes a quarter of an hour: ./ffe test --full")
class MarketDataKillsST {

    private static final int KILLS = 100;
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final String TICKS = "data/fx/eurusd_oanda_ticks_20140501_08.csv.gz";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path state;

    private static FeedOptions feed() {
        Optional<Path> file = Stream.of(
                        Optional.ofNullable(System.getenv("FFE_SHARED")).orElse("../../shared"), "../shared")
                .map(folder -> Path.of(folder).resolve(TICKS).toAbsolutePath().normalize())
                .filter(Files::isReadable)
                .findFirst();
        assumeTrue(file.isPresent(), "the recorded ticks are not on this machine");
        return new FeedOptions(
                FeedOptions.Kind.REPLAY,
                List.of("EURUSD=" + file.orElseThrow()),
                List.of(),
                List.of(),
                Instant.parse("2014-05-01T00:00:00Z"),
                null,
                0.0,
                null,
                null);
    }

    @Test
    void a_hundred_deaths_change_no_bar_and_no_snapshot() throws Exception {
        long seed = Long.getLong("ffe.test.seed", 20_261_128L);
        Story peace;
        try (Pipeline pipeline = Pipeline.start(state.resolve("peaceful"), "peaceful", feed())) {
            pipeline.awaitEnd(LIMIT);
            peace = Story.of(pipeline.journal());
        }
        System.out.println("market-data kills: in peace " + peace.lines().size() + " events; seed " + seed
                + ", to repeat: -Dit.test=MarketDataKillsST -Dffe.test.full=true -Dffe.test.seed=" + seed);
        Random random = new Random(seed);
        int kills = 0;
        try (Pipeline pipeline = Pipeline.start(state.resolve("killed"), "killed", feed())) {
            while (kills < KILLS && !over(pipeline)) {
                // From its first moments on, when it restores and catches up, to well into its work.
                Thread.sleep(200 + random.nextInt(2_300));
                pipeline.kill(Service.MARKET_DATA);
                kills++;
                if (kills % 10 == 0) {
                    System.out.println("market-data kills: " + kills + " of " + KILLS);
                }
                pipeline.awaitReady(Service.MARKET_DATA, SOON);
            }
            pipeline.awaitEnd(LIMIT);

            assertThat(Story.of(pipeline.journal()).differences(peace)).isEmpty();
            assertThat(pipeline.audit().violations()).isEmpty();
        }
        assertThat(kills).as("deaths before the replay was over").isEqualTo(KILLS);
        System.out.println("market-data kills: " + kills + " deaths, no difference, audit clean");
    }

    private static boolean over(Pipeline pipeline) throws InterruptedException {
        return pipeline.replay().filter(replay -> replay.over()).isPresent();
    }
}
