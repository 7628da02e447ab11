package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.pipeline.deploy.ConfigurationTable.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} lists the keys that there are. */
class ConfigurationPageTest {

    private static final String PAGE = "docs/configuration.md";
    private static final String START = "<!-- keys: written by ConfigurationPageTest -->\n\n";
    private static final String END = "<!-- end of keys -->";

    @Test
    void the_page_lists_every_key_with_its_default() throws IOException {
        String page = ProjectFiles.text(PAGE);
        assertThat(page).contains(START).contains(END);
        String written = page.substring(0, page.indexOf(START) + START.length())
                + ConfigurationTable.markdown()
                + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("configuration.write")) {
            Files.writeString(ProjectFiles.path(PAGE), written);
        }

        assertThat(ProjectFiles.text(PAGE))
                .as(
                        "%s; after a change of a key write it anew: ./mvnw -pl pipeline-tests test"
                                + " -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dconfiguration.write=true",
                        PAGE)
                .isEqualTo(written);
    }

    @Test
    void the_sources_of_every_stage_are_read() {
        assertThat(ConfigurationTable.all().stream().map(Mapping::prefix))
                .containsExactly(
                        "ffe.run",
                        "ffe.inbox",
                        "ffe.rest",
                        "ffe.oidc",
                        "ffe.market-data",
                        "ffe.decision",
                        "ffe.risk",
                        "ffe.execution",
                        "ffe.paper-venue");
        assertThat(ConfigurationTable.environmentNames())
                .contains("FFE_RUN_ID", "FFE_MARKET_DATA_FEED_KIND", "FFE_RISK_PORTFOLIOS_NAME_LIMITS_MAX_DRAWDOWN");
    }
}
