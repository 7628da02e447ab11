package io.ffe.messaging.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.Secret;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EffectiveConfigTest {

    @ConfigMapping(prefix = "ffe.shop")
    interface ShopConfig {

        String name();

        @WithDefault("a,b")
        List<String> shelves();

        Optional<URI> supplier();

        Optional<Secret<String>> alarmCode();

        Optional<String> apiKey();

        @WithDefault("/run/token")
        Path tokenFile();

        Map<String, Till> tills();

        interface Till {

            String keeper();

            @WithDefault("100")
            int change();
        }
    }

    private static Map<String, String> needed() {
        return new HashMap<>(Map.of("ffe.shop.name", "corner", "ffe.shop.tills.front.keeper", "ann"));
    }

    private static SmallRyeConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(ShopConfig.class)
                .withSources(new PropertiesConfigSource(settings, "file:/srv/shop/application.properties", 250))
                .build();
    }

    private static Map<String, Setting> settings(Map<String, String> settings) {
        Map<String, Setting> byKey = new HashMap<>();
        new EffectiveConfig(config(settings), Set.of(ShopConfig.class))
                .settings()
                .forEach(setting -> byKey.put(setting.key(), setting));
        return byKey;
    }

    @Test
    void every_key_is_listed_once_in_a_fixed_order_set_or_not() {
        assertThat(new EffectiveConfig(config(needed()), Set.of(ShopConfig.class)).settings())
                .extracting(Setting::key)
                .containsExactly(
                        "ffe.shop.alarm-code",
                        "ffe.shop.api-key",
                        "ffe.shop.name",
                        "ffe.shop.shelves",
                        "ffe.shop.supplier",
                        "ffe.shop.tills.front.change",
                        "ffe.shop.tills.front.keeper",
                        "ffe.shop.token-file");
    }

    @Test
    void a_value_says_what_it_is_by_default_and_where_it_comes_from_without_the_folder() {
        Map<String, String> given = needed();
        given.put("ffe.shop.shelves", "c");
        given.put("ffe.shop.tills.back.keeper", "bob");
        given.put("ffe.shop.tills.back.change", "20");

        Map<String, Setting> settings = settings(given);

        assertThat(settings.get("ffe.shop.shelves"))
                .isEqualTo(new Setting("ffe.shop.shelves", "c", "a,b", "application.properties", false));
        assertThat(settings.get("ffe.shop.tills.front.change"))
                .isEqualTo(new Setting("ffe.shop.tills.front.change", "100", "100", "default", false));
        assertThat(settings.get("ffe.shop.tills.back.change").value()).isEqualTo("20");
        assertThat(settings.get("ffe.shop.supplier"))
                .isEqualTo(new Setting("ffe.shop.supplier", null, null, null, false));
        assertThat(settings.get("ffe.shop.token-file").value()).isEqualTo("/run/token");
    }

    @Test
    void a_list_that_is_given_by_index_is_one_value() {
        Map<String, String> given = needed();
        given.put("ffe.shop.shelves[0]", "x");
        given.put("ffe.shop.shelves[1]", "y");

        assertThat(settings(given).get("ffe.shop.shelves").value()).isEqualTo("x,y");
    }

    @Test
    void of_a_secret_nothing_is_told_but_that_it_is_there() {
        Map<String, String> given = needed();
        assertThat(settings(given).get("ffe.shop.alarm-code"))
                .isEqualTo(new Setting("ffe.shop.alarm-code", "not set", null, null, true));

        given.put("ffe.shop.alarm-code", "4711");
        given.put("ffe.shop.api-key", "hunter2");
        given.put("ffe.shop.supplier", "https://me:hunter3@example.org/a");

        Map<String, Setting> settings = settings(given);
        assertThat(settings.get("ffe.shop.alarm-code").value()).isEqualTo("set");
        assertThat(settings.get("ffe.shop.api-key").value()).isEqualTo("set");
        assertThat(settings.get("ffe.shop.supplier").value()).isEqualTo("https://***@example.org/a");
        assertThat(settings.values().toString()).doesNotContain("4711", "hunter");
    }

    /** What is listed is what the start knows: the definition is the same. */
    @Test
    void a_key_that_would_not_be_listed_stops_the_start() {
        Map<String, String> given = needed();
        given.put("ffe.shop.shelfs", "c");

        assertThatThrownBy(() -> config(given)).hasMessageContaining("ffe.shop.shelfs");
    }
}
