package io.ffe.papervenue.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.messaging.config.StartCheckup;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code ffe doctor} is told of settings, without a start. */
class VenueStartChecksTest {

    @Test
    void terms_that_no_venue_has_and_keys_that_nobody_knows_are_named_at_once() {
        assertThat(look(Map.of("FFE_PAPER_VENUE_LEVERAGE_LIMIT", "0.5", "FFE_PAPER_VENUE_CASH", "1"))
                        .settings())
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).startsWith("ffe.paper-venue: "))
                .anySatisfy(problem -> assertThat(problem).contains("FFE_PAPER_VENUE_CASH is set"));
        assertThat(look(Map.of()).settings()).isEmpty();
    }

    @Test
    void a_skew_below_zero_is_named() {
        assertThat(look(Map.of("FFE_PAPER_VENUE_MAX_CLOCK_SKEW", "PT-1S")).settings())
                .containsExactly("ffe.paper-venue.max-clock-skew is PT-1S, expected zero or more");
    }

    private static StartCheckup.Report look(Map<String, String> environment) {
        Map<String, String> whole = new HashMap<>(Map.of(
                "FFE_RUN_ID",
                "run",
                "FFE_RUN_ORIGIN",
                "synthetic",
                "FFE_PAPER_VENUE_JOURNAL",
                "/nowhere/journal.jsonl"));
        whole.putAll(environment);
        return StartCheckup.look(new VenueStartChecks(), whole, Map.of(), false, Clock.systemUTC());
    }
}
