package io.ffe.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.StandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With the JVM that runs this test, which is the one that services get. */
class StartCacheTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private Path jar;
    private StartCache cache;
    private @Nullable Process process;

    @BeforeEach
    void pack() throws Exception {
        jar = folder.resolve("app/quarkus-run.jar");
        StandIn.packTo(jar);
        cache = new StartCache(folder.resolve("start-cache"), jar);
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void what_a_running_process_has_loaded_is_where_the_next_starts_begin() throws Exception {
        assertThat(cache.options()).isEmpty();
        start(cache.optionsToMakeOne());

        assertThat(cache.make(process.toHandle(), () -> true)).isTrue();
        assertThat(process.isAlive()).as("it works on").isTrue();
        end();

        assertThat(cache.options()).singleElement().asString().startsWith("-XX:AOTCache=");
        assertThat(cache.optionsToMakeOne()).isEqualTo(cache.options());
        start(cache.options(), List.of("-XX:AOTMode=on"));
        assertThat(Files.readString(log()))
                .as("with AOTMode=on a cache that does not fit ends the JVM")
                .doesNotContain("error");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void what_is_only_read_from_it_is_not_copied_into_each_process() throws Exception {
        start(cache.optionsToMakeOne());
        assertThat(cache.make(process.toHandle(), () -> true)).isTrue();
        end();

        start(cache.options());

        assertThat(Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "maps")))
                .as("moved to another address all of it is written to")
                .anyMatch(mapping -> mapping.contains(" r--p ") && mapping.endsWith(".aot"));
    }

    @Test
    void a_process_that_ends_by_itself_leaves_one_too() throws Exception {
        start(cache.optionsToMakeOne());

        process.destroy();

        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(cache.options())
                .as("not before somebody said that it was complete")
                .isEmpty();
        assertThat(cache.keepWhatWasMade()).isTrue();
        assertThat(cache.options()).hasSize(1);
    }

    @Test
    void a_process_that_is_stopped_in_a_hurry_leaves_none_and_nobody_who_goes_on_with_it() throws Exception {
        start(cache.optionsToMakeOne());
        List<ProcessHandle> makers = new ArrayList<>();

        try (StartCache.GivenUp ignored = cache.giveUp(process.toHandle(), () -> false)) {
            process.destroy();
            assertThat(Deadline.in(LIMIT).await(() -> {
                        process.descendants().forEach(makers::add);
                        return !process.isAlive();
                    }))
                    .isTrue();
        }

        assertThat(makers).noneMatch(ProcessHandle::isAlive);
        assertThat(cache.keepWhatWasMade()).isFalse();
        assertThat(folder.resolve("start-cache")).isEmptyDirectory();
    }

    @Test
    void once_its_program_is_over_nothing_is_waited_for() throws Exception {
        start(cache.optionsToMakeOne());
        BooleanSupplier over = LogTail.says(log(), "stand-in stopped in ");

        try (StartCache.GivenUp ignored = cache.giveUp(process.toHandle(), over)) {
            assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
            Files.writeString(log(), "stand-in stopped in 0.1s\n", StandardOpenOption.APPEND);
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }

        assertThat(process.exitValue()).as("killed").isEqualTo(137);
        assertThat(folder.resolve("start-cache")).isEmptyDirectory();
    }

    @Test
    void what_was_given_up_while_it_was_made_is_not_kept() throws Exception {
        start(cache.optionsToMakeOne());

        assertThat(cache.make(process.toHandle(), () -> false)).isFalse();

        assertThat(cache.options()).isEmpty();
    }

    @Test
    void a_cache_of_another_build_is_not_found() throws Exception {
        start(cache.optionsToMakeOne());
        cache.make(process.toHandle(), () -> true);

        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));

        assertThat(cache.options()).isEmpty();
    }

    @Test
    void of_a_process_that_was_not_started_for_it_none_is_made() throws Exception {
        start(List.of());

        assertThat(cache.make(process.toHandle(), () -> true)).isFalse();
    }

    @SafeVarargs
    private final void start(List<String>... options) throws Exception {
        List<String> command = JavaCommand.ofJar(jar, "stand-in", "64m", List.of(), List.of());
        for (List<String> more : options) {
            command = JavaCommand.with(more, command);
        }
        Files.deleteIfExists(log());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile());
        builder.environment().put("QUARKUS_HTTP_PORT", String.valueOf(Ports.anyFree()));
        process = builder.start();
        assertThat(Deadline.in(LIMIT).await(() -> listening() || !process.isAlive()))
                .isTrue();
        assertThat(listening()).as("started with " + command).isTrue();
    }

    private boolean listening() {
        return LogTail.raw(log(), 5).stream().anyMatch(line -> line.startsWith("listening"));
    }

    private Path log() {
        return folder.resolve("stand-in.log");
    }
}
