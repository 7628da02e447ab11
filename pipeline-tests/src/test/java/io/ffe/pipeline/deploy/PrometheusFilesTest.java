package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Prometheus takes its files, the rules fire when they should, and everything that runs is scraped. */
class PrometheusFilesTest {

    private static final String AUDITOR = "auditor";

    private static final String RULES = "deploy/prometheus/rules";
    private static final String TESTS = "deploy/prometheus/tests";
    private static final String RUNBOOKS = "docs/runbooks";
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

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
    void every_alert_says_how_bad_it_is_what_happened_and_where_to_read_on() {
        assertThat(alerts()).isNotEmpty().allSatisfy(alert -> {
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
            assertThat(alert.at("/annotations/description").asText()).isNotBlank();
            assertThat(alert.at("/annotations/runbook_url").asText())
                    .isEqualTo(page(alert.path("alert").asText()));
        });
    }

    @Test
    void every_alert_has_its_runbook_and_every_runbook_its_alert() {
        assertThat(ProjectFiles.in(RUNBOOKS, ".md"))
                .containsExactlyInAnyOrderElementsOf(
                        names().stream().map(PrometheusFilesTest::page).toList());
    }

    @Test
    void a_runbook_starts_with_the_command_to_run_and_its_links_lead_somewhere() {
        assertThat(ProjectFiles.in(RUNBOOKS, ".md")).allSatisfy(runbook -> {
            String text = ProjectFiles.text(runbook);
            assertThat(text).matches("(?s)```sh\n[^`\n]+\n```\n\n# [A-Za-z]+\n.*");
            Matcher links = LINK.matcher(text);
            while (links.find()) {
                assertThat(ProjectFiles.path(RUNBOOKS).resolve(links.group(1))).exists();
            }
        });
    }

    @Test
    void every_alert_is_tested_when_it_fires_and_when_it_does_not() {
        Map<String, Set<Boolean>> tested = new TreeMap<>();
        for (String file : ProjectFiles.in(TESTS, ".yml")) {
            for (JsonNode test : ProjectFiles.yaml(file).path("tests")) {
                test.path("alert_rule_test")
                        .forEach(expected -> tested.computeIfAbsent(
                                        expected.path("alertname").asText(), unseen -> new TreeSet<>())
                                .add(!expected.path("exp_alerts").isEmpty()));
            }
        }

        assertThat(tested.keySet()).isEqualTo(names());
        assertThat(tested)
                .allSatisfy((alert, fires) ->
                        assertThat(fires).as("%s fires, and does not", alert).containsExactly(false, true));
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
        List<String> command = new ArrayList<>(List.of("promtool", "test", "rules"));
        ProjectFiles.in(TESTS, ".yml").forEach(tests -> command.add(file(tests)));
        assertThat(run(command)).isEmpty();
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

    private static List<JsonNode> alerts() {
        List<JsonNode> alerts = new ArrayList<>();
        for (String rules : ProjectFiles.in(RULES, ".yml")) {
            for (JsonNode group : ProjectFiles.yaml(rules).path("groups")) {
                group.path("rules").forEach(rule -> {
                    if (rule.has("alert")) {
                        alerts.add(rule);
                    }
                });
            }
        }
        return alerts;
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>();
        alerts().forEach(alert -> names.add(alert.path("alert").asText()));
        return names;
    }

    private static String page(String alert) {
        return RUNBOOKS + "/" + alert + ".md";
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
