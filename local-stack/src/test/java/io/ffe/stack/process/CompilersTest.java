package io.ffe.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompilersTest {

    private static final List<String> COMMAND =
            JavaCommand.ofJar(Path.of("app.jar"), "stand-in", "192m", List.of(), List.of());

    @Test
    void a_service_starts_small_and_with_the_quick_compiler() {
        assertThat(Compilers.FIRST.in(COMMAND)).contains("-Xmx192m", "-Xms64m", "-XX:TieredStopAtLevel=1");
    }

    @Test
    void a_replay_of_many_minutes_has_both_compilers_and_its_whole_heap_at_once() {
        assertThat(Compilers.BOTH.in(COMMAND))
                .contains("-Xmx192m", "-XX:+UseSerialGC")
                .noneMatch(option -> option.startsWith("-Xms") || option.startsWith("-XX:TieredStopAtLevel"));
    }
}
