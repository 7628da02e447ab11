package io.ffe.stack.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import io.ffe.stack.postgres.Databases;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ServiceTest {

    private final Service.Surroundings around = new Service.Surroundings(
            new RunFolder(Path.of("/runs/replay-1")),
            new FeedOptions(
                    FeedOptions.Kind.REPLAY,
                    List.of("BTCUSDT=/a.csv", "/b.csv"),
                    List.of("BTCUSDT=/btc_1d.csv.gz", "/btcusdt_1h.csv"),
                    List.of(),
                    Instant.parse("2024-08-04T00:00:00Z"),
                    null,
                    0.0,
                    null,
                    "15m"),
            "127.0.0.1:19092",
            Arrays.stream(Service.values())
                    .collect(Collectors.toMap(service -> service, service -> 18000 + service.ordinal())),
            Service.databases().stream()
                    .collect(Collectors.toMap(
                            name -> name,
                            name -> new Databases.Access("jdbc:postgresql://127.0.0.1:1/" + name, name, "secret"))),
            Path.of("/my keys \u00fc/public.pem"));

    @Test
    void every_service_is_told_the_run_and_where_kafka_is() {
        for (Service service : Service.values()) {
            assertThat(service.environment(around))
                    .containsEntry("FFE_RUN_ID", "replay-1")
                    .containsEntry("FFE_RUN_ORIGIN", "replay")
                    .containsEntry("FFE_RUN_LOCK_STEP", "true")
                    .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:19092")
                    .containsEntry("QUARKUS_HTTP_HOST", "127.0.0.1")
                    .containsEntry("MP_JWT_VERIFY_ISSUER", "ffe")
                    .containsEntry("MP_JWT_VERIFY_PUBLICKEY_LOCATION", "file:/my keys \u00fc/public.pem");
        }
    }

    @Test
    void in_a_free_run_no_service_waits_for_beats() {
        FeedOptions free = new FeedOptions(
                FeedOptions.Kind.REPLAY, List.of(), List.of(), List.of(), null, null, null, null, null, true, null);

        for (Service service : Service.values()) {
            assertThat(service.environment(new Service.Surroundings(
                            around.folder(),
                            free,
                            around.bootstrapServers(),
                            around.ports(),
                            around.databases(),
                            around.publicKey())))
                    .containsEntry("FFE_RUN_LOCK_STEP", "false");
        }
    }

    @Test
    void a_service_is_told_its_own_database_and_no_other() {
        assertThat(Service.RISK.environment(around))
                .containsEntry("QUARKUS_DATASOURCE_USERNAME", "ffe_risk")
                .containsEntry("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/ffe_risk");
        assertThat(Service.PAPER_VENUE.environment(around)).doesNotContainKey("QUARKUS_DATASOURCE_JDBC_URL");
    }

    @Test
    void market_data_is_told_the_feed_and_whose_readiness_to_wait_for() {
        Map<String, String> environment = Service.MARKET_DATA.environment(around);

        assertThat(environment)
                .containsEntry("FFE_MARKET_DATA_FEED_KIND", "replay")
                .containsEntry("FFE_MARKET_DATA_FEED_FILES", "BTCUSDT=/a.csv,/b.csv")
                .containsEntry("FFE_MARKET_DATA_FEED_FROM", "2024-08-04T00:00:00Z")
                .containsEntry("FFE_MARKET_DATA_FEED_SPEED", "0.0")
                .containsEntry("FFE_MARKET_DATA_SNAPSHOT_TIMEFRAME", "15m")
                .doesNotContainKeys("FFE_MARKET_DATA_FEED_TO", "FFE_MARKET_DATA_FEED_SEED");
        assertThat(environment.get("FFE_MARKET_DATA_REPLAY_READINESS_URLS").split(","))
                .hasSize(4)
                .allMatch(url -> url.endsWith("/q/health/ready"))
                .noneMatch(url -> url.contains(":" + (18000 + Service.MARKET_DATA.ordinal())));
    }

    @Test
    void risk_is_told_which_files_are_daily_history_and_nobody_else_is() {
        for (Service service : Service.values()) {
            Map<String, String> environment = service.environment(around);
            if (service == Service.RISK) {
                assertThat(environment).containsEntry("FFE_RISK_HISTORY_FILES", "BTCUSDT=/btc_1d.csv.gz");
            } else {
                assertThat(environment).doesNotContainKey("FFE_RISK_HISTORY_FILES");
            }
        }
    }

    @Test
    void a_service_is_found_by_its_short_name() {
        assertThat(Service.named("risk")).isEqualTo(Service.RISK);
        assertThatThrownBy(() -> Service.named("bank"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("'bank'");
    }
}
