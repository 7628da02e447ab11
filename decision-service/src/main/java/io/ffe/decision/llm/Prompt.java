package io.ffe.decision.llm;

/**
 * A published prompt: the instructions to the model, with id, semantic version and the hash of the file. A published version never
 * changes, see {@link PromptRegistry}.
 */
record Prompt(String id, String version, String hash, String instructions) {

    String name() {
        return id + "-" + version;
    }
}
