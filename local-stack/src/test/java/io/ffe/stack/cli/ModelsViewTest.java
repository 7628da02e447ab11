package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.models.ModelReport;
import io.ffe.stack.models.ModelReport.Found;
import io.ffe.stack.models.ModelReport.Presence;
import io.ffe.stack.models.ModelReport.Server;
import io.ffe.stack.models.ModelReport.Trial;
import io.ffe.stack.view.Terminal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelsViewTest {

    private static final URI URL = URI.create("http://127.0.0.1:11434");

    @Test
    void a_server_with_one_model_of_two_is_shown_with_digest_trial_and_the_command_that_is_missing() {
        ModelReport report = new ModelReport(
                "FFE_DECISION_LLM_BASE_URL",
                List.of(new Server(URL, "0.18.2", List.of(), null)),
                List.of(
                        new Found(
                                "primary",
                                "llama3.2:3b-instruct-q4_0",
                                URL,
                                Presence.PRESENT,
                                "a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72",
                                2_019_393_189L,
                                "Q4_0",
                                new Trial(Duration.ofMillis(2300), Duration.ofMillis(1800), 80.4, null)),
                        new Found(
                                "fallback",
                                "llama3.2:1b-instruct-q4_0",
                                URL,
                                Presence.MISSING,
                                null,
                                null,
                                null,
                                null)),
                List.of("ollama pull llama3.2:1b-instruct-q4_0"));

        String shown = String.join("\n", ModelsView.lines(report, Terminal.system()));

        assertThat(shown)
                .contains("Ollama at http://127.0.0.1:11434 (FFE_DECISION_LLM_BASE_URL)   reachable, version 0.18.2")
                .contains("a80c4f17acd5 ")
                .contains("good after 2.3 s, of it 1.8 s to load, 80 tokens/s")
                .contains("missing")
                .endsWith("What to do\n  ollama pull llama3.2:1b-instruct-q4_0");
    }

    @Test
    void no_server_and_a_silent_one_are_told_apart() {
        Found unknown = new Found("primary", "a:1b", null, Presence.UNKNOWN, null, null, null, null);

        assertThat(ModelsView.lines(
                        new ModelReport("it is not set", List.of(), List.of(unknown), List.of("install")),
                        Terminal.system()))
                .startsWith("No Ollama server is configured (it is not set)");
        assertThat(ModelsView.lines(
                                new ModelReport(
                                        "the environment",
                                        List.of(new Server(URL, null, List.of(), "nobody listens there")),
                                        List.of(unknown),
                                        List.of("start it")),
                                Terminal.system())
                        .getFirst())
                .endsWith("not reachable: nobody listens there");
    }
}
