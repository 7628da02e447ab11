package io.ffe.decision.llm;

import io.ffe.schema.id.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A published prompt: the instructions to the model, with id, version and the hash of the file. A published version never
 * changes; {@code prompts/published.properties} holds each one's hash and a file that differs stops the start.
 */
record Prompt(String id, String version, String hash, String instructions) {

    private static final Pattern NAME = Pattern.compile("([a-z][a-z0-9-]{0,40})-(\\d+\\.\\d+\\.\\d+)");

    /**
     * @param name id and version, as in {@code entry-1.1.0}
     * @throws IllegalStateException when the version is not published or its file has changed since
     */
    static Prompt load(String name) {
        Matcher parts = NAME.matcher(name);
        Properties published = published();
        if (!parts.matches() || !published.containsKey(name)) {
            throw new IllegalStateException("prompt is '" + name + "', expected one that is published: "
                    + new TreeSet<>(published.stringPropertyNames()));
        }
        return load(parts.group(1), parts.group(2), published);
    }

    static Prompt load(String id, String version, Properties hashes) {
        byte[] file = read("/prompts/" + id + "-" + version + ".txt");
        String hash = Ids.sha256Hex(file);
        String published = hashes.getProperty(id + "-" + version);
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
