package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
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
