package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Prometheus takes its files, the rules fire when they should, and everything that runs is scraped. */
class PrometheusFilesTest {

    private static final String AUDITOR = "auditor";

    private static boolean promtool;

    @BeforeAll
    static void look_for_promtool() {
        try {
            promtool = run(List.of("promtool", "--version")).isEmpty();
        } catch (IOException absent) {
            promtool = false;
        }
    }

    @Test
    void every_service_of_the_compose_file_and_the_auditor_are_scraped() {
        Set<String> expected = new TreeSet<>(ComposeFile.read().modules());
        expected.add(AUDITOR);
        assertThat(ComposeFile.read().services()).containsKey(AUDITOR);
        assertThat(scrapedServices()).isEqualTo(expected);
    }

    @Test
    void every_alert_says_how_bad_it_is_what_happened_and_what_to_do() {
        List<JsonNode> alerts = new ArrayList<>();
        for (JsonNode group :
                ProjectFiles.yaml("deploy/prometheus/rules/ffe.yml").path("groups")) {
            group.path("rules").forEach(rule -> {
                if (rule.has("alert")) {
                    alerts.add(rule);
                }
            });
        }

        assertThat(alerts).isNotEmpty().allSatisfy(alert -> {
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
            assertThat(alert.at("/annotations/description").asText()).isNotBlank();
        });
    }

    @Test
    void every_alert_has_a_test() {
        String tests = ProjectFiles.text("deploy/prometheus/tests/ffe.test.yml");

        assertThat(ProjectFiles.yaml("deploy/prometheus/rules/ffe.yml").findValuesAsText("alert"))
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(tests).contains("alertname: " + alert + "\n"));
    }

    @Test
    void prometheus_takes_its_configuration_and_rules() throws IOException {
        assumePromtool();
        assertThat(run(List.of("promtool", "check", "config", file("deploy/prometheus/prometheus.yml"))))
                .isEmpty();
    }

    @Test
    void alerts_fire_when_they_should_and_not_before() throws IOException {
        assumePromtool();
        assertThat(run(List.of("promtool", "test", "rules", file("deploy/prometheus/tests/ffe.test.yml"))))
                .isEmpty();
    }

    /** Hosts of the job ffe: the modules, and the auditor. */
    static Set<String> scrapedServices() {
        Set<String> hosts = new TreeSet<>();
        for (JsonNode job :
                ProjectFiles.yaml("deploy/prometheus/prometheus.yml").path("scrape_configs")) {
            if (job.path("job_name").asText().equals("ffe")) {
                job.at("/static_configs/0/targets")
                        .forEach(target -> hosts.add(target.asText().replaceFirst(":.*", "")));
            }
        }
        return hosts;
    }

    private static void assumePromtool() {
        assumeTrue(promtool, "promtool is not installed: apt-get install prometheus");
    }

    private static String file(String relative) {
        return ProjectFiles.path(relative).toString();
    }

    /** What the command said when it failed, or nothing. */
    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return process.waitFor() == 0 ? "" : String.join(" ", command) + " failed:\n" + output;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
