package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.run.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The crash matrix has every point that the code has, and no other. */
class CrashPointTest {

    /** {@code FailPoints.hit("execution.before-send")}, or with the stage in front: {@code hit(stage + ".received")}. */
    private static final Pattern HIT = Pattern.compile("FailPoints\\.hit\\((?:([\\w.()]+) \\+ )?\"([^\"]+)\"\\)");

    @Test
    void every_point_of_the_code_is_in_the_matrix_and_every_point_of_the_matrix_is_in_the_code() throws IOException {
        Set<String> whole = new TreeSet<>();
        Set<String> ofAnyStage = new TreeSet<>();
        for (Path source : sources()) {
            Matcher hit = HIT.matcher(Files.readString(source));
            while (hit.find()) {
                (hit.group(1) == null ? whole : ofAnyStage).add(hit.group(2));
            }
        }
        assertThat(ofAnyStage).isNotEmpty();
        Set<String> matrix =
                CrashPoint.ALL.stream().map(CrashPoint::name).collect(Collectors.toCollection(TreeSet::new));
        Set<String> shared = matrix.stream()
                .filter(name -> ofAnyStage.contains(name.substring(name.indexOf('.'))))
                .collect(Collectors.toSet());

        assertThat(matrix).containsAll(whole);
        assertThat(shared.stream().map(name -> name.substring(name.indexOf('.'))))
                .containsAll(ofAnyStage);
        assertThat(matrix.stream().filter(name -> !shared.contains(name))).containsExactlyInAnyOrderElementsOf(whole);
    }

    @Test
    void every_moment_has_a_point_but_for_the_one_that_only_a_dying_database_makes() {
        Set<CrashPoint.Moment> moments = new HashSet<>(Arrays.asList(CrashPoint.Moment.values()));
        CrashPoint.ALL.forEach(point -> moments.remove(point.moment()));
        assertThat(moments).containsExactly(CrashPoint.Moment.C4);
    }

    @Test
    void names_are_used_once() {
        assertThat(CrashPoint.ALL).extracting(CrashPoint::name).doesNotHaveDuplicates();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> modules = Files.list(Home.locate().root())) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .flatMap(CrashPointTest::javaFiles)
                    .toList();
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
