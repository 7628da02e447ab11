package io.ffe.marketdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.messaging.RunConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginWallTest {

    @ParameterizedTest
    @CsvSource({"replay, live", "replay, synthetic", "synthetic, live", "synthetic, replay"})
    void recorded_and_invented_prices_are_not_published_under_another_origin(String kind, String origin) {
        assertThatThrownBy(() -> start(kind, origin))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("ffe.run.origin is " + upper(origin), "whose prices are " + upper(kind));
    }

    @ParameterizedTest
    @CsvSource({"replay", "synthetic"})
    void the_origin_of_the_feed_itself_starts(String kind) {
        assertThat(start(kind, kind)).isNotNull();
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static OriginWall start(String kind, String origin) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(MarketDataConfig.class)
                .withMapping(RunConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "ffe.run.id",
                                "run",
                                "ffe.run.origin",
                                origin,
                                "ffe.run.stage",
                                "market-data",
                                "ffe.market-data.feed.kind",
                                kind),
                        "test",
                        100))
                .build();
        return new OriginWall(
                config.getConfigMapping(MarketDataConfig.class), config.getConfigMapping(RunConfig.class));
    }
}
