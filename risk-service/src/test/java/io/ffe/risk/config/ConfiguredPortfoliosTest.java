package io.ffe.risk.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.messaging.RunConfig;
import io.ffe.risk.domain.Market;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfiguredPortfoliosTest {

    private static final String MAIN = "ffe.risk.portfolios.main.";

    @Test
    void a_producer_is_all_that_a_portfolio_has_to_name() {
        PortfolioTerms terms = read(Map.of()).find("main").orElseThrow();

        assertThat(terms).isEqualTo(Market.terms().under(Market.limits(), ConfiguredPortfolios.AS_CONFIGURED));
    }

    @Test
    void limits_are_set_for_each_portfolio_on_its_own() {
        ConfiguredPortfolios portfolios = read(
                Map.of(MAIN + "limits.max-concurrent-positions", "1", "ffe.risk.portfolios.second.producer", "desk"));

        assertThat(portfolios.find("main").orElseThrow().limits().maxConcurrentPositions())
                .isEqualTo(1);
        assertThat(portfolios.find("second").orElseThrow().limits().maxConcurrentPositions())
                .isEqualTo(2);
    }

    @Test
    void every_problem_is_told_at_once_with_its_key() {
        assertThatThrownBy(() -> read(Map.of(
                        MAIN + "limits.max-concentration",
                        "30",
                        MAIN + "limits.min-stop",
                        "0.1",
                        MAIN + "limits.max-order-value",
                        "-1",
                        MAIN + "venue",
                        "coinbase",
                        "ffe.risk.hop-latency",
                        "-PT1S")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 problems")
                .hasMessageContaining(
                        MAIN + "limits.max-concentration is 30, expected a fraction above 0 and at most 1")
                .hasMessageContaining(MAIN + "limits.min-stop is 0.1, expected at most max-stop")
                .hasMessageContaining(MAIN + "limits.max-order-value is -1")
                .hasMessageContaining(MAIN + "venue is coinbase, expected paper")
                .hasMessageContaining("ffe.risk.hop-latency is PT-1S");
    }

    @Test
    void an_unknown_key_stops_the_start() {
        assertThatThrownBy(() -> read(Map.of(MAIN + "limits.max-levrage", "3")))
                .hasMessageContaining(MAIN + "limits.max-levrage");
    }

    @Test
    void a_limit_that_is_no_number_stops_the_start() {
        assertThatThrownBy(() -> read(Map.of(MAIN + "limits.max-drawdown", "fifteen")))
                .hasMessageContaining(MAIN + "limits.max-drawdown");
    }

    private static ConfiguredPortfolios read(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "ffe.run.id",
                Market.RUN,
                "ffe.run.origin",
                "synthetic",
                "ffe.run.stage",
                "risk",
                MAIN + "producer",
                "ffe"));
        all.putAll(settings);
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(RiskConfig.class)
                .withMapping(RunConfig.class)
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build();
        return new ConfiguredPortfolios(
                config.getConfigMapping(RiskConfig.class), config.getConfigMapping(RunConfig.class));
    }
}
