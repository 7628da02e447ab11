package io.ffe.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.messaging.config.StartCheckup;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code ffe doctor} is told of settings and providers, without a start. */
class MarketDataStartChecksTest {

    @Test
    void all_that_is_wrong_is_named_at_once() {
        assertThat(look(Map.of(
                                "FFE_RUN_ORIGIN", "live",
                                "FFE_MARKET_DATA_FEED_SYMBOLS", "BTCUSDT,NOSUCH",
                                "FFE_MARKET_DATA_WEB_SOCKET_MAX_CLIENTS", "0",
                                "FFE_MARKET_DATA_TICK_STORE_BATCH", "0"))
                        .settings())
                .hasSize(4)
                .anySatisfy(problem -> assertThat(problem).contains("ffe.run.origin is LIVE"))
                .anySatisfy(problem -> assertThat(problem).contains("NOSUCH"))
                .anySatisfy(problem -> assertThat(problem).contains("max-clients is 0, expected 1 to"))
                .anySatisfy(problem -> assertThat(problem).contains("tick-store.batch is 0, expected at least 1"));
    }

    @Test
    void a_live_provider_without_its_token_is_a_matter_of_credentials() {
        Map<String, String> oanda = Map.of(
                "FFE_RUN_ORIGIN", "live",
                "FFE_MARKET_DATA_FEED_KIND", "live",
                "FFE_MARKET_DATA_FEED_SYMBOLS", "EURUSD",
                "FFE_MARKET_DATA_LIVE_FOREX", "oanda",
                "FFE_MARKET_DATA_LIVE_OANDA_ACCOUNT", "101-004-1234567-001");

        StartCheckup.Report report = look(oanda);

        assertThat(report.settings()).isEmpty();
        assertThat(report.credentials())
                .singleElement()
                .asString()
                .contains("FFE_MARKET_DATA_LIVE_OANDA_TOKEN is missing");
        assertThat(look(Map.of()).credentials()).isEmpty();
        assertThat(look(Map.of()).settings()).isEmpty();
    }

    private static StartCheckup.Report look(Map<String, String> environment) {
        Map<String, String> whole = new HashMap<>(
                Map.of("FFE_RUN_ID", "run", "FFE_RUN_ORIGIN", "synthetic", "FFE_MARKET_DATA_FEED_KIND", "synthetic"));
        whole.putAll(environment);
        return StartCheckup.look(new MarketDataStartChecks(), whole, Map.of(), false, Clock.systemUTC());
    }
}
