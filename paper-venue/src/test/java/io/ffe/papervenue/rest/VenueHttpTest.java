package io.ffe.papervenue.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.ffe.papervenue.Venue;
import io.ffe.papervenue.testing.Tokens;
import io.ffe.papervenue.testing.VenueWithoutBroker;
import io.ffe.schema.contract.RestSecurity;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(VenueWithoutBroker.class)
class VenueHttpTest {

    private static final AtomicLong OFFSET = new AtomicLong();
    private static final Instant START = Instant.parse("2024-08-05T00:00:00Z");
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Inject
    Venue venue;

    @TestHTTPResource("/")
    URI base;

    private final String portfolio = "p-" + UUID.randomUUID();

    @BeforeEach
    void a_quote_is_known() {
        quote("60000", "60001");
    }

    @AfterEach
    void the_venue_behaves_again() {
        given().auth()
                .oauth2(Tokens.role("admin"))
                .delete("/api/v1/faults")
                .then()
                .statusCode(200);
    }

    private void quote(String bid, String ask) {
        long number = OFFSET.getAndIncrement();
        Instant at = START.plusSeconds(number);
        venue.take(
                new Tick(
                        "BTCUSDT",
                        "test",
                        number,
                        Tick.Kind.QUOTE,
                        at,
                        at,
                        new BigDecimal(bid),
                        new BigDecimal(ask),
                        null,
                        null,
                        null,
                        null,
                        Origin.REPLAY,
                        false),
                0,
                number,
                0);
    }

    private RequestSpecification own() {
        return given().auth().oauth2(Tokens.service(portfolio)).contentType("application/json");
    }

    private String order(String id, String side, String quantity) {
        return """
                {"clientOrderId":"%s","portfolioId":"%s","symbol":"BTCUSDT","side":"%s","type":"MARKET","quantity":"%s",
                 "timeInForce":"GTC","reduceOnly":false,"origin":"replay"}""".formatted(id, portfolio, side, quantity);
    }

    private String entry(String id) {
        return """
                {"clientOrderId":"%s","portfolioId":"%s","symbol":"BTCUSDT","side":"BUY","type":"MARKET","quantity":"0.5",
                 "timeInForce":"GTC","reduceOnly":false,"origin":"replay",
                 "onFill":{"clientOrderId":"%s-oco","stopLoss":"59000","takeProfit":"62000"}}""".formatted(id, portfolio, id);
    }

    private ValidatableResponse place(String body) {
        return own().body(body).post("/api/v1/orders").then();
    }

    private void faults(String json) {
        given().auth()
                .oauth2(Tokens.role("admin"))
                .contentType("application/json")
                .body(json)
                .put("/api/v1/faults")
                .then()
                .statusCode(200);
    }

    private String id() {
        return "o-" + UUID.randomUUID();
    }

    @Test
    void nobody_comes_in_without_the_right_and_mistakes_tell_nothing_of_the_insides() throws IOException {
        try (RestSecurity rest = new RestSecurity("paper-venue", base, Tokens.publicKey(), Tokens::issued)) {
            rest.holds();
            rest.aSlowBodyIsGivenUp();
        }
    }

    @Test
    void an_entry_is_accepted_filled_and_protected() {
        String id = id();
        // After the last quote, before the next.
        String sent = START.plusSeconds(OFFSET.get() - 1).plusMillis(85).toString();
        own().header("traceparent", TRACE)
                .header("ffe-now", sent)
                .body(entry(id))
                .post("/api/v1/orders")
                .then()
                .statusCode(201)
                .body("order.state", equalTo("ACCEPTED"))
                .body("order.venueOrderId", notNullValue())
                .body("order.acceptedAt", equalTo(sent))
                .body("order.protectionClientOrderId", equalTo(id + "-oco"));
        own().get("/api/v1/orders/" + id + "-oco").then().statusCode(404);

        quote("60000", "60001");

        own().get("/api/v1/orders/" + id)
                .then()
                .statusCode(200)
                .body("order.state", equalTo("FILLED"))
                .body("order.averagePrice", equalTo("60007.61"))
                .body("order.fees", equalTo("30.003805"));
        own().get("/api/v1/events?portfolio=" + portfolio)
                .then()
                .statusCode(200)
                .body("lastSequence", equalTo(4))
                .body("events.sequence", equalTo(List.of(1, 2, 3, 4)))
                .body("events.kind", equalTo(List.of("CASH", "ORDER", "FILL", "ORDER")))
                .body("events[0].cashDelta", equalTo("100000"))
                .body("events[2].traceparent", equalTo(TRACE))
                .body("events[2].fill.price", equalTo("60007.61"))
                .body("events[2].fill.tick.offset", equalTo((int) OFFSET.get() - 1))
                .body("events[2].cashDelta", equalTo("-30033.808805"))
                .body("events[2].positionQuantity", equalTo("0.5"))
                .body("events[3].order.type", equalTo("OCO"))
                .body("events[3].order.stopPrice", equalTo("59000"))
                .body("events[3].order.limitPrice", equalTo("62000"))
                .body("events[3].traceparent", equalTo(TRACE));
        own().get("/api/v1/accounts/" + portfolio)
                .then()
                .statusCode(200)
                .body("cash", equalTo("69966.191195"))
                .body("equity", equalTo("99966.191195"))
                .body("positions[0].quantity", equalTo("0.5"));
        own().get("/api/v1/orders?portfolio=" + portfolio)
                .then()
                .body("orders.clientOrderId", equalTo(List.of(id + "-oco")));
        own().get("/api/v1/orders?open=false&portfolio=" + portfolio).then().body("orders", hasSize(2));
    }

    @Test
    void a_second_order_with_the_same_id_is_refused_with_the_first() {
        String id = id();
        place(order(id, "BUY", "0.5")).statusCode(201);

        place(order(id, "SELL", "0.1"))
                .statusCode(409)
                .body("error", equalTo("DUPLICATE_CLIENT_ORDER_ID"))
                .body("order.side", equalTo("BUY"))
                .body("order.quantity", equalTo("0.5"));
    }

    @Test
    void the_same_id_in_another_portfolio_is_refused_without_telling_whose_it_is() {
        String id = id();
        place(order(id, "BUY", "0.5")).statusCode(201);
        String other = "q-" + UUID.randomUUID();

        given().auth()
                .oauth2(Tokens.service(other))
                .contentType("application/json")
                .body(order(id, "BUY", "0.5").replace(portfolio, other))
                .post("/api/v1/orders")
                .then()
                .statusCode(409)
                .body("order", nullValue());
    }

    @Test
    void what_the_venue_does_not_take_is_recorded_and_explained() {
        String id = id();
        place(order(id, "BUY", "0.000001"))
                .statusCode(422)
                .body("error", equalTo("LOT_SIZE"))
                .body("detail", containsString("quantity is 0.000001, expected a multiple of 0.00001"))
                .body("order.state", equalTo("REJECTED"));

        own().get("/api/v1/orders/" + id).then().statusCode(200).body("order.reason", equalTo("LOT_SIZE"));
        place(order(id, "BUY", "1")).statusCode(409);
    }

    @Test
    void bad_requests_name_the_field_and_record_nothing() {
        place("{\"clientOrderId\":").statusCode(400).body("error", equalTo("MALFORMED_JSON"));
        place("").statusCode(422).body("error", equalTo("INVALID_REQUEST"));
        place(order("x", "BUY", "1").replace("\"1\"", "1"))
                .statusCode(422)
                .body("detail", containsString("expected a decimal in quotes"));
        place(order("x", "BUY", "1").replace("\"symbol\":\"BTCUSDT\",", ""))
                .statusCode(422)
                .body("detail", containsString("symbol"));
        place(order("x", "HOLD", "1")).statusCode(422).body("detail", containsString("side"));
        place(order("x", "BUY", "-1")).statusCode(422).body("detail", containsString("quantity is -1"));
        place(order("../x", "BUY", "1")).statusCode(422).body("detail", containsString("clientOrderId is ../x"));
        own().header("ffe-now", "yesterday")
                .body(order("x", "BUY", "1"))
                .post("/api/v1/orders")
                .then()
                .statusCode(422)
                .body("detail", containsString("ffe-now is 'yesterday'"));
        own().get("/api/v1/orders/x").then().statusCode(404).body("error", equalTo("NOT_FOUND"));
        own().get("/api/v1/orders").then().statusCode(422).body("detail", containsString("portfolio is absent"));
        own().get("/api/v1/events?portfolio=" + portfolio + "&limit=100000")
                .then()
                .statusCode(422)
                .body("detail", equalTo("limit is 100000, expected 1 to 1000"));
    }

    @Test
    void a_body_beyond_the_limit_is_refused() {
        place("{\"clientOrderId\":\"" + "x".repeat(70_000) + "\"}").statusCode(413);
    }

    @Test
    void a_cancel_ends_an_order_once() {
        String id = id();
        place(order(id, "BUY", "0.5")).statusCode(201);

        own().delete("/api/v1/orders/" + id)
                .then()
                .statusCode(200)
                .body("order.state", equalTo("CANCELED"))
                .body("order.reason", equalTo("CLIENT"));
        own().delete("/api/v1/orders/" + id).then().statusCode(200).body("order.state", equalTo("CANCELED"));
        own().delete("/api/v1/orders/" + id()).then().statusCode(404);
        quote("60000", "60001");
        own().get("/api/v1/orders/" + id).then().body("order.filledQuantity", equalTo("0"));
    }

    @Test
    void a_token_acts_for_its_own_portfolio_only() {
        String id = id();
        place(order(id, "BUY", "0.5")).statusCode(201);
        RequestSpecification other = given().auth().oauth2(Tokens.service("somebody-else"));

        given().auth()
                .oauth2(Tokens.service("somebody-else"))
                .contentType("application/json")
                .body(order(id(), "BUY", "0.5"))
                .post("/api/v1/orders")
                .then()
                .statusCode(403)
                .body("error", equalTo("FORBIDDEN"));
        other.get("/api/v1/orders/" + id).then().statusCode(404);
        given().auth()
                .oauth2(Tokens.service("somebody-else"))
                .delete("/api/v1/orders/" + id)
                .then()
                .statusCode(404);
        given().auth()
                .oauth2(Tokens.service("somebody-else"))
                .get("/api/v1/accounts/" + portfolio)
                .then()
                .statusCode(403);
        given().auth()
                .oauth2(Tokens.service("somebody-else"))
                .get("/api/v1/events?portfolio=" + portfolio)
                .then()
                .statusCode(403);
        given().auth()
                .oauth2(Tokens.service("somebody-else"))
                .get("/api/v1/orders?portfolio=" + portfolio)
                .then()
                .statusCode(403);
        own().get("/api/v1/orders/" + id).then().body("order.state", equalTo("ACCEPTED"));
    }

    @Test
    void people_look_and_do_not_touch() {
        String id = id();
        place(order(id, "BUY", "0.5")).statusCode(201);
        for (String role : List.of("viewer", "operator")) {
            String token = Tokens.role(role);
            given().auth().oauth2(token).get("/api/v1/orders/" + id).then().statusCode(200);
            given().auth()
                    .oauth2(token)
                    .get("/api/v1/accounts/" + portfolio)
                    .then()
                    .statusCode(200);
            given().auth().oauth2(token).get("/api/v1/accounts/nobody").then().statusCode(404);
            given().auth()
                    .oauth2(token)
                    .get("/api/v1/events?portfolio=" + portfolio)
                    .then()
                    .statusCode(200);
            given().auth().oauth2(token).delete("/api/v1/orders/" + id).then().statusCode(403);
            given().auth()
                    .oauth2(token)
                    .contentType("application/json")
                    .body(order(id(), "BUY", "1"))
                    .post("/api/v1/orders")
                    .then()
                    .statusCode(403);
            given().auth()
                    .oauth2(token)
                    .contentType("application/json")
                    .body("{}")
                    .put("/api/v1/faults")
                    .then()
                    .statusCode(403);
        }
        own().body("{}").put("/api/v1/faults").then().statusCode(403);
        own().delete("/api/v1/faults").then().statusCode(403);
        given().auth()
                .oauth2(Tokens.role("admin"))
                .get("/api/v1/accounts/" + portfolio)
                .then()
                .statusCode(403);
    }

    @Test
    void every_endpoint_of_the_document_wants_a_token_that_is_valid() {
        Map<String, Map<String, Object>> paths = given().header("Accept", "application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .extract()
                .path("paths");
        assertThat(paths).hasSizeGreaterThanOrEqualTo(5);
        paths.forEach((path, operations) -> operations.keySet().forEach(method -> {
            String concrete = path.replaceAll("\\{[^}]+}", "main");
            given().contentType("application/json")
                    .request(method.toUpperCase(Locale.ROOT), concrete)
                    .then()
                    .statusCode(401);
            given().auth()
                    .oauth2(Tokens.expired("main"))
                    .contentType("application/json")
                    .request(method.toUpperCase(Locale.ROOT), concrete)
                    .then()
                    .statusCode(401);
            given().auth()
                    .oauth2(Tokens.role("nobody"))
                    .contentType("application/json")
                    .body("{}")
                    .request(method.toUpperCase(Locale.ROOT), concrete)
                    .then()
                    .statusCode(403);
        }));
    }

    @Test
    void an_answer_can_be_lost_and_the_order_is_there() throws Exception {
        faults("{\"dropAnswerAfterAccept\":1}");
        String id = id();
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/api/v1/orders"))
                .header("Authorization", "Bearer " + Tokens.service(portfolio))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(order(id, "BUY", "0.5")))
                .build();

        assertThatThrownBy(() -> http.send(request, HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);

        own().get("/api/v1/orders/" + id).then().statusCode(200).body("order.state", equalTo("ACCEPTED"));
        place(order(id, "BUY", "0.5")).statusCode(409);
        place(order(id(), "BUY", "0.5")).statusCode(201);
    }

    @Test
    void an_error_after_the_accept_leaves_one_order() {
        faults("{\"errorAfterAccept\":1}");
        String id = id();
        place(order(id, "BUY", "0.5")).statusCode(500);

        own().get("/api/v1/orders/" + id).then().statusCode(200).body("order.state", equalTo("ACCEPTED"));
    }

    @Test
    void an_unavailable_venue_says_so_and_records_nothing() {
        faults("{\"unavailable\":true}");
        String id = id();
        place(order(id, "BUY", "0.5")).statusCode(503).body("error", equalTo("UNAVAILABLE"));
        own().get("/api/v1/orders/" + id).then().statusCode(503);
        faults("{}");

        own().get("/api/v1/orders/" + id).then().statusCode(404);
    }

    @Test
    void answers_can_be_slow() {
        faults("{\"answerDelayMillis\":1000}");
        String id = id();
        long started = System.nanoTime();
        place(order(id, "BUY", "0.5")).statusCode(201);

        assertThat(System.nanoTime() - started).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(1000));
    }

    @Test
    void faults_that_make_no_sense_are_refused() {
        given().auth()
                .oauth2(Tokens.role("admin"))
                .contentType("application/json")
                .body("{\"fillPercent\":0}")
                .put("/api/v1/faults")
                .then()
                .statusCode(422)
                .body("detail", equalTo("fillPercent is 0, expected 1 to 100"));
    }

    @Test
    void a_poll_waits_for_its_beat_and_not_longer_than_asked() {
        own().get("/api/v1/accounts/" + portfolio).then().statusCode(200);
        long beat = venue.beat() + 1;
        own().get("/api/v1/events?portfolio=" + portfolio + "&throughBeat=" + beat + "&waitMs=50")
                .then()
                .statusCode(200)
                .body("beat", equalTo((int) beat - 1));
        CompletableFuture<Integer> polled = CompletableFuture.supplyAsync(
                () -> own().get("/api/v1/events?portfolio=" + portfolio + "&throughBeat=" + beat + "&waitMs=20000")
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("beat"));
        venue.beatMerged(beat, START);

        assertThat(polled).succeedsWithin(Duration.ofSeconds(10)).isEqualTo((int) beat);
    }

    @Test
    void a_poll_without_a_beat_returns_with_the_first_event() {
        String id = id();
        place(order(id, "BUY", "0.5")).statusCode(201);
        CompletableFuture<String> polled = CompletableFuture.supplyAsync(
                () -> own().get("/api/v1/events?portfolio=" + portfolio + "&after=2&waitMs=20000")
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("events[0].kind"));
        await().until(() -> {
            quote("60000", "60001");
            return polled.isDone();
        });

        assertThat(polled).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("FILL");
    }

    @Test
    void what_is_measured_is_exported() {
        place(order(id(), "BUY", "0.5")).statusCode(201);
        String metrics =
                given().get("/q/metrics").then().statusCode(200).extract().asString();

        assertThat(metrics)
                .contains(
                        "ffe_venue_orders_total{state=\"accepted\"}",
                        "ffe_venue_orders_total{state=\"rejected\"}",
                        "ffe_venue_fills_total",
                        "ffe_venue_journal_fsync_seconds_count",
                        "ffe_venue_last_tick_age_seconds");
    }

    @Test
    void health_tells_the_broker_from_the_journal() {
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/started").then().statusCode(200);
        given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("checks.name", hasItems("broker", "journal", "ticks"))
                .body("checks.find { it.name == 'broker' }.status", equalTo("DOWN"))
                .body("checks.find { it.name == 'journal' }.status", equalTo("UP"));
    }
}
