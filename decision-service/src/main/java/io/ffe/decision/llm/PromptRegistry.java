package io.ffe.decision.llm;

import io.ffe.schema.id.Ids;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All published prompts: those that are bundled, and those of a folder of the operator's. Beside the files lies a lock,
 * {@code published.properties}, with the SHA-256 of each: a file that differs from its line, or is gone, stops the start whether
 * the prompt is in use or not. What has no line is a draft and cannot be used.
 */
final class PromptRegistry {

    static final String LOCK = "published.properties";

    private static final String BUNDLED = "/prompts/";
    private static final Pattern NAME = Pattern.compile("([a-z][a-z0-9-]{0,40})-(\\d{1,4}\\.\\d{1,4}\\.\\d{1,4})");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final Map<String, Prompt> prompts;
    private final String places;

    private PromptRegistry(Map<String, Prompt> prompts, String places) {
        this.prompts = prompts;
        this.places = places;
    }

    /**
     * Reads and checks everything that is published.
     *
     * @param folder of the operator's; empty for the bundled ones alone
     * @throws IllegalStateException that names every file that is not what was published
     */
    static PromptRegistry open(Optional<Path> folder) {
        return open(folder, name -> read(BUNDLED + name));
    }

    /** @param bundled gives the bytes of a bundled file, null when there is none */
    static PromptRegistry open(Optional<Path> folder, Function<String, byte @Nullable []> bundled) {
        Map<String, Prompt> prompts = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        take(prompts, problems, "bundled", bundled);
        folder.ifPresent(path -> take(prompts, problems, path.toString(), name -> read(path.resolve(name))));
        if (!problems.isEmpty()) {
            throw new IllegalStateException("published prompts are not what was published:\n  "
                    + String.join("\n  ", problems)
                    + "\nA published version never changes: put the file back as it was, and"
                    + " give a changed prompt a new version and a line of its own in " + LOCK);
        }
        return new PromptRegistry(
                prompts, folder.map(path -> "bundled and in " + path).orElse("bundled"));
    }

    private static void take(
            Map<String, Prompt> prompts,
            List<String> problems,
            String place,
            Function<String, byte @Nullable []> files) {
        byte[] lock = files.apply(LOCK);
        if (lock == null) {
            problems.add(place + ": " + LOCK + " is missing, expected a line NAME-1.0.0=SHA256 for each prompt");
            return;
        }
        Properties hashes = properties(lock);
        for (String name : new TreeSet<>(hashes.stringPropertyNames())) {
            String published = hashes.getProperty(name).strip();
            Matcher parts = NAME.matcher(name);
            byte[] file = parts.matches() ? files.apply(name + ".txt") : null;
            if (!parts.matches()) {
                problems.add(place + ": '" + name + "' in " + LOCK + " is no name, expected one as entry-1.1.0");
            } else if (!HASH.matcher(published).matches()) {
                problems.add(place + ": " + name + " has '" + published + "' in " + LOCK + ", expected a SHA-256");
            } else if (file == null) {
                problems.add(place + ": " + name + ".txt is missing, which was published with " + published);
            } else if (!Ids.sha256Hex(file).equals(published)) {
                problems.add(place + ": " + name + ".txt has hash " + Ids.sha256Hex(file) + ", expected the published "
                        + published);
            } else if (prompts.containsKey(name)) {
                problems.add(place + ": " + name + " is published already, expected another id or version");
            } else {
                prompts.put(
                        name,
                        new Prompt(
                                parts.group(1), parts.group(2), published, new String(file, StandardCharsets.UTF_8)));
            }
        }
    }

    /**
     * @param key that names it, for the error
     * @param name id and version, as in {@code entry-1.1.0}
     * @throws IllegalStateException when it is not published
     */
    Prompt prompt(String key, String name) {
        Prompt prompt = prompts.get(name);
        if (prompt == null) {
            throw new IllegalStateException(key + " is '" + name + "', expected a prompt that is published (" + places
                    + "): " + prompts.keySet());
        }
        return prompt;
    }

    /** All of them, by name. */
    List<Prompt> all() {
        return List.copyOf(prompts.values());
    }

    private static Properties properties(byte[] lock) {
        Properties hashes = new Properties();
        try (InputStream bytes = new ByteArrayInputStream(lock)) {
            hashes.load(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalStateException(LOCK + " is not readable: " + malformed.getMessage(), malformed);
        }
        return hashes;
    }

    private static byte @Nullable [] read(String resource) {
        try (InputStream file = PromptRegistry.class.getResourceAsStream(resource)) {
            return file == null ? null : file.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException("prompt " + resource + " is not readable", failed);
        }
    }

    private static byte @Nullable [] read(Path file) {
        try {
            return Files.exists(file) ? Files.readAllBytes(file) : null;
        } catch (IOException failed) {
            throw new UncheckedIOException("prompt " + file + " is not readable", failed);
        }
    }
}
