package io.ffe.decision;

import io.ffe.decision.llm.OllamaModels;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The prompts that are published, and what each is used for. */
@ApplicationScoped
public class PromptCatalogue {

    private final OllamaModels models;

    PromptCatalogue(OllamaModels models) {
        this.models = models;
    }

    /**
     * A published prompt.
     *
     * @param hash SHA-256 of its file, lower-case hex
     * @param use DECIDES, ARGUES, SHADOW, or NONE
     */
    public record Published(String id, String version, String hash, String use) {}

    /** All of them, by name. */
    public List<Published> all() {
        return models.prompts().stream()
                .map(each -> new Published(each.id(), each.version(), each.hash(), each.use()))
                .toList();
    }
}
