package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.pipeline.deploy.DashboardMetrics.Listed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dashboards and rules look only at what is listed, and can be read. That it is exported, a running stack shows. */
class DashboardMetricsTest {

    private static List<String> dashboards() {
        return ProjectFiles.in("deploy/grafana/dashboards", ".json");
    }

    @Test
    void every_metric_that_dashboards_and_rules_name_is_listed_and_no_other() {
        List<String> listed =
                DashboardMetrics.listed().stream().map(Listed::name).toList();

        assertThat(listed)
                .as("deploy/metrics.txt")
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(DashboardMetrics.named());
    }

    @Test
    void every_exporter_in_the_list_is_scraped() {
        Set<String> exporters = new HashSet<>();
        DashboardMetrics.listed().forEach(metric -> exporters.addAll(metric.exporters()));

        assertThat(PrometheusFilesTest.scrapedServices()).containsAll(exporters);
    }

    @Test
    void names_are_told_from_labels_functions_ranges_and_variables() {
        assertThat(DashboardMetrics.namesIn("sum by (a, b) (rate(x_total{c=\"d_total\", e=~'f}'}[$__rate_interval]))"
                        + " / on (g) group_left () y:z_seconds > bool 2.5e3 or vector(0)"))
                .containsExactlyInAnyOrder("x_total", "y:z_seconds");
        assertThat(DashboardMetrics.namesIn(
                        "histogram_quantile(0.95, sum(v_bucket) by (le)) unless w offset 10m == Inf"))
                .containsExactlyInAnyOrder("v_bucket", "w");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void every_panel_says_what_it_shows_in_which_unit(String dashboard) {
        assertThat(DashboardMetrics.panels(dashboard))
                .filteredOn(panel -> panel.has("targets"))
                .isNotEmpty()
                .allSatisfy(panel -> {
                    assertThat(panel.path("title").asText()).isNotBlank();
                    assertThat(panel.path("description").asText())
                            .as(panel.path("title").asText())
                            .isNotBlank();
                    assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                            .as("unit of %s", panel.path("title"))
                            .isNotBlank();
                });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panels_lie_on_the_grid_and_not_on_one_another(String dashboard) {
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : DashboardMetrics.panels(dashboard)) {
            JsonNode place = panel.path("gridPos");
            int right = place.path("x").asInt() + place.path("w").asInt();
            assertThat(right).as("right edge of %s", panel.path("title")).isLessThanOrEqualTo(24);
            for (int x = place.path("x").asInt(); x < right; x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    String cell = x + "," + (place.path("y").asInt() + y);
                    assertThat(taken.add(cell))
                            .as("%s lies on another panel at %s", panel.path("title"), cell)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void every_part_of_the_system_has_its_dashboard_with_a_name_of_its_own() {
        List<JsonNode> all = dashboards().stream().map(ProjectFiles::json).toList();

        assertThat(all.stream().map(dashboard -> dashboard.path("uid").asText()))
                .containsExactlyInAnyOrder(
                        "ffe-pipeline",
                        "ffe-decisions",
                        "ffe-risk",
                        "ffe-execution",
                        "ffe-services",
                        "ffe-market-data");
        assertThat(all.stream().map(dashboard -> dashboard.path("title").asText()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panels_have_ids_of_their_own_and_ask_the_provisioned_source(String dashboard) {
        String provisioned = ProjectFiles.yaml("deploy/grafana/provisioning/datasources/prometheus.yml")
                .at("/datasources/0/uid")
                .asText();
        List<JsonNode> panels = DashboardMetrics.panels(dashboard);

        assertThat(panels.stream().map(panel -> panel.path("id").asInt())).doesNotHaveDuplicates();
        assertThat(panels.stream().flatMap(panel -> sources(panel).stream()))
                .isNotEmpty()
                .containsOnly(provisioned);
    }

    private static List<String> sources(JsonNode panel) {
        List<String> uids = new ArrayList<>();
        StreamSupport.stream(panel.path("targets").spliterator(), false)
                .forEach(target -> uids.add(target.at("/datasource/uid").asText()));
        return uids;
    }
}
