package io.ffe.decision.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.id.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptRegistryTest {

    @TempDir
    Path folder;

    @Test
    void a_prompt_of_the_operators_folder_is_there_beside_the_bundled_ones() throws IOException {
        publish("mine-1.0.0", "Answer HOLD.");

        PromptRegistry registry = PromptRegistry.open(Optional.of(folder));

        assertThat(registry.all())
                .extracting(Prompt::name)
                .containsExactly(
                        "debate-bear-1.0.0",
                        "debate-bull-1.0.0",
                        "debate-judge-1.0.0",
                        "entry-1.0.0",
                        "entry-1.1.0",
                        "mine-1.0.0");
        assertThat(registry.prompt("key", "mine-1.0.0"))
                .isEqualTo(new Prompt("mine", "1.0.0", sha256("Answer HOLD."), "Answer HOLD."));
    }

    @Test
    void every_file_that_is_not_what_was_published_is_named_at_once_whether_it_is_used_or_not() throws IOException {
        publish("mine-1.0.0", "Answer HOLD.");
        publish("mine-1.0.1", "Answer HOLD, please.");
        publish("entry-1.1.0", "Another text under a bundled name.");
        Files.writeString(folder.resolve("mine-1.0.0.txt"), "Answer BUY.");
        Files.delete(folder.resolve("mine-1.0.1.txt"));
        line("no-version", sha256("x"));
        line("mine-2.0.0", "soon");

        assertThatThrownBy(() -> PromptRegistry.open(Optional.of(folder)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("mine-1.0.0.txt has hash " + sha256("Answer BUY."))
                .hasMessageContaining("expected the published " + sha256("Answer HOLD."))
                .hasMessageContaining("mine-1.0.1.txt is missing")
                .hasMessageContaining("entry-1.1.0 is published already")
                .hasMessageContaining("'no-version' in published.properties is no name")
                .hasMessageContaining("mine-2.0.0 has 'soon'")
                .hasMessageContaining("new version");
    }

    @Test
    void a_changed_bundled_prompt_stops_the_start() {
        Map<String, String> files =
                Map.of("published.properties", "entry-1.0.0=" + sha256("before"), "entry-1.0.0.txt", "after");

        assertThatThrownBy(() -> PromptRegistry.open(
                        Optional.empty(),
                        name -> files.containsKey(name) ? files.get(name).getBytes(StandardCharsets.UTF_8) : null))
                .hasMessageContaining("bundled: entry-1.0.0.txt has hash");
    }

    @Test
    void a_folder_without_a_lock_and_a_draft_are_refused() throws IOException {
        assertThatThrownBy(() -> PromptRegistry.open(Optional.of(folder)))
                .hasMessageContaining(folder + ": published.properties is missing");
        publish("mine-1.0.0", "Answer HOLD.");
        Files.writeString(folder.resolve("mine-1.1.0.txt"), "A draft.");

        PromptRegistry registry = PromptRegistry.open(Optional.of(folder));

        assertThatThrownBy(() -> registry.prompt("ffe.decision.llm.shadow-prompt", "mine-1.1.0"))
                .hasMessageContaining("ffe.decision.llm.shadow-prompt is 'mine-1.1.0'")
                .hasMessageContaining("mine-1.0.0");
    }

    @Test
    void the_prompt_that_decides_cannot_be_on_trial_as_well() {
        assertThatThrownBy(() -> StubbedModels.of(Map.of("ffe.decision.llm.shadow-prompt", "entry-1.1.0")))
                .hasMessageContaining("which decides already");
    }

    private void publish(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name + ".txt"), text);
        line(name, sha256(text));
    }

    private void line(String name, String hash) throws IOException {
        Path lock = folder.resolve("published.properties");
        Files.writeString(lock, (Files.exists(lock) ? Files.readString(lock) : "") + name + "=" + hash + "\n");
    }

    private static String sha256(String text) {
        return Ids.sha256Hex(text.getBytes(StandardCharsets.UTF_8));
    }
}
