package io.ffe.schema.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Javadoc of records, read from the sources: units and meanings are written once, there, and reach the schemas. */
final class RecordDocs {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern TAG = Pattern.compile("\\{@\\w+ #?([^}]*)}");

    private RecordDocs() {}

    /** The description of a record: the first sentence of its Javadoc. */
    static Optional<String> description(Class<?> type) {
        return javadoc(type)
                .map(text -> text.split("@param", 2)[0].split("(?<=\\.) |<p>", 2)[0].strip())
                .filter(text -> !text.isEmpty());
    }

    /** What {@code @param} says of a component. */
    static Optional<String> description(Class<?> type, String component) {
        Pattern param = Pattern.compile("@param " + component + "\\s(.*?)(?=@param|$)");
        return javadoc(type)
                .map(param::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1).strip());
    }

    /** What stands above a constant of an enum. */
    static String constant(Class<? extends Enum<?>> type, String name) {
        Matcher found =
                Pattern.compile("/\\*\\*([^/]*?)\\*/\\s*" + name + "\\b").matcher(source(type));
        if (!found.find()) {
            throw new IllegalStateException(type.getSimpleName() + "." + name + " has no Javadoc");
        }
        return plain(found.group(1));
    }

    /** The text constants of a class with what stands above each, in their order: value to meaning. */
    static Map<String, String> texts(Class<?> type) {
        Pattern constant = Pattern.compile(
                "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public static final String \\w+ = \"([^\"]+)\"", Pattern.DOTALL);
        Map<String, String> found = new LinkedHashMap<>();
        Matcher each = constant.matcher(source(type));
        while (each.find()) {
            found.put(each.group(2), plain(each.group(1)));
        }
        return found;
    }

    private static Optional<String> javadoc(Class<?> type) {
        String kind = type.isEnum() ? "enum" : "record";
        Pattern block = Pattern.compile(
                "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+\\s*)*public " + kind + " " + type.getSimpleName() + "\\b",
                Pattern.DOTALL);
        Matcher found = block.matcher(source(type));
        if (!found.find()) {
            return Optional.empty();
        }
        return Optional.of(plain(found.group(1)));
    }

    private static String plain(String javadoc) {
        String text = javadoc.replaceAll("\\s*\\n\\s*\\*\\s?", " ").strip();
        return TAG.matcher(text).replaceAll("$1").replaceAll("\\s+", " ");
    }

    private static String source(Class<?> type) {
        Path file = SOURCES.resolve(type.getNestHost().getName().replace('.', '/') + ".java");
        try {
            // Records that a test declares have no description.
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException broken) {
            throw new UncheckedIOException("no source of " + type.getName() + " at " + file.toAbsolutePath(), broken);
        }
    }
}
