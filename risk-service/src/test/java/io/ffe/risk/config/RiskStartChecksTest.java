package io.ffe.risk.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.messaging.config.StartCheckup;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code ffe doctor} is told of a configuration that would not start. */
class RiskStartChecksTest {

    private static final Map<String, String> SHIPPED =
            Map.of("ffe.risk.portfolios.main.producer", "ffe", "quarkus.application.name", "risk-service");

    @Test
    void a_configuration_that_starts_has_no_problem() {
        StartCheckup.Report report = look(Map.of());

        assertThat(report.settings()).isEmpty();
        assertThat(report.complete()).isTrue();
        assertThat(report.online()).isNull();
    }

    @Test
    void an_unknown_variable_a_wrong_value_and_one_of_the_wrong_kind_are_all_named() {
        assertThat(look(Map.of(
                                "FFE_RISK_SNAPSHOT_WAITT",
                                "5s",
                                "FFE_RISK_PORTFOLIOS_MAIN_LIMITS_MAX_CONCENTRATION",
                                "30"))
                        .settings())
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("FFE_RISK_SNAPSHOT_WAITT is set and has no effect"))
                .anySatisfy(problem ->
                        assertThat(problem).contains("max-concentration is 30, expected a fraction above 0"));
        StartCheckup.Report unreadable = look(Map.of("FFE_RISK_SNAPSHOT_WAIT", "soon", "FFE_RISK_TYPO", "1"));
        assertThat(unreadable.settings())
                .hasSize(2)
                .anySatisfy(problem ->
                        assertThat(problem).contains("ffe.risk.snapshot-wait").contains("soon"));
        assertThat(unreadable.complete()).isFalse();
    }

    @Test
    void the_program_prints_what_it_finds_as_one_line() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            StartCheckup.main(new String[0]);
        } finally {
            System.setOut(before);
        }
        // The environment of a test has no run.
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("\"service\":\"risk-service\"")
                .contains("ffe.run.id is required");
    }

    private static StartCheckup.Report look(Map<String, String> environment) {
        Map<String, String> whole = new HashMap<>(environment);
        whole.put("FFE_RUN_ID", "run");
        whole.put("FFE_RUN_ORIGIN", "synthetic");
        return StartCheckup.look(new RiskStartChecks(), whole, SHIPPED, false, Clock.systemUTC());
    }
}
