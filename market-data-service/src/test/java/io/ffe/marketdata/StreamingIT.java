package io.ffe.marketdata;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.ffe.marketdata.feed.live.CoinbaseStub;
import io.ffe.marketdata.kafka.SymbolPartition;
import io.ffe.marketdata.store.Checkpoint;
import io.ffe.marketdata.store.PartitionCheckpoints;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.MarketHours;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quality.Reason;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.testing.TestInfrastructure;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/**
 * Live prices in, ticks, bars and snapshots out, with the process's clock in the test's hands. Runs after ReplayIT, by its name, which
 * counts every record of the topics that they share.
 */
@QuarkusTest
@TestProfile(StreamingIT.ByTheLateClock.class)
@QuarkusTestResource(value = LivePrices.class, restrictToAnnotatedClass = true)
class StreamingIT {

    public static final class ByTheLateClock implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(LateClock.class);
        }
    }

    private static final Duration SOON = Duration.ofSeconds(20);

    CoinbaseStub coinbase;

    Tokens tokens;

    @Inject
    LateClock clock;

    @Inject
    KafkaClients clients;

    @Inject
    LiveRun live;

    @Inject
    PartitionCheckpoints checkpoints;

    @ConfigProperty(name = "quarkus.datasource.username")
    String database;

    /** Of this run: the topics are shared with other tests of the module. */
    private <E extends Event> List<E> published(Topics topic, Class<E> type) {
        return TopicEvents.of(clients, topic, type).stream()
                .filter(event -> event.key().equals("EURUSD"))
                .toList();
    }

    private List<Tick> ticks() {
        return published(Topics.TICKS, Tick.class).stream()
                .filter(tick -> tick.origin() == Origin.LIVE)
                .toList();
    }

    private void quote(Instant time, String bid, String ask) {
        int before = ticks().size();
        coinbase.quote(time, new BigDecimal(bid), new BigDecimal(ask));
        await().atMost(SOON).until(() -> ticks().size() > before);
    }

    @Test
    void what_a_provider_says_becomes_ticks_and_the_bars_and_snapshots_that_watermarks_close() {
        await().atMost(SOON).until(() -> coinbase.subscriptions() > 0);
        // A minute that nothing was heard in before, and that closes while everybody looks.
        Instant minute = Timeframe.M1.startOf(clock.instant()).plus(Timeframe.M1.length());
        clock.advance(Duration.between(clock.instant(), minute.plusSeconds(30)));
        quote(minute.plusSeconds(1), "1.10000", "1.10010");
        quote(minute.plusSeconds(20), "1.10050", "1.10060");
        quote(minute.plusSeconds(29), "1.10020", "1.10030");
        clock.advance(Duration.ofSeconds(34));
        await().atMost(SOON)
                .untilAsserted(() -> given().get("/q/health/ready")
                        .then()
                        .statusCode(200)
                        .body(containsString("\"coinbase\": \"UP since"))
                        .body(containsString("\"tick-store\"")));

        await().atMost(SOON)
                .until(() -> published(Topics.SNAPSHOTS, Snapshot.class).stream()
                        .anyMatch(snapshot -> snapshot.asOf().equals(minute.plusSeconds(60))));
        Bar bar = published(Topics.BARS, Bar.class).stream()
                .filter(each -> each.timeframe() == Timeframe.M1 && each.start().equals(minute))
                .findFirst()
                .orElseThrow();
        assertThat(bar.origin()).isEqualTo(Origin.LIVE);
        assertThat(bar.tickCount()).isEqualTo(3);
        assertThat(bar.bid().open()).isEqualByComparingTo("1.10000");
        assertThat(bar.bid().high()).isEqualByComparingTo("1.10050");
        assertThat(bar.bid().close()).isEqualByComparingTo("1.10020");
        Snapshot snapshot = published(Topics.SNAPSHOTS, Snapshot.class).stream()
                .filter(each -> each.asOf().equals(minute.plusSeconds(60)))
                .findFirst()
                .orElseThrow();
        assertThat(snapshot.quote().bid()).isEqualByComparingTo("1.10020");
        assertThat(snapshot.quote().source()).isEqualTo("coinbase");
        boolean open = MarketHours.isOpen(AssetClass.FOREX, snapshot.asOf());
        assertThat(snapshot.quality().reasons())
                .as("on whatever day this runs; a price may come while the market is closed")
                .containsExactlyElementsOf(
                        open
                                ? List.of(Reason.HIGHER_TIMEFRAME_MISSING, Reason.TOO_LITTLE_HISTORY)
                                : List.of(
                                        Reason.HIGHER_TIMEFRAME_MISSING,
                                        Reason.MARKET_CLOSED,
                                        Reason.TOO_LITTLE_HISTORY));
        assertThat(ticks())
                .extracting(Tick::source, Tick::sequence)
                .containsExactly(tuple("coinbase", 1L), tuple("coinbase", 2L), tuple("coinbase", 3L));

        await().atMost(SOON)
                .until(() -> checkpoints
                        .load(LivePrices.RUN, SymbolPartition.of("EURUSD"))
                        .filter(saved -> saved.totals().snapshots() > 0)
                        .isPresent());
        Checkpoint saved =
                checkpoints.load(LivePrices.RUN, SymbolPartition.of("EURUSD")).orElseThrow();
        assertThat(saved.sequences()).contains(new Checkpoint.SourceSequence("EURUSD", "coinbase", 3));
        assertThat(saved.intake().sources())
                .filteredOn(of -> of.source().equals("coinbase"))
                .singleElement()
                .satisfies(of -> assertThat(of.folded()).isEqualTo(3));
        assertThat(live.failed()).isFalse();
        restSaysTheSame(minute);
        theStoreSaysTheSame(minute);
        withoutADatabaseThePastIsUnavailableAndThePresentIsNot(minute);
    }

    /** An answer, which is also what the service's own description says of it. */
    private ValidatableResponse get(String path) {
        ValidatableResponse answer = as(Role.VIEWER, path);
        String document = given().header("Accept", "application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(DescribedAnswer.errors(
                        document,
                        path.replaceAll("\\?.*", "").replaceAll("^pulse/.*", "pulse/{symbol}"),
                        answer.extract().statusCode(),
                        answer.extract().asString()))
                .as("answer to %s against /q/openapi", path)
                .isEmpty();
        return answer;
    }

    private ValidatableResponse as(Role role, String path) {
        return given().header("Authorization", "Bearer " + tokens.issue(role, "somebody", Duration.ofMinutes(5)))
                .get("/api/v1/" + path)
                .then();
    }

    @Test
    void what_the_service_is_set_to_is_told_to_operators_and_no_secret_with_it() {
        as(Role.VIEWER, "config")
                .statusCode(403)
                .body("error", equalTo("FORBIDDEN"))
                .body("detail", containsString("viewer"));
        as(Role.SERVICE, "config").statusCode(403);
        given().get("/api/v1/config")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .body("error", equalTo("UNAUTHORIZED"));

        String settings = as(Role.OPERATOR, "config")
                .statusCode(200)
                .body("service", equalTo("market-data"))
                .body("settings.key", hasItem("ffe.market-data.live.oanda.token"))
                .body("settings.find { it.key == 'ffe.run.id' }.value", equalTo(LivePrices.RUN))
                .body("settings.find { it.key == 'ffe.market-data.feed.speed' }.source", equalTo("default"))
                .body("settings.find { it.key == 'ffe.market-data.feed.speed' }.value", equalTo("120"))
                .body("settings.find { it.key == 'ffe.market-data.snapshot.timeframe' }.value", equalTo("1m"))
                .body("settings.find { it.key == 'ffe.market-data.snapshot.timeframe' }.defaultValue", equalTo("15m"))
                .body("settings.find { it.key == 'ffe.run.stage' }.source", equalTo("application.properties"))
                .body("settings.find { it.key == 'ffe.market-data.live.alphavantage.key' }.value", equalTo("set"))
                .body("settings.find { it.key == 'ffe.market-data.live.oanda.token' }.value", equalTo("not set"))
                .extract()
                .asString();
        assertThat(settings).doesNotContain(LivePrices.SECRET).doesNotContain("/application.properties");
        assertThat(as(Role.ADMIN, "config").statusCode(200).extract().asString())
                .isEqualTo(settings);
    }

    @Test
    void the_description_of_rest_is_open_and_shown_in_a_browser() {
        given().get("/q/openapi").then().statusCode(200).body(containsString("FFE market data"));
        given().redirects()
                .follow(false)
                .get("/q/swagger-ui")
                .then()
                .statusCode(302)
                .header("Location", containsString("/q/swagger-ui/"));
        given().get("/q/swagger-ui/")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("default-src 'self'"))
                .body(containsString("swagger-ui-bundle.js"));
        for (String file : List.of("start.js", "swagger-ui-bundle.js", "swagger-ui.css", "favicon.ico")) {
            given().get("/q/swagger-ui/" + file).then().statusCode(200);
        }
        given().get("/q/swagger-ui/..%2fapplication.properties").then().statusCode(404);
        given().get("/q/swagger-ui/nothing.js").then().statusCode(404);
    }

    @Test
    void a_parameter_of_the_wrong_type_is_named() {
        get("bars?symbol=EURUSD&limit=many")
                .statusCode(400)
                .body("error", equalTo("PARAMETER"))
                .body("detail", containsString("limit=many"));
    }

    private void restSaysTheSame(Instant minute) {
        get("symbols")
                .statusCode(200)
                .body("symbol", contains("EURUSD"))
                .body("[0].ticks", equalTo(3))
                .body("[0].lastQuote.bid", equalTo("1.10020"))
                .body("[0].quality.verdict", equalTo("INVALID"));
        get("ticks?symbol=EURUSD&limit=2")
                .statusCode(200)
                .body("ticks.sequence", contains(2, 3))
                .body("before", equalTo(2));
        get("ticks?symbol=EURUSD&limit=2&before=2")
                .statusCode(200)
                .body("ticks.bid", contains("1.10000"))
                .body("before", nullValue());
        get("bars?symbol=EURUSD&timeframe=1m")
                .statusCode(200)
                .body("bars.start", contains(minute.toString()))
                .body("bars[0].bid.high", equalTo("1.10050"));
        get("pulse/EURUSD")
                .statusCode(200)
                .body("asOf", equalTo(minute.plusSeconds(60).toString()))
                .body("timeframes.timeframe", contains("1m", "5m", "15m", "30m", "1h", "4h", "1d"))
                .body("timeframes[0].bars", equalTo(1))
                .body("session.open", equalTo(MarketHours.isOpen(AssetClass.FOREX, minute.plusSeconds(60))))
                .body("quoteAge.seconds", equalTo(31f))
                .body("quoteAge.limitSeconds", equalTo(90f))
                .body("alignment", nullValue());

        get("bars?symbol=EURUSD&timeframe=7m").statusCode(400).body("detail", containsString("expected one of 1m 5m"));
        get("ticks?symbol=EURUSD&limit=0").statusCode(400).body("detail", containsString("expected 1 to 5000"));
        get("ticks").statusCode(400).body("detail", containsString("expected one of [EURUSD]"));
        get("bars?symbol=XXXUSD").statusCode(404);
        get("pulse/XXXUSD").statusCode(404).body("detail", containsString("expected one of [EURUSD]"));
        get("ticks?symbol=EURUSD&limit=many").statusCode(400).body("detail", containsString("limit=many"));
        get("ticks?symbol=EURUSD&from=yesterday")
                .statusCode(400)
                .body("detail", containsString("from is 'yesterday', expected an ISO-8601 time"));
        get("ticks?symbol=EURUSD&from=%s&to=%s".formatted(minute, minute))
                .statusCode(400)
                .body("detail", containsString("expected a time after from"));
        get("ticks?symbol=EURUSD&after=17").statusCode(400).body("detail", containsString("after is '17'"));
        get("ticks?symbol=EURUSD&before=2&from=" + minute).statusCode(400).body("error", equalTo("BEFORE"));
        for (String path : List.of("symbols", "ticks?symbol=EURUSD", "bars?symbol=EURUSD", "pulse/EURUSD")) {
            given().get("/api/v1/" + path).then().statusCode(401);
        }
    }

    private void theStoreSaysTheSame(Instant minute) {
        await().atMost(SOON)
                .untilAsserted(() -> get("ticks?symbol=EURUSD&from=" + minute)
                        .statusCode(200)
                        .body("ticks.sequence", contains(1, 2, 3)));
        String after = get("ticks?symbol=EURUSD&from=" + minute + "&limit=2")
                .statusCode(200)
                .body("ticks.bid", contains("1.10000", "1.10050"))
                .body("before", nullValue())
                .extract()
                .path("after");
        get("ticks?symbol=EURUSD&limit=2&after=" + after)
                .statusCode(200)
                .body("ticks.sequence", contains(3))
                .body("after", nullValue());
        get("ticks?symbol=EURUSD&to=" + minute.plusSeconds(20)).statusCode(200).body("ticks.sequence", contains(1));
    }

    private void withoutADatabaseThePastIsUnavailableAndThePresentIsNot(Instant minute) {
        database("false");
        try {
            get("ticks?symbol=EURUSD&from=" + minute).statusCode(503).body("error", equalTo("STORE_AWAY"));
            get("ticks?symbol=EURUSD").statusCode(200).body("ticks.sequence", contains(1, 2, 3));
        } finally {
            database("true");
        }
        await().atMost(SOON)
                .untilAsserted(() -> get("ticks?symbol=EURUSD&from=" + minute).statusCode(200));
    }

    /** Whether the service's database takes connections; those that it has end. */
    private void database(String allowed) {
        try (Connection connection = TestInfrastructure.shared().postgres().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS " + allowed);
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'");
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
