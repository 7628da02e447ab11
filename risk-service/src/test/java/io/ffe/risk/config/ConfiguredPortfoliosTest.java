package io.ffe.risk.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.messaging.RunConfig;
import io.ffe.risk.domain.Market;
import io.ffe.risk.domain.limit.EntryOrders;
import io.ffe.risk.domain.limit.Limit;
import io.ffe.risk.domain.limit.LimitSet;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.risk.domain.limit.RiskLimits;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.money.Fraction;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
    void entries_are_put_as_the_portfolio_says_and_as_always_when_it_says_nothing() {
        ConfiguredPortfolios portfolios = read(Map.of(
                MAIN + "entry.type",
                "limit",
                MAIN + "entry.limit-offset",
                "0.001",
                MAIN + "entry.time-in-force",
                "gtd",
                MAIN + "entry.trailing-stop",
                "true",
                "ffe.risk.portfolios.second.producer",
                "desk"));

        assertThat(portfolios.find("main").orElseThrow().entries())
                .isEqualTo(new EntryOrders(OrderType.LIMIT, Fraction.of("0.001"), TimeInForce.GTD, true));
        assertThat(portfolios.find("second").orElseThrow().entries()).isEqualTo(EntryOrders.MARKET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit  |     |     | paper  | entry.time-in-force is not set, expected one of GTC, GTD, IOC and FOK",
                "market | 0.1 |     | paper  | entry.limit-offset is 0.1, expected -0.05 to 0.05",
                "market | 0.01|     | paper  | entry.limit-offset is 0.01, expected 0 with type market",
                "market |     | gtc | paper  | entry.time-in-force is GTC, expected IOC, FOK or none with type market",
                "limit  |     | ioc | oanda  | oanda has no LIMIT entry that is IOC, expected one of [GTC, GTD]"
            })
    void entries_that_the_venue_does_not_have_stop_the_start(
            String type, String offset, String timeInForce, String venue, String problem) {
        Map<String, String> settings =
                new HashMap<>(Map.of(MAIN + "entry.type", type, MAIN + "venue", venue, "ffe.run.origin", "live"));
        if (offset != null) {
            settings.put(MAIN + "entry.limit-offset", offset);
        }
        if (timeInForce != null) {
            settings.put(MAIN + "entry.time-in-force", timeInForce);
        }

        assertThatThrownBy(() -> read(settings)).hasMessageContaining(MAIN).hasMessageContaining(problem);
    }

    @Test
    void a_stop_that_follows_stops_the_start_where_the_venue_has_none() {
        assertThatThrownBy(() -> read(Map.of(
                        MAIN + "entry.trailing-stop", "true", MAIN + "venue", "coinbase", "ffe.run.origin", "live")))
                .hasMessageContaining(
                        MAIN + "entry.trailing-stop does not fit the venue: coinbase has no trailing stop");
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

    @ParameterizedTest
    @EnumSource(Limit.class)
    void each_key_sets_the_limit_of_its_name_and_no_other(Limit limit) {
        String before = limit.of(Market.limits());
        String value = switch (before.charAt(0)) {
            case 'P' -> "PT7M";
            case 't' -> "false";
            default -> limit.key().endsWith("-days") ? "42" : before.contains(".") ? "0.02" : "7";
        };

        RiskLimits limits = read(Map.of(MAIN + "limits." + limit.key(), value))
                .find("main")
                .orElseThrow()
                .limits();

        assertThat(limits).isEqualTo(limit.in(Market.limits(), value)).isNotEqualTo(Market.limits());
    }

    @Test
    void a_symbol_has_limits_of_its_own() {
        LimitSet limits =
                read(Map.of(MAIN + "symbols.BTCUSDT.max-order-value", "700")).limits("main");

        assertThat(limits.ofSymbol("BTCUSDT").maxOrderValue()).isEqualByComparingTo("700");
        assertThat(limits.ofSymbol("ETHUSDT").maxOrderValue()).isEqualByComparingTo("50000");
    }

    @Test
    void an_unknown_key_of_a_symbol_stops_the_start_and_so_does_a_wrong_value() {
        assertThatThrownBy(() -> read(Map.of(
                        MAIN + "symbols.BTCUSDT.max-levrage", "3",
                        MAIN + "symbols.BTCUSDT.max-leverage", "three")))
                .hasMessageContaining("2 problems")
                .hasMessageContaining("max-levrage")
                .hasMessageContaining("max-leverage is 'three'");
    }

    @Test
    void history_is_required_where_it_is_given_and_where_money_is_real() {
        assertThat(requires(Map.of())).isFalse();
        assertThat(requires(Map.of("ffe.risk.history.files", "btcusd_1d.csv"))).isTrue();
        assertThat(requires(Map.of("ffe.risk.history.files", "btcusd_1d.csv", "ffe.risk.history.required", "false")))
                .isFalse();
        assertThat(requires(Map.of("ffe.run.origin", "live", MAIN + "venue", "coinbase")))
                .isTrue();
    }

    private static boolean requires(Map<String, String> settings) {
        return read(settings).find("main").orElseThrow().historyRequired();
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
