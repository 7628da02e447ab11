package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.messaging.RunConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"replay", "synthetic"})
    void a_real_venue_stops_the_start_of_a_run_whose_prices_are_not_live(String origin) {
        assertThatThrownBy(() -> start(origin, "coinbase", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ffe.execution.venue.real is true, expected false in a run whose prices are "
                        + origin.toUpperCase(Locale.ROOT));
    }

    @Test
    void a_venue_cannot_be_called_paper_and_be_real_nor_be_called_otherwise_and_be_paper() {
        assertThatThrownBy(() -> start("live", "paper", true))
                .hasMessageContaining("expected false for the venue called paper");
        assertThatThrownBy(() -> start("replay", "coinbase", false)).hasMessageContaining("name is coinbase");
    }

    @Test
    void paper_takes_prices_of_every_origin_and_live_prices_go_to_every_venue() {
        assertThatCode(() -> start("synthetic", "paper", false)).doesNotThrowAnyException();
        assertThatCode(() -> start("live", "paper", false)).doesNotThrowAnyException();
        assertThatCode(() -> start("live", "coinbase", true)).doesNotThrowAnyException();
    }

    @Test
    void a_dry_run_is_no_way_around_the_origin() {
        assertThatThrownBy(() -> start("replay", "coinbase", true, Map.of("ffe.execution.venue.dry-run", "true")))
                .hasMessageContaining("expected false in a run whose prices are REPLAY");
    }

    @Test
    void a_venue_that_nobody_knows_and_two_portfolios_at_one_account_stop_the_start() {
        assertThatThrownBy(() -> start("live", "kraken", true))
                .hasMessageContaining("venue.name is kraken, expected one of");
        assertThatThrownBy(() -> start("live", "coinbase", true, Map.of("ffe.execution.portfolios", "a,b")))
                .hasMessageContaining("ffe.execution.portfolios is [a, b], expected one name");
        assertThatThrownBy(() -> start(
                        "live", "coinbase", true, Map.of("ffe.execution.venue.coinbase.requests-per-second", "31")))
                .hasMessageContaining("requests-per-second is 31, expected 1 to 30");
    }

    private static void start(String origin, String venue, boolean real) {
        start(origin, venue, real, Map.of());
    }

    private static void start(String origin, String venue, boolean real, Map<String, String> more) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(ExecutionConfig.class)
                .withMapping(RunConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "ffe.run.id", "run",
                                "ffe.run.origin", origin,
                                "ffe.run.stage", "execution",
                                "ffe.execution.venue.name", venue,
                                "ffe.execution.venue.real", String.valueOf(real),
                                "ffe.execution.venue.url", "http://127.0.0.1:1",
                                "ffe.execution.trading-state-file", "/nowhere/trading-state.json",
                                "ffe.execution.venue.token-file", "/nowhere"),
                        "test",
                        100))
                .withSources(new PropertiesConfigSource(more, "more", 200))
                .build();
        new SettingsCheck(config.getConfigMapping(ExecutionConfig.class), config.getConfigMapping(RunConfig.class))
                .check(new StartupEvent());
    }
}
