package io.ffe.pipeline.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Files of the project, by their path from its root. */
public final class ProjectFiles {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOT = root();

    private ProjectFiles() {}

    static Path path(String relative) {
        return ROOT.resolve(relative);
    }

    public static String text(String relative) {
        try {
            return Files.readString(path(relative));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static JsonNode json(String relative) {
        try {
            return JSON.readTree(text(relative));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(relative + " is not JSON", unreadable);
        }
    }

    public static JsonNode yaml(String relative) {
        return parsedYaml(text(relative));
    }

    /** With anchors and merge keys resolved; a key that is there twice is an error. */
    static JsonNode parsedYaml(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Object tree = new Yaml(new SafeConstructor(options)).load(text);
        return JSON.valueToTree(tree);
    }

    /** The documents of a file that has several, in their order. */
    public static List<JsonNode> yamlDocuments(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<JsonNode> documents = new ArrayList<>();
        DumperOptions unused = new DumperOptions();
        new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new TimesAreText())
                .loadAll(text)
                .forEach(tree -> documents.add(JSON.valueToTree(tree)));
        return documents;
    }

    /** As Kubernetes reads YAML, where Kustomize leaves a time without quotes. */
    private static final class TimesAreText extends Resolver {

        @Override
        public void addImplicitResolver(Tag tag, Pattern form, String first, int limit) {
            if (tag != Tag.TIMESTAMP) {
                super.addImplicitResolver(tag, form, first, limit);
            }
        }
    }

    /** Files in a folder with this ending, in the order of their names. */
    static List<String> in(String folder, String ending) {
        try (Stream<Path> files = Files.list(path(folder))) {
            return files.map(file -> folder + "/" + file.getFileName())
                    .filter(name -> name.endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("docker-compose.yml"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no docker-compose.yml at or above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }
}
