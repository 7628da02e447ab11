package io.ffe.decision.llm;

import io.ffe.schema.id.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * A published prompt: the instructions to the model, with id, version and the hash of the file. A published version never
 * changes; {@code prompts/published.properties} holds each one's hash and a file that differs stops the start.
 */
record Prompt(String id, String version, String hash, String instructions) {

    /** @throws IllegalStateException when the version is not published or its file has changed since */
    static Prompt load(String id, String version) {
        byte[] file = read("/prompts/" + id + "-" + version + ".txt");
        String hash = Ids.sha256Hex(file);
        String published = published().getProperty(id + "-" + version);
        if (!hash.equals(published)) {
            throw new IllegalStateException("prompt " + id + "-" + version + " has hash " + hash
                    + ", expected the published " + published + ": give a changed prompt a new version");
        }
        return new Prompt(id, version, hash, new String(file, StandardCharsets.UTF_8));
    }

    String name() {
        return id + "-" + version;
    }

    private static Properties published() {
        Properties hashes = new Properties();
        try (InputStream file = Prompt.class.getResourceAsStream("/prompts/published.properties")) {
            hashes.load(file);
        } catch (IOException failed) {
            throw new UncheckedIOException("prompts/published.properties is not readable", failed);
        }
        return hashes;
    }

    private static byte[] read(String resource) {
        try (InputStream file = Prompt.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("prompt " + resource + " does not exist");
            }
            return file.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException("prompt " + resource + " is not readable", failed);
        }
    }
}
