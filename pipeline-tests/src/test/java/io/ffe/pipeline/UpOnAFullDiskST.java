package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ffe.schema.disk.SmallDisk;
import io.ffe.stack.Ffe;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./ffe up} with everything that it writes on one disk, which is full for a while. */
@EnabledIfSystemProperty(named = "ffe.test.full", matches = "true", disabledReason = "takes minutes: ./ffe test --full")
class UpOnAFullDiskST {

    private static final Duration STARTS_WITHIN = Duration.ofMinutes(5);
    private static final Duration SAID_WITHIN = Duration.ofSeconds(60);
    private static final Duration FULL_FOR = Duration.ofSeconds(20);
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    @Test
    void the_run_goes_on_by_itself_when_there_is_room_again() throws Exception {
        assumeTrue(SmallDisk.possible(), "a small disk of its own needs the right to mount");
        Path said = folder.resolve("said.txt");
        try (SmallDisk disk = SmallDisk.at(folder.resolve("state"), 1_200)) {
            Process up = up(disk.folder(), said);
            try {
                assertThat(Deadline.in(STARTS_WITHIN)
                                .await(() -> !up.isAlive() || text(said).contains("All services are ready")))
                        .as(text(said))
                        .isTrue();

                disk.fill();
                assertThat(Deadline.in(SAID_WITHIN).await(() -> text(said).contains("make room")))
                        .as(text(said))
                        .isTrue();
                assertThat(up.waitFor(FULL_FOR.toSeconds(), TimeUnit.SECONDS))
                        .as("ended while the disk was full: %s", text(said))
                        .isFalse();
                disk.makeRoom();

                assertThat(up.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS))
                        .as(text(said))
                        .isTrue();
                assertThat(up.exitValue()).as(text(said)).isZero();
                assertThat(text(said)).contains("The replay has ended.");
                assertThat(RunFolder.all(disk.folder().resolve("runs")))
                        .singleElement()
                        .satisfies(run ->
                                assertThat(run.record().orElseThrow().state()).isEqualTo(RunRecord.State.FINISHED));
            } finally {
                up.destroy();
                up.waitFor(STARTS_WITHIN.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private Process up(Path state, Path said) throws IOException {
        Home home = Home.locate();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Dffe.home=" + home.root(),
                        "-cp",
                        home.stackJar().toString(),
                        Ffe.class.getName(),
                        "up",
                        "--no-build",
                        "--until-end",
                        "--free-run",
                        "--speed",
                        "300",
                        "--from",
                        SwingingPrices.FIRST.plus(Duration.ofHours(14)).toString(),
                        "--replay",
                        "BTCUSDT=" + SwingingPrices.write(folder, "BTCUSDT", 60_000, 420, 19 * 60, 11))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("FFE_DIR", state.toString());
        return builder.start();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
