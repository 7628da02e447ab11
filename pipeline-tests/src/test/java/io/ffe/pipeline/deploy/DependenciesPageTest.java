package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/dependencies.md} says of each dependency why it is there, and of none that is gone. */
class DependenciesPageTest {

    private static final Pattern DECLARED = Pattern.compile(
            "<(?:dependency|plugin|path)>(?:(?!</(?:dependency|plugin|path)>).)*?<artifactId>([^<]+)</artifactId>",
            Pattern.DOTALL);

    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    /** The first name after the parent's. */
    private static final Pattern OWN_NAME = Pattern.compile(
            "(?:</parent>|<modelVersion>[^<]*</modelVersion>)\\s*(?:<groupId>[^<]+</groupId>\\s*)?<artifactId>([^<]+)<");

    @Test
    void every_dependency_has_its_line_and_every_line_its_dependency() {
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

    private static Set<String> declared() {
        Set<String> names = new TreeSet<>();
        Set<String> modules = new TreeSet<>();
        read("", names, modules);
        names.removeAll(modules);
        return names;
    }

    /** What one module declares, and the modules within it, those of profiles too. */
    private static void read(String folder, Set<String> names, Set<String> modules) {
        String pom = ProjectFiles.text(folder + "pom.xml");
        Matcher own = OWN_NAME.matcher(pom);
        assertThat(own.find()).as("a name in %spom.xml", folder).isTrue();
        modules.add(own.group(1));
        Matcher declared = DECLARED.matcher(pom);
        while (declared.find()) {
            names.add(declared.group(1));
        }
        Matcher within = MODULE.matcher(pom);
        while (within.find()) {
            read(folder + within.group(1) + "/", names, modules);
        }
    }
}
