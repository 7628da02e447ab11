package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One host: units give a service little, the proxy lets nobody to the venue, and what CI runs is what anybody can run. */
class HostFilesTest {

    private static final String HOST = "deploy/host/";
    private static final String CI = ".github/workflows/ci.yml";

    @ParameterizedTest
    @ValueSource(strings = {"ffe@.service", "ffe-tokens.service"})
    void a_unit_is_no_root_writes_to_its_own_folder_and_comes_back(String unit) {
        List<String> lines = ProjectFiles.text(HOST + unit).lines().toList();

        assertThat(lines)
                .contains(
                        "NoNewPrivileges=yes",
                        "CapabilityBoundingSet=",
                        "ProtectSystem=strict",
                        "ProtectHome=yes",
                        "PrivateTmp=yes",
                        "StateDirectoryMode=0700",
                        "Restart=always")
                .anyMatch(line -> line.matches("User=ffe(-tokens)?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffe@.service", "ffe-tokens.service", "ffe-backup.service"})
    void a_unit_has_a_limit_of_memory_and_threads(String unit) {
        assertThat(ProjectFiles.text(HOST + unit)).containsPattern("(?m)^MemoryMax=\\d+M$\n^TasksMax=\\d+$");
    }

    @Test
    void what_units_run_is_installed_by_the_page_and_no_package_s_folder_of_java_is_written_down() {
        String page = ProjectFiles.text("docs/host.md");
        for (String unit : ProjectFiles.in("deploy/host", ".service")) {
            String program = ProjectFiles.text(unit)
                    .lines()
                    .filter(line -> line.startsWith("ExecStart="))
                    .collect(Collectors.joining())
                    .replaceFirst("ExecStart=/opt/ffe/bin/([a-z-]+).*", "$1");
            assertThat(page).containsPattern("sudo install .*deploy/(host|images)/" + program + "\\b.* /opt/ffe/bin/");
        }
        assertThat(List.of("ffe", "ffe-java", "run-service", "backup"))
                .allSatisfy(
                        program -> assertThat(ProjectFiles.path(HOST + program)).isExecutable())
                .allSatisfy(program ->
                        assertThat(ProjectFiles.text(HOST + program)).doesNotContainPattern("/usr/lib/jvm/[a-z]"));
    }

    @Test
    void java_is_found_under_whatever_name_a_package_gives_it_and_an_older_one_is_passed_over(@TempDir Path root)
            throws Exception {
        java(root, "java-21-openjdk-amd64", 21);
        java(root, "temurin-25-jdk-amd64", 25);

        assertThat(run(root)).isEqualTo("temurin-25-jdk-amd64 -version");
    }

    @Test
    void without_java_a_start_says_what_to_install(@TempDir Path root) throws Exception {
        java(root, "java-21-openjdk-amd64", 21);

        assertThat(run(root))
                .startsWith("no Java 25 was found")
                .contains("temurin-25-jdk", "JAVA_HOME in /etc/ffe/run.env");
    }

    /** A JDK that says under which name it was run, and with what. */
    private static void java(Path root, String name, int version) throws IOException {
        Path home = Files.createDirectories(root.resolve("usr/lib/jvm").resolve(name));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
        Path program = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(program, "#!/bin/sh\necho " + name + " \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private static String run(Path root) throws IOException, InterruptedException {
        ProcessBuilder program =
                new ProcessBuilder(ProjectFiles.path(HOST + "ffe-java").toString(), "-version");
        program.environment().remove("JAVA_HOME");
        program.environment().put("FFE_JDK_PREFIX", root.toString());
        Process process = program.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        return said;
    }

    @Test
    void a_backup_is_databases_first_topics_after_them_and_has_its_name_when_it_is_whole() {
        String backup = ProjectFiles.text(HOST + "backup");

        assertThat(List.of(
                        "pg_basebackup", "systemctl stop kafka", "tar -C \"$topics\"", "SHA256SUMS)", "mv \"$part\""))
                .isSortedAccordingTo(Comparator.comparingInt(backup::indexOf))
                .allSatisfy(step -> assertThat(backup).contains(step));
        assertThat(backup).doesNotContain("journal.jsonl");
        assertThat(ProjectFiles.text("docs/disaster-recovery.md")).doesNotContain("systemd units of `deploy/host`).");
    }

    @Test
    void the_examples_of_one_host_name_a_feed_and_a_venue_that_fit_the_origin() {
        assertThat(ProjectFiles.text(HOST + "run.env.example")).contains("\nFFE_RUN_ORIGIN=live\n");
        assertThat(ProjectFiles.text(HOST + "market-data-service.env.example"))
                .contains("\nFFE_MARKET_DATA_FEED_KIND=live\n", "\nFFE_MARKET_DATA_FEED_SYMBOLS=");
        assertThat(ProjectFiles.text(HOST + "execution-service.env.example"))
                .contains("\nFFE_EXECUTION_VENUE_NAME=paper\n");
    }

    @Test
    void the_long_tests_and_the_scan_run_every_night_and_images_are_made_both_ways() {
        JsonNode ci = ProjectFiles.yaml(CI);
        // YAML's word for "on".
        assertThat(ci.at("/true/schedule/0/cron").asText()).matches("[0-9]+ [0-9]+ \\* \\* \\*");

        assertThat(ci.at("/jobs/nightly").findValuesAsText("run"))
                .contains("./ffe test --full", ".ci/scan-dependencies");
        assertThat(ci.at("/jobs/images").findValuesAsText("run")).contains("./ffe images", "docker compose build");
    }

    @Test
    void services_do_not_run_as_the_user_that_holds_the_key() {
        assertThat(ProjectFiles.text(HOST + "ffe@.service")).contains("\nUser=ffe\n");
        assertThat(ProjectFiles.text(HOST + "ffe-tokens.service")).contains("\nUser=ffe-tokens\n");
    }

    @Test
    void what_a_service_is_told_is_what_it_can_be_told_and_passwords_are_left_to_fill_in() {
        Set<String> known = ConfigurationTable.environmentNames();
        for (String file : ProjectFiles.in("deploy/host", ".env.example")) {
            ProjectFiles.text(file)
                    .lines()
                    .filter(line -> line.contains("=") && !line.startsWith("#"))
                    .forEach(line -> {
                        String name = line.substring(0, line.indexOf('='));
                        if (name.startsWith("FFE_")) {
                            assertThat(known).as(file).contains(name);
                        }
                        if (name.endsWith("PASSWORD")) {
                            assertThat(line).as(file).endsWith("=");
                        }
                    });
        }
    }

    @Test
    void the_proxy_speaks_tls_only_and_hides_the_venue_and_the_open_endpoints() {
        String proxy = ProjectFiles.text(HOST + "nginx.conf.example");

        assertThat(proxy)
                .contains("ssl_protocols       TLSv1.2 TLSv1.3;", "return 308 https://", "location / { return 404; }")
                .contains("location ~ ^/[a-z-]+/q/ { return 404; }")
                .doesNotContain("18085");
    }

    @Test
    void every_step_of_ci_is_a_command_of_the_project_or_installs_what_one_needs() {
        List<String> commands = ProjectFiles.yaml(CI).findValuesAsText("run");

        assertThat(commands).contains(".ci/run").allSatisfy(command -> {
            String first = command.split(" ")[0];
            if (first.contains("/")) {
                assertThat(Files.isExecutable(ProjectFiles.path(first)))
                        .as(first)
                        .isTrue();
            } else {
                assertThat(command).matches("(?s)docker compose .*|sudo apt-get .*|go install .*");
            }
        });
        assertThat(ProjectFiles.yaml(CI).findValuesAsText("uses"))
                .allMatch(Pattern.compile("actions/[a-z-]+@v[0-9]+").asMatchPredicate());
    }
}
