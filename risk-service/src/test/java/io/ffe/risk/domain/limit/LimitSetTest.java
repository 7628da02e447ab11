package io.ffe.risk.domain.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.risk.domain.Market;
import io.ffe.risk.domain.limit.LimitSet.Ruling;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LimitSetTest {

    private static final RiskLimits DEFAULTS = Market.limits();

    @Test
    void keys_are_the_components_of_the_limits_in_their_order() {
        assertThat(Arrays.stream(Limit.values()).map(limit -> limit.key().replace("-", "")))
                .containsExactlyElementsOf(Arrays.stream(RiskLimits.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(Limit.class)
    void a_limit_is_read_back_as_it_was_written_and_changes_no_other(Limit limit) {
        RiskLimits same = limit.in(DEFAULTS, limit.of(DEFAULTS));

        assertThat(same).isEqualTo(DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource({
        "max-order-value, 40000, false",
        "max-order-value, 50000, false",
        "max-order-value, 50000.01, true",
        "cooldown, PT20M, false",
        "cooldown, PT5M, true",
        "short-selling, false, false",
        "max-orders, 9, false",
        "max-orders, 11, true",
        "min-profit, 0, false",
        "min-profit, -0.02, true",
        "max-stop, 0.04, true",
    })
    void what_allows_more_or_may_needs_an_admin(String key, String value, boolean loosens) {
        assertThat(set(Map.of()).ruling(LimitSet.ALL, key, value))
                .isInstanceOfSatisfying(
                        Ruling.Fit.class, fit -> assertThat(fit.loosens()).isEqualTo(loosens));
    }

    @ParameterizedTest
    @CsvSource({
        "max-levrage, 3, key is 'max-levrage'",
        "max-leverage, three, max-leverage is 'three'",
        "max-leverage, -1, max-leverage is -1",
        "max-concentration, 30, max-concentration is 30",
        "cooldown, 10, cooldown is '10'",
        "cooldown, P3D, cooldown is PT72H",
        "short-selling, no, short-selling is 'no'",
    })
    void what_is_no_limit_is_refused_by_name(String key, String value, String words) {
        assertThat(set(Map.of()).ruling(LimitSet.ALL, key, value))
                .isInstanceOfSatisfying(
                        Ruling.Unfit.class, unfit -> assertThat(unfit.why()).contains(words));
    }

    @Test
    void of_portfolio_and_symbol_the_tighter_one_counts() {
        LimitSet tight = new LimitSet(
                DEFAULTS,
                Map.of("BTCUSDT", values(Limit.MAX_ORDER_VALUE, "500")),
                Map.of(LimitSet.ALL, values(Limit.MAX_ORDER_VALUE, "1000")),
                1);

        assertThat(tight.ofSymbol("BTCUSDT").maxOrderValue()).isEqualByComparingTo("500");
        assertThat(tight.ofSymbol("ETHUSDT").maxOrderValue()).isEqualByComparingTo("1000");
        assertThat(set(Map.of("BTCUSDT", values(Limit.MAX_ORDER_VALUE, "90000")))
                        .ofSymbol("BTCUSDT")
                        .maxOrderValue())
                .as("a symbol's limit that is wider than its portfolio's has no effect")
                .isEqualByComparingTo("50000");
    }

    @Test
    void a_version_tells_other_values_and_other_histories_apart() {
        LimitSet set = set(Map.of());
        RiskLimits other = Limit.MAX_VAR.in(DEFAULTS, "0.04");

        assertThat(set.version(DEFAULTS)).matches("0\\.[0-9a-f]{8}").isEqualTo(set.version(Market.limits()));
        assertThat(set.version(other)).isNotEqualTo(set.version(DEFAULTS));
        assertThat(new LimitSet(DEFAULTS, Map.of(), Map.of(), 2).version(DEFAULTS))
                .startsWith("2.");
    }

    private static LimitSet set(Map<String, SortedMap<Limit, String>> live) {
        return new LimitSet(DEFAULTS, Map.of(), live, 0);
    }

    private static SortedMap<Limit, String> values(Limit limit, String value) {
        return new TreeMap<>(Map.of(limit, value));
    }
}
