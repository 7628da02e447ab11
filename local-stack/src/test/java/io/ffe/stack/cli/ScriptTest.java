package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.run.Home;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the script that find a JDK, run by bash against folders made for the purpose. */
class ScriptTest {

    private static final Path SCRIPT = Home.locate().root().resolve("ffe");

    @TempDir
    Path machine;

    record Result(int exit, String out, String err) {}

    @Test
    void a_jdk_that_is_new_enough_is_found_where_systems_put_them() throws Exception {
        jdk("usr/lib/jvm/java-17", "JAVA_VERSION=\"17.0.15\"");
        Path good = jdk("usr/lib/jvm/temurin-25", "JAVA_VERSION=\"25.0.3\"");

        Result result = findJdk(Map.of());

        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualTo(good.toString());
    }

    @Test
    void java_home_comes_first_and_is_passed_over_when_it_is_too_old() throws Exception {
        Path old = jdk("usr/lib/jvm/java-17", "JAVA_VERSION=\"17.0.15\"");
        Path newer = jdk("opt/jdk-26", "JAVA_VERSION=\"26\"");
        Path named = jdk("mine", "JAVA_VERSION=\"25.0.1\"");

        assertThat(findJdk(Map.of("JAVA_HOME", named.toString())).out()).isEqualTo(named.toString());
        assertThat(findJdk(Map.of("JAVA_HOME", old.toString())).out()).isEqualTo(newer.toString());
    }

    @Test
    void a_jdk_without_a_release_file_is_asked_itself() throws Exception {
        Path good = jdk("home/.sdkman/candidates/java/25-tem", null);

        assertThat(findJdk(Map.of()).out()).isEqualTo(good.toString());
    }

    @Test
    void java_in_the_path_is_followed_to_its_home() throws Exception {
        Path good = jdk("elsewhere/jdk-25", "JAVA_VERSION=\"25\"");
        Files.createSymbolicLink(
                Files.createDirectories(machine.resolve("bin")).resolve("java"), good.resolve("bin/java"));

        assertThat(findJdk(Map.of()).out()).isEqualTo(good.toString());
    }

    @Test
    void a_runtime_without_compiler_does_not_count() throws Exception {
        Path jre = jdk("usr/lib/jvm/jre-25", "JAVA_VERSION=\"25\"");
        Files.delete(jre.resolve("bin/javac"));

        assertThat(findJdk(Map.of()).exit()).isEqualTo(1);
    }

    @Test
    void without_any_it_says_what_it_saw_and_where_to_get_one() throws Exception {
        Path old = jdk("usr/lib/jvm/java-17", "JAVA_VERSION=\"17.0.15\"");

        Result result = findJdk(Map.of());

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .contains("no JDK 25 or later", old + " is 17", "adoptium.net", "sdk install java 25", "JAVA_HOME");
    }

    @Test
    void without_a_home_folder_the_systems_jdk_is_found() throws Exception {
        Path good = jdk("usr/lib/jvm/temurin-25", "JAVA_VERSION=\"25.0.3\"");

        Result result = findJdk(Map.of(), "unset HOME; find_jdk");

        assertThat(result.out()).isEqualTo(good.toString());
        assertThat(result.err()).isEmpty();
    }

    @Test
    void through_a_link_and_with_a_cdpath_the_project_is_where_the_script_is() throws Exception {
        Path link = Files.createSymbolicLink(machine.resolve("ffe"), SCRIPT);
        Files.createDirectories(machine.resolve("other/project"));
        Path project = Files.createDirectories(machine.resolve("here/project"));
        Files.copy(SCRIPT, project.resolve("ffe"));

        assertThat(run(new ProcessBuilder("/bin/bash", "-c", "FFE_SOURCED=1 source '" + link + "'; echo $root"))
                        .out())
                .isEqualTo(SCRIPT.getParent().toString());
        ProcessBuilder elsewhere =
                new ProcessBuilder("/bin/bash", "-c", "FFE_SOURCED=1 source project/ffe; echo $root");
        elsewhere.directory(project.getParent().toFile());
        elsewhere.environment().put("CDPATH", machine.resolve("other").toString());
        assertThat(run(elsewhere).out()).isEqualTo(project.toString());
    }

    @Test
    void where_the_locale_knows_only_ascii_paths_are_utf_8_all_the_same() throws Exception {
        for (Map.Entry<String, String> locale :
                Map.of("C", "C.UTF-8", "C.UTF-8", "", "", "C.UTF-8").entrySet()) {
            ProcessBuilder builder = new ProcessBuilder(
                    "/bin/bash", "-c", "FFE_SOURCED=1 source '" + SCRIPT + "'; utf8_paths; echo \"${LC_ALL:-}\"");
            builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
            builder.environment().put("LANG", locale.getKey());

            assertThat(run(builder).out()).as("LANG=" + locale.getKey()).isEqualTo(locale.getValue());
        }
    }

    @Test
    void help_needs_neither_a_jdk_nor_a_build() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", SCRIPT.toString(), "--help");
        builder.environment().remove("JAVA_HOME");

        Result result = run(builder);

        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualTo(Commands.helpText().strip());
    }

    @Test
    void a_test_run_ends_with_what_it_ran_and_how_long_that_took() throws Exception {
        assertThat(runTests(0, "").err())
                .contains("Passed: the short versions, in ", "Not run: the long versions", "./ffe test --full");
        assertThat(runTests(0, "--full").err())
                .contains("Passed: the long versions too, in ")
                .doesNotContain("Not run");
        Result failed = runTests(1, "--full -pl risk-service");
        assertThat(failed.err()).contains("FAILED: the long versions too, only with -pl risk-service, after ");
        assertThat(failed.exit()).isEqualTo(1);
    }

    @Test
    void a_build_names_each_module_as_it_begins_and_says_how_long_each_took() throws Exception {
        program(machine.resolve("mvnw"), """
                echo '[INFO] Building FFE market data 0.1.0-SNAPSHOT        [5/10]'
                echo '[INFO] Building FFE risk 0.1.0-SNAPSHOT               [7/10]'
                echo '[INFO] FFE market data .................................... SUCCESS [ 47.404 s]'
                echo '[INFO] FFE risk ........................................... FAILURE [02:33 min]'
                echo '[ERROR] BarTest.it_holds:12'
                sleep 1; exit 1""");

        Result result = run(new ProcessBuilder(
                "/bin/bash",
                "-c",
                "FFE_SOURCED=1 source '" + SCRIPT + "'; root='" + machine + "'; maven_with_progress Testing '"
                        + machine.resolve("log") + "' verify"));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err().lines())
                .anyMatch(line -> line.matches("Testing  \\d s  \\[5/10] FFE market data"))
                .anyMatch(line -> line.matches("Testing  \\d s  \\[7/10] FFE risk"))
                .anyMatch(line -> line.matches(" +FFE market data +success +47.404 s"))
                .anyMatch(line -> line.matches(" +FFE risk +failure +02:33 min"))
                .contains("[ERROR] BarTest.it_holds:12");
    }

    /** Where there is none, the wrapper's Maven could not be unpacked, and the wrapper says that it is compromised. */
    @Test
    void without_unzip_the_jdk_unpacks_and_programs_can_be_run() throws Exception {
        Path archive = machine.resolve("maven.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("apache-maven-3.9.11/bin/mvn"));
            zip.write("#!/bin/sh\necho unpacked\n".getBytes(StandardCharsets.UTF_8));
        }
        Path folder = Files.createDirectories(machine.resolve("unpacked"));

        Result result = findJdk(
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                "provide_unzip; unzip -q '" + archive + "' -d '" + folder + "'; '" + folder
                        + "/apache-maven-3.9.11/bin/mvn'");

        assertThat(result.out()).as(result.err()).isEqualTo("unpacked");
    }

    /** With a Maven that does nothing but end as asked. */
    private Result runTests(int status, String arguments) throws Exception {
        Path log = Files.createFile(machine.resolve("log-" + status + arguments.length()));
        ProcessBuilder builder = new ProcessBuilder(
                "/bin/bash",
                "-c",
                "FFE_SOURCED=1 source '" + SCRIPT + "'; maven_with_progress() { return " + status + "; }; run_tests "
                        + arguments);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("FFE_TEST_LOG", log.toString());
        return run(builder);
    }

    private Result findJdk(Map<String, String> environment) throws Exception {
        return findJdk(environment, "find_jdk");
    }

    private Result findJdk(Map<String, String> environment, String command) throws Exception {
        Path tools = Files.createDirectories(machine.resolve("bin"));
        for (String tool : new String[] {"bash", "sed", "head", "dirname", "readlink", "cat", "chmod"}) {
            Path real = Files.exists(Path.of("/usr/bin", tool)) ? Path.of("/usr/bin", tool) : Path.of("/bin", tool);
            program(tools.resolve(tool), "exec " + real + " \"$@\"");
        }
        ProcessBuilder builder =
                new ProcessBuilder("/bin/bash", "-c", "FFE_SOURCED=1 source '" + SCRIPT + "'; " + command);
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", tools.toString(),
                        "HOME", machine.resolve("home").toString(),
                        "FFE_JDK_PREFIX", machine.toString()));
        builder.environment().putAll(environment);
        return run(builder);
    }

    private static Result run(ProcessBuilder builder) throws Exception {
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), out.strip(), err.strip());
    }

    private Path jdk(String folder, String release) throws Exception {
        Path home = Files.createDirectories(machine.resolve(folder));
        Files.createDirectories(home.resolve("bin"));
        for (String program : new String[] {"java", "javac"}) {
            program(home.resolve("bin").resolve(program), "echo 'openjdk version \"25.0.3\" 2026' >&2");
        }
        if (release != null) {
            Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\n" + release + "\n");
        }
        return home;
    }

    private static void program(Path file, String script) throws Exception {
        Files.writeString(file, "#!/bin/bash\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
