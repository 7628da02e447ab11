package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/dependencies.md} says of each dependency why it is there, and of none that is gone. */
class DependenciesPageTest {

    private static final Pattern DECLARED = Pattern.compile(
            "<(?:dependency|plugin|path)>(?:(?!</(?:dependency|plugin|path)>).)*?<artifactId>([^<]+)</artifactId>",
            Pattern.DOTALL);

    @Test
    void every_dependency_has_its_line_and_every_line_its_dependency() throws IOException {
        Set<String> explained = new TreeSet<>();
        Matcher quoted = Pattern.compile("`([a-z0-9_.-]+)`")
                .matcher(ProjectFiles.text("docs/dependencies.md")
                        .lines()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.split(" \\| ")[0])
                        .reduce("", (before, line) -> before + line + "\n"));
        while (quoted.find()) {
            explained.add(quoted.group(1));
        }

        assertThat(explained).as("docs/dependencies.md").containsExactlyInAnyOrderElementsOf(declared());
    }

    private static Set<String> declared() throws IOException {
        Set<String> names = new TreeSet<>();
        Set<String> modules = new TreeSet<>();
        try (Stream<Path> folders = Files.list(ProjectFiles.path(""))) {
            folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> Files.exists(ProjectFiles.path(name + "/pom.xml")))
                    .forEach(modules::add);
        }
        Matcher ofParent = DECLARED.matcher(ProjectFiles.text("pom.xml"));
        while (ofParent.find()) {
            names.add(ofParent.group(1));
        }
        for (String module : modules) {
            Matcher ofModule = DECLARED.matcher(ProjectFiles.text(module + "/pom.xml"));
            while (ofModule.find()) {
                names.add(ofModule.group(1));
            }
        }
        names.removeAll(modules);
        return names;
    }
}
