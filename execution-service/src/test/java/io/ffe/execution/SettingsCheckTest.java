package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import java.util.HashMap;
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

    @Test
    void oanda_needs_an_account_one_token_and_hosts_that_belong_together() {
        Map<String, String> whole = Map.of(
                "ffe.execution.venue.url", "https://api-fxpractice.oanda.com",
                "ffe.execution.venue.oanda.account", "101-004-1234567-001");
        assertThatCode(() -> startOanda(whole)).doesNotThrowAnyException();
        assertThatThrownBy(() -> startOanda(Map.of(
                        "ffe.execution.venue.url", "https://api-fxpractice.oanda.com",
                        "ffe.execution.venue.oanda.account", "my account")))
                .hasMessageContaining("venue.oanda.account is my account, expected one as in 101-004-1234567-001");
        assertThatThrownBy(() -> startOanda(with(whole, "ffe.execution.venue.url", "https://api-fxtrade.oanda.com")))
                .hasMessageContaining("both fxpractice or both fxtrade");
        assertThatThrownBy(() -> startOanda(with(whole, "ffe.execution.venue.url", "http://api-fxpractice.oanda.com")))
                .hasMessageContaining("expected https://HOST");
        assertThatThrownBy(() -> startOanda(with(whole, "ffe.execution.venue.oanda.token", "very-secret-token")))
                .hasMessageContaining("expected either it or the environment's FFE_EXECUTION_VENUE_OANDA_TOKEN")
                .message()
                .doesNotContain("very-secret-token");
    }

    private static Map<String, String> with(Map<String, String> settings, String key, String value) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.put(key, value);
        return changed;
    }

    private static void startOanda(Map<String, String> settings) {
        start("live", "oanda", true, settings);
    }

    private static void start(String origin, String venue, boolean real) {
        start(origin, venue, real, Map.of());
    }

    private static void start(String origin, String venue, boolean real, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "ffe.run.origin",
                origin,
                "ffe.execution.venue.name",
                venue,
                "ffe.execution.venue.real",
                String.valueOf(real),
                "ffe.execution.venue.token-file",
                "/nowhere"));
        all.putAll(more);
        Settings settings = Settings.of(all);
        new SettingsCheck(settings.execution(), settings.run()).check(new StartupEvent());
    }
}
