package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.ExecutionControl;
import io.ffe.execution.domain.ExecutionControl.Parameter;
import io.smallrye.config.ConfigMappings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The control map says what is so: its keys and its tests exist, and the page is made from it. */
class ControlMapTest {

    private static final Path PAGE = Path.of("..", "docs", "gates.md");
    private static final String BEGIN = "<!-- execution:begin -->\n";
    private static final String END = "<!-- execution:end -->\n";

    @ParameterizedTest
    @EnumSource(ExecutionControl.class)
    void each_control_names_tests_that_exist(ExecutionControl control) throws IOException {
        assertThat(control.tests()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(testClasses()).containsAll(control.tests());
    }

    @Test
    void each_parameter_sets_a_control_and_is_a_key_that_execution_knows() {
        Set<Parameter> used = EnumSet.noneOf(Parameter.class);
        Arrays.stream(ExecutionControl.values()).forEach(control -> used.addAll(control.parameters()));
        Set<String> keys = ConfigMappings.getProperties(
                        ConfigMappings.ConfigClass.configClass(ExecutionConfig.class, "ffe.execution"))
                .keySet();

        assertThat(used).containsExactly(Parameter.values());
        assertThat(keys)
                .containsAll(Arrays.stream(Parameter.values())
                        .map(parameter -> "ffe.execution." + parameter.key())
                        .toList());
    }

    @Test
    void the_page_about_gates_has_the_catalogue() throws IOException {
        String page = Files.readString(PAGE);
        String expected = page.substring(0, page.indexOf(BEGIN)) + BEGIN + table() + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, expected);
        }

        assertThat(Files.readString(PAGE))
                .as("docs/gates.md, written by: ./mvnw -pl execution-service -am test -Dtest=ControlMapTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true")
                .isEqualTo(expected);
    }

    private static String table() {
        StringBuilder table = new StringBuilder(
                "| control | holds for | asks that | set by | rule | proven by |\n|---|---|---|---|---|---|\n");
        for (ExecutionControl control : ExecutionControl.values()) {
            String keys = control.parameters().stream()
                    .map(parameter -> "`" + parameter.key() + "`")
                    .collect(Collectors.joining(", "));
            table.append("| `%s` | %s | %s | %s | %s | %s |%n"
                    .formatted(
                            control.name(),
                            control.scope().text(),
                            control.asks(),
                            keys.isEmpty() ? "-" : keys,
                            control.rule(),
                            String.join(", ", control.tests())));
        }
        return table.toString();
    }

    private static Set<String> testClasses() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }
}
