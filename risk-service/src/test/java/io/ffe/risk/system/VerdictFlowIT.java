package io.ffe.risk.system;

import static io.ffe.risk.domain.Market.AS_OF;
import static io.ffe.risk.domain.Market.decision;
import static io.ffe.risk.domain.Market.snapshot;
import static io.ffe.risk.system.Bench.bd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.risk.domain.Account;
import io.ffe.risk.domain.Market;
import io.ffe.risk.domain.gate.Gate;
import io.ffe.schema.contract.RestSecurity;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.GateResult;
import io.ffe.schema.event.GateResult.Status;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.event.Verdict.Result;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One risk service, in the JVM of the test, over its topics and its REST. Each test has a portfolio of its own. */
@QuarkusTest
@QuarkusTestResource(value = RealInfrastructure.class, restrictToAnnotatedClass = true)
class VerdictFlowIT {

    private static final AtomicInteger PORTFOLIOS = new AtomicInteger();

    private static Bench bench;

    @ConfigProperty(name = "mp.jwt.verify.publickey.location")
    String publicKey;

    Databases.Access database;
    Tokens tokens;

    private RiskHttp risk;
    private final String portfolio = "p" + PORTFOLIOS.incrementAndGet();
    private final Account account = new Account();
    private final Snapshot btc = snapshot("BTCUSDT", AS_OF.plusSeconds(900L * PORTFOLIOS.get()), "50000", "50001");

    @BeforeEach
    void open() {
        risk = new RiskHttp(RestAssured.port, tokens);
        if (bench == null) {
            bench = new Bench(database);
            // The first snapshot of a process loads what snapshots are stored with, and may take longer than a decision
            // waits for its own.
            bench.publish(snapshot("SOLUSDT", AS_OF, "150", "150.01"));
            await("the first snapshot").until(() -> bench.count("SELECT count(*) FROM snapshot") >= 1);
        }
    }

    @AfterEach
    void close() {
        risk.close();
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @Test
    void nobody_comes_in_without_the_right_and_mistakes_tell_nothing_of_the_insides() {
        try (RestSecurity rest = new RestSecurity(
                "risk",
                URI.create("http://127.0.0.1:" + RestAssured.port),
                Path.of(URI.create(publicKey)),
                (role, subject, lifetime, claims) -> tokens.issue(Role.ofLabel(role), subject, lifetime, claims))) {
            rest.holds();
        }
    }

    @Test
    void a_decision_becomes_an_approved_verdict_with_every_gate_and_a_reservation() {
        fund();
        bench.publish(btc);
        Decision decision = buy(btc);

        bench.publish(decision);

        Verdict verdict = bench.verdictOn(decision);
        assertThat(verdict.result()).as("%s", verdict.gates()).isEqualTo(Result.APPROVED);
        assertThat(verdict.gates()).hasSize(Gate.values().length).noneMatch(gate -> gate.status() == Status.FAILED);
        assertThat(verdict.limitsVersion()).matches("0\\.[0-9a-f]{8}");
        assertThat(bench.count("SELECT count(*) FROM approval WHERE portfolio_id = '" + portfolio + "'"))
                .isEqualTo(1);
        assertThat(bench.count(
                        "SELECT count(*) FROM portfolio_book WHERE day_start_equity = 100000 AND portfolio_id = '"
                                + portfolio + "'"))
                .isEqualTo(1);
        assertThat(bench.count("SELECT count(*) FROM daily_close WHERE symbol = 'BTCUSDT' AND day = '2024-08-05'"))
                .isEqualTo(1);
        assertThat(reservations()).isEqualTo(1);
    }

    @Test
    void a_repeated_decision_gives_one_verdict_and_one_reservation() {
        fund();
        bench.publish(btc);
        Decision decision = buy(btc);
        Decision after = hold(btc);

        bench.publish(decision);
        bench.publish(decision);
        bench.publish(after);

        bench.verdictOn(after);
        assertThat(bench.verdictsOn(decision)).hasSize(1);
        assertThat(reservations()).isEqualTo(1);
    }

    @Test
    void a_decision_that_comes_before_its_snapshot_waits_for_it() {
        fund();
        Decision decision = buy(btc);
        double consumed = risk.decisionsRead();

        bench.publish(decision);
        await("risk has read the decision").until(() -> risk.decisionsRead() > consumed);
        assertThat(bench.count("SELECT count(*) FROM verdict WHERE decision_id = '" + decision.decisionId() + "'"))
                .isZero();
        bench.publish(btc);

        assertThat(bench.verdictOn(decision).result()).isEqualTo(Result.APPROVED);
    }

    @Test
    void a_decision_whose_snapshot_never_comes_is_rejected_for_the_age_of_its_data_and_others_on_it_wait_no_longer() {
        fund();
        Decision decision = buy(btc);
        Decision other = Bench.of("p" + PORTFOLIOS.incrementAndGet(), decision(btc, Action.HOLD));

        bench.publish(decision);
        bench.publish(other);

        Verdict verdict = bench.verdictOn(decision);
        assertThat(verdict.result()).isEqualTo(Result.REJECTED);
        assertThat(failed(verdict)).contains("DATA_AGE");
        bench.verdictOn(other);
        assertThat(Duration.between(bench.judgedAt(decision), bench.judgedAt(other))
                        .abs())
                .as("whichever comes second would have waited for 6 s")
                .isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void a_decision_whose_snapshot_a_later_one_has_passed_does_not_wait_for_it() {
        fund();
        Snapshot kept = snapshot("ETHUSD", AS_OF.plus(Duration.ofMinutes(15)), "2500", "2500.10");
        bench.publish(kept);
        await("the newer snapshot")
                .until(() ->
                        bench.count("SELECT count(*) FROM snapshot WHERE snapshot_id = '" + kept.snapshotId() + "'")
                                == 1);
        Decision decision = buy(snapshot("ETHUSD", AS_OF, "2500", "2500.10"));

        isRejectedAtOnce(decision);
    }

    @Test
    void a_decision_that_names_a_snapshot_that_cannot_be_its_own_does_not_wait_for_it() {
        fund();
        Snapshot another = snapshot("BTCUSDT", btc.asOf().plusMillis(1), "50000", "50001");

        isRejectedAtOnce(Market.naming(buy(btc), another.snapshotId()));
    }

    private void isRejectedAtOnce(Decision decision) {
        Instant published = Instant.now();

        bench.publish(decision);

        assertThat(failed(bench.verdictOn(decision))).contains("DATA_AGE");
        assertThat(Duration.between(published, bench.judgedAt(decision)))
                .as("the wait would take 6 s")
                .isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void a_fill_moves_from_reservation_to_position_and_the_end_releases_the_rest() throws IOException {
        fund();
        bench.publish(btc);
        Decision decision = buy(btc);
        bench.publish(decision);
        Verdict verdict = bench.verdictOn(decision);

        bench.publish(Bench.of(portfolio, account.order(verdict, OrderState.ACCEPTED)));
        bench.publish(Bench.of(portfolio, account.fill(verdict, bd("0.2"), bd("50001"), bd("10"))));
        await().untilAsserted(() ->
                assertThat(book().path("throughSequence").asLong()).isEqualTo(3));
        JsonNode half = book();
        assertThat(half.path("positions").path(0).path("quantity").asText()).isEqualTo("0.2");
        assertThat(half.path("reservations")).hasSize(1);

        bench.publish(Bench.of(portfolio, account.order(verdict, OrderState.CANCELED)));
        await().untilAsserted(() -> assertThat(book().path("reservations")).isEmpty());
        assertThat(book().path("cash").asText()).isEqualTo(account.cash().toPlainString());
    }

    @Test
    void an_opposite_decision_closes_the_position_and_reserves_nothing() {
        fund();
        bench.publish(btc);
        Decision entry = buy(btc);
        bench.publish(entry);
        Verdict bought = bench.verdictOn(entry);
        bench.publish(Bench.of(portfolio, account.fill(bought, bought.intent().quantity(), bd("50001"), bd("10"))));
        Snapshot later = snapshot("BTCUSDT", btc.asOf().plusSeconds(450), "50500", "50501");
        bench.publish(later);
        await().until(() -> reservations() == 0);

        Decision exit = Bench.of(portfolio, decision(later, Action.SELL));
        bench.publish(exit);

        Verdict verdict = bench.verdictOn(exit);
        assertThat(verdict.result()).isEqualTo(Result.APPROVED);
        assertThat(verdict.intent().quantity())
                .isEqualByComparingTo(bought.intent().quantity());
        assertThat(verdict.reservedNotional()).isNull();
        assertThat(reservations()).isZero();
    }

    @Test
    void entries_wait_for_a_missing_execution_and_go_on_when_it_comes() {
        fund();
        var missing = Bench.of(portfolio, account.cash("1"));
        var beyond = Bench.of(portfolio, account.cash("1"));
        bench.publish(beyond);
        await().until(() ->
                bench.count("SELECT count(*) FROM execution_ahead WHERE portfolio_id = '" + portfolio + "'") == 1);
        bench.publish(btc);
        Decision early = buy(btc);
        bench.publish(early);
        assertThat(failed(bench.verdictOn(early))).containsExactly("SEQUENCE_GAP");

        bench.publish(missing);
        await().until(() ->
                bench.count("SELECT through_sequence FROM portfolio_book WHERE portfolio_id = '" + portfolio + "'")
                        == 3);
        Snapshot later = snapshot("BTCUSDT", btc.asOf().plusSeconds(450), "50000", "50001");
        bench.publish(later);
        Decision again = buy(later);
        bench.publish(again);

        assertThat(bench.verdictOn(again).result()).isEqualTo(Result.APPROVED);
    }

    @Test
    void what_can_never_be_judged_goes_to_the_dead_letters_with_its_bytes_and_the_next_is_judged() {
        fund();
        bench.publish(btc);
        byte[] broken = "{\"portfolioId\": \"half a dec".getBytes(StandardCharsets.UTF_8);
        ProducerRecord<String, byte[]> poison = new ProducerRecord<>(Topics.DECISIONS.topicName(), portfolio, broken);
        poison.headers().add("ce_type", "io.ffe.decision.v1".getBytes(StandardCharsets.UTF_8));
        Decision unknownPortfolio = Bench.of("nobody", decision(btc, Action.BUY));
        Decision withoutTime = buy(btc);
        Decision good = hold(btc);

        bench.send(poison);
        bench.publish(foreign(good, "someone-else", Bench.RUN));
        bench.publish(foreign(good, "ffe", "another-run"));
        bench.publish(unknownPortfolio);
        bench.publish(Topics.DECISIONS, withoutTime, null);
        bench.publish(good);

        assertThat(bench.verdictOn(good).result()).isEqualTo(Result.NO_ORDER);
        List<ConsumerRecord<String, byte[]>> dead = bench.deadLetters(Topics.DECISIONS, 5);
        assertThat(dead)
                .extracting(record -> Bench.headers(record).get("ffe-dlq-reason"))
                .containsExactlyInAnyOrder(
                        DeadLetterReason.MALFORMED_JSON.name(),
                        DeadLetterReason.FOREIGN_PRODUCER.name(),
                        DeadLetterReason.FOREIGN_RUN.name(),
                        DeadLetterReason.INVALID_VALUE.name(),
                        DeadLetterReason.MISSING_HEADER.name());
        assertThat(dead)
                .filteredOn(
                        record -> Bench.headers(record).get("ffe-dlq-reason").equals("MALFORMED_JSON"))
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isEqualTo(broken));
    }

    @Test
    void a_snapshot_that_claims_prices_of_another_origin_is_refused_and_never_judged_by() {
        fund();
        Snapshot claims = new Snapshot(
                btc.runId(),
                btc.symbol(),
                btc.assetClass(),
                btc.timeframe(),
                btc.asOf(),
                Origin.LIVE,
                btc.quote(),
                btc.timeframes(),
                btc.regime(),
                btc.volatility(),
                btc.alignment(),
                btc.quality());

        bench.publish(claims);
        Decision decision = buy(claims);
        bench.publish(decision);

        assertThat(bench.deadLetters(Topics.SNAPSHOTS, 1))
                .singleElement()
                .satisfies(dead -> assertThat(Bench.headers(dead).get("ffe-dlq-detail"))
                        .isEqualTo("origin is LIVE, expected SYNTHETIC, where prices of this run come from"));
        Verdict verdict = bench.verdictOn(decision);
        assertThat(verdict.result()).isEqualTo(Result.REJECTED);
        assertThat(failed(verdict)).contains("ORIGIN", "DATA_AGE");
        assertThat(verdict.origin()).isEqualTo(Origin.SYNTHETIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/verdicts",
                "/api/v1/verdicts/x",
                "/api/v1/limits",
                "/api/v1/gates",
                "/api/v1/book/p1",
                "/api/v1/trading-state",
                "/api/v1/trading-state/changes"
            })
    void nobody_looks_without_a_token_of_a_role_that_may(String path) {
        assertThat(risk.status(path, Optional.empty())).isEqualTo(401);
        assertThat(risk.status(path, Optional.of("not.a.token"))).isEqualTo(401);
        assertThat(risk.status(path, Optional.of(risk.expiredToken()))).isEqualTo(401);
        assertThat(risk.status(path, Optional.of(risk.token(Role.SERVICE)))).isEqualTo(403);
        assertThat(risk.status(path, Optional.of(risk.token(Role.VIEWER)))).isIn(200, 404);
    }

    @Test
    void rest_shows_verdicts_gates_and_limits_and_says_what_is_wrong_with_a_request() throws IOException {
        fund();
        bench.publish(btc);
        Decision decision = buy(btc);
        bench.publish(decision);
        Verdict verdict = bench.verdictOn(decision);

        assertThat(Json.mapper().readValue(risk.body("/api/v1/verdicts/" + decision.decisionId()), Verdict.class))
                .isEqualTo(verdict);
        assertThat(Json.mapper().readTree(risk.body("/api/v1/verdicts?limit=1")))
                .hasSize(1);
        assertThat(Json.mapper().readTree(risk.body("/api/v1/gates"))).hasSize(Gate.values().length);
        assertThat(Json.mapper().readTree(risk.body("/api/v1/limits")).findValuesAsText("maxConcurrentPositions"))
                .contains("2");
        assertThat(risk.body("/api/v1/verdicts?limit=501")).contains("501").contains("1 to 500");
        assertThat(risk.body("/api/v1/book/nobody")).contains("nobody");
    }

    @Test
    void a_halted_portfolio_gets_no_entry_and_every_exit_until_a_named_operator_resumes_it() throws IOException {
        fund();
        bench.publish(btc);
        Decision entry = buy(btc);
        bench.publish(entry);
        Verdict bought = bench.verdictOn(entry);
        bench.publish(Bench.of(portfolio, account.fill(bought, bought.intent().quantity(), bd("50001"), bd("10"))));
        await().until(() -> reservations() == 0);

        JsonNode halted = told(200, "HALT", "");
        assertThat(halted.path("state").asText()).isEqualTo("HALTED");
        assertThat(halted.path("actor").asText()).isEqualTo("tester");
        assertThat(risk.metric("ffe_trading_state\\{[^}]*portfolio=\"" + portfolio + "\"[^}]*}"))
                .isEqualTo(2);
        Snapshot later = snapshot("BTCUSDT", btc.asOf().plusSeconds(450), "50500", "50501");
        bench.publish(later);
        Decision exit = Bench.of(portfolio, decision(later, Action.SELL));
        bench.publish(exit);
        assertThat(bench.verdictOn(exit).result()).isEqualTo(Result.APPROVED);
        Snapshot eth = snapshot("ETHUSDT", later.asOf(), "2500", "2500.10");
        bench.publish(eth);
        Decision another = buy(eth);
        bench.publish(another);
        Verdict rejected = bench.verdictOn(another);
        assertThat(rejected.result()).isEqualTo(Result.REJECTED);
        assertThat(failed(rejected)).containsExactly("TRADING_STATE");

        assertThat(told(400, "RESUME", ",\"epoch\":1").path("detail").asText()).contains("by is missing");
        assertThat(told(409, "RESUME", ",\"epoch\":7,\"by\":\"Ada\"")
                        .path("detail")
                        .asText())
                .contains("HALTED at epoch 1")
                .contains("epoch is 7, expected 1");
        assertThat(told(409, "REDUCE", "").path("detail").asText()).contains("lifted by a resume");
        told(200, "HALT", ",\"by\":\"Bob\"");
        assertThat(told(409, "RESUME", ",\"epoch\":1,\"by\":\"Ada\"")
                        .path("detail")
                        .asText())
                .contains("Bob")
                .contains("expected 2");
        assertThat(told(200, "RESUME", ",\"epoch\":2,\"by\":\"Ada\"")
                        .path("epoch")
                        .asLong())
                .isEqualTo(3);

        Snapshot calm = snapshot("ETHUSDT", later.asOf().plusSeconds(450), "2500", "2500.10");
        bench.publish(calm);
        Decision again = buy(calm);
        bench.publish(again);
        assertThat(bench.verdictOn(again).result()).isEqualTo(Result.APPROVED);
        await().until(() -> bench.controls(portfolio).size() >= 3);
        assertThat(bench.controls(portfolio)).extracting(Control::epoch).startsWith(1L, 2L, 3L);
        assertThat(bench.controls(portfolio))
                .extracting(Control::state)
                .startsWith(Control.State.HALTED, Control.State.HALTED, Control.State.ACTIVE);
        assertThat(bench.controls(Control.ALL)).as("there from the first start").isNotEmpty();
        assertThat(bench.count("SELECT count(*) FROM trading_state_change WHERE scope = '" + portfolio
                        + "' AND actor = 'Ada' AND token_holder = 'tester' AND from_state = 'HALTED'"
                        + " AND to_state = 'ACTIVE' AND reason = 'drill'"))
                .isEqualTo(1);
        assertThat(risk.body("/api/v1/trading-state/changes?limit=1")).contains("Ada");
    }

    @Test
    void a_reduction_of_all_portfolios_holds_for_each_and_its_own_state_is_not_lifted_with_it() throws IOException {
        fund();
        bench.publish(btc);
        told(200, "REDUCE", "");
        JsonNode all = told(Control.ALL, 200, "HALT", "");

        Decision entry = buy(btc);
        bench.publish(entry);
        Verdict rejected = bench.verdictOn(entry);
        told(
                Control.ALL,
                200,
                "RESUME",
                ",\"by\":\"Ada\",\"epoch\":" + all.path("epoch").asLong());
        Snapshot later = snapshot("BTCUSDT", btc.asOf().plusSeconds(450), "50000", "50001");
        bench.publish(later);
        Decision still = buy(later);
        bench.publish(still);

        assertThat(stateOn(rejected)).isEqualTo("HALTED");
        assertThat(stateOn(bench.verdictOn(still))).isEqualTo("REDUCING");
    }

    @Test
    void changes_at_the_same_moment_get_an_epoch_each_and_only_operators_change_anything() throws Exception {
        List<CompletableFuture<Integer>> halts = IntStream.range(0, 8)
                .mapToObj(number -> CompletableFuture.supplyAsync(
                        () -> post(portfolio, "HALT", ",\"by\":\"operator " + number + "\"")
                                .statusCode()))
                .toList();
        for (CompletableFuture<Integer> halt : halts) {
            assertThat(halt.get()).isEqualTo(200);
        }

        assertThat(bench.count("SELECT max(to_epoch) FROM trading_state_change WHERE scope = '" + portfolio + "'"))
                .isEqualTo(8);
        await().until(() -> bench.controls(portfolio).size() >= 8);
        assertThat(bench.controls(portfolio))
                .extracting(Control::epoch)
                .isSorted()
                .doesNotHaveDuplicates();
        String body = "{\"action\":\"HALT\",\"reason\":\"drill\",\"scope\":\"" + portfolio + "\"}";
        assertThat(risk.post("/api/v1/trading-state", Role.VIEWER, body).statusCode())
                .isEqualTo(403);
        assertThat(risk.post("/api/v1/trading-state", Role.SERVICE, body).statusCode())
                .isEqualTo(403);
        assertThat(told("nobody", 400, "HALT", "").path("detail").asText()).contains("scope is 'nobody'");
        try (Connection database = DriverManager.getConnection(
                        this.database.jdbcUrl(), this.database.username(), this.database.password());
                Statement sql = database.createStatement()) {
            assertThatThrownBy(() -> sql.execute("UPDATE trading_state_change SET actor = 'nobody'"))
                    .hasMessageContaining("changes of the trading state are never update");
        }
    }

    @Test
    void a_limit_is_tightened_by_an_operator_at_once_and_loosened_by_an_admin_only() throws IOException {
        fund();
        bench.publish(btc);

        JsonNode tightened = limit(200, Role.OPERATOR, "max-order-value", "1");
        Verdict refused = judged(buy(btc));
        HttpResponse<String> notAllowed = postLimit(Role.OPERATOR, "max-order-value", "60000");
        JsonNode loosened = limit(200, Role.ADMIN, "max-order-value", "60000");
        Snapshot later = snapshot("BTCUSDT", btc.asOf().plusSeconds(60), "50000", "50001");
        bench.publish(later);
        Verdict approved = judged(buy(later));

        assertThat(tightened.path("loosened").asBoolean()).isFalse();
        assertThat(refused.limitsVersion()).startsWith("1.");
        assertThat(failed(refused)).contains("MINIMUM_ORDER");
        assertThat(notAllowed.statusCode()).isEqualTo(403);
        assertThat(notAllowed.body()).contains("admin");
        assertThat(loosened.path("before").asText()).isEqualTo("1");
        assertThat(loosened.path("tokenHolder").asText()).isEqualTo("tester");
        assertThat(approved.limitsVersion()).startsWith("2.");
        assertThat(approved.result()).as("%s", approved.gates()).isEqualTo(Result.APPROVED);
        assertThat(postLimit(Role.VIEWER, "max-order-value", "1").statusCode()).isEqualTo(403);
        assertThat(limit(400, Role.ADMIN, "max-levrage", "1").path("detail").asText())
                .contains("max-levrage", "max-leverage");
        assertThat(risk.body("/api/v1/limits/changes?limit=500")).contains("drill", portfolio);
        assertThatThrownBy(() ->
                        execute("UPDATE limit_change SET reason = 'another' WHERE portfolio_id = '" + portfolio + "'"))
                .hasMessageContaining("never update");
    }

    @Test
    void a_disabled_symbol_is_entered_again_when_a_named_person_re_enabled_it() throws IOException {
        fund();
        bench.publish(btc);
        limit(200, Role.OPERATOR, "max-repeated-entries", "1");
        Verdict first = judged(buy(btc));
        bench.publish(Bench.of(portfolio, account.order(first, OrderState.CANCELED)));
        Snapshot later = snapshot("BTCUSDT", btc.asOf().plusSeconds(600), "50000", "50001");
        bench.publish(later);
        await().until(() -> reservations() == 0);
        Verdict throttled = judged(buy(later));
        String body = "{\"portfolio\":\"" + portfolio + "\",\"symbol\":\"BTCUSDT\",\"reason\":\"looked at it\"";

        HttpResponse<String> nameless = risk.post("/api/v1/throttles", Role.OPERATOR, body + "}");
        HttpResponse<String> enabled = risk.post("/api/v1/throttles", Role.OPERATOR, body + ",\"by\":\"ada\"}");
        HttpResponse<String> again = risk.post("/api/v1/throttles", Role.OPERATOR, body + ",\"by\":\"ada\"}");
        Snapshot last = snapshot("BTCUSDT", btc.asOf().plusSeconds(1200), "50000", "50001");
        bench.publish(last);
        Verdict free = judged(buy(last));

        assertThat(failed(throttled)).containsExactly("REPEATED_EXECUTION");
        assertThat(nameless.statusCode()).isEqualTo(400);
        assertThat(enabled.statusCode()).as(enabled.body()).isEqualTo(200);
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(free.result()).as("%s", free.gates()).isEqualTo(Result.APPROVED);
    }

    private void execute(String update) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                Statement sql = connection.createStatement()) {
            sql.execute(update);
        }
    }

    private Verdict judged(Decision decision) {
        bench.publish(decision);
        return bench.verdictOn(decision);
    }

    private JsonNode limit(int status, Role role, String key, String value) throws IOException {
        HttpResponse<String> answer = postLimit(role, key, value);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Json.mapper().readTree(answer.body());
    }

    private HttpResponse<String> postLimit(Role role, String key, String value) {
        return risk.post(
                "/api/v1/limits",
                role,
                "{\"portfolio\":\"" + portfolio + "\",\"key\":\"" + key + "\",\"value\":\"" + value
                        + "\",\"reason\":\"drill\"}");
    }

    @Test
    void without_a_balance_a_portfolio_is_signal_only_and_trades_by_itself_when_the_balance_is_read()
            throws IOException {
        String gauge = "ffe_signal_only\\{portfolio=\"" + portfolio + "\"}";
        bench.publish(btc);
        Decision blind = buy(btc);
        bench.publish(blind);

        Verdict refused = bench.verdictOn(blind);
        assertThat(refused.result()).isEqualTo(Result.REJECTED);
        assertThat(refused.intent()).isNull();
        assertThat(refused.gates())
                .filteredOn(gate -> gate.gate().equals(Gate.EQUITY_KNOWN.name()))
                .extracting(GateResult::detail)
                .containsExactly("no execution has told the balance of portfolio " + portfolio);
        await().untilAsserted(() -> assertThat(risk.metric(gauge)).isEqualTo(1));
        assertThat(book().path("mode").asText()).isEqualTo("SIGNAL_ONLY");
        assertThat(signalOnly()).contains(portfolio);

        fund();

        await().untilAsserted(() -> assertThat(risk.metric(gauge)).isZero());
        assertThat(book().path("mode").asText()).isEqualTo("TRADING");
        assertThat(signalOnly()).doesNotContain(portfolio);
        Snapshot later = snapshot("BTCUSDT", btc.asOf().plusSeconds(1), "50000", "50001");
        bench.publish(later);
        Decision seeing = buy(later);
        bench.publish(seeing);
        assertThat(bench.verdictOn(seeing).result()).isEqualTo(Result.APPROVED);
    }

    private List<String> signalOnly() throws IOException {
        return Json.mapper()
                .readTree(risk.body("/api/v1/trading-state"))
                .path("signalOnly")
                .findValuesAsText("portfolioId");
    }

    @Test
    void metrics_count_verdicts_failures_and_exposure() {
        fund();
        bench.publish(btc);
        Decision decision = buy(btc);
        double approved = risk.metric("ffe_verdicts_total\\{[^}]*result=\"APPROVED\"[^}]*}");
        bench.publish(decision);
        Verdict verdict = bench.verdictOn(decision);

        await().untilAsserted(() -> {
            assertThat(risk.metric("ffe_verdicts_total\\{[^}]*result=\"APPROVED\"[^}]*}"))
                    .isEqualTo(approved + 1);
            assertThat(risk.metric("ffe_reserved\\{portfolio=\"" + portfolio + "\"}"))
                    .isEqualTo(verdict.reservedNotional().doubleValue());
        });
        assertThat(risk.metric("ffe_stage_age_seconds_count\\{[^}]*stage=\"risk\"[^}]*}"))
                .isPositive();
        assertThat(risk.body("/q/metrics"))
                .contains("ffe_gate_failures_total", "ffe_exposure", "ffe_drawdown_fraction", "ffe_reservations");
    }

    private JsonNode told(int status, String action, String more) throws IOException {
        return told(portfolio, status, action, more);
    }

    private JsonNode told(String scope, int status, String action, String more) throws IOException {
        HttpResponse<String> answer = post(scope, action, more);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Json.mapper().readTree(answer.body());
    }

    private HttpResponse<String> post(String scope, String action, String more) {
        return risk.post(
                "/api/v1/trading-state",
                Role.OPERATOR,
                "{\"action\":\"" + action + "\",\"scope\":\"" + scope + "\",\"reason\":\"drill\"" + more + "}");
    }

    /** What the gate has seen. */
    private static String stateOn(Verdict verdict) {
        return verdict.gates().stream()
                .filter(gate -> gate.gate().equals(Gate.TRADING_STATE.name()))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private void fund() {
        bench.publish(Bench.of(portfolio, account.cash("100000")));
        await("the balance of " + portfolio)
                .until(() -> bench.count("SELECT count(*) FROM portfolio_book WHERE through_sequence = 1 AND"
                                + " portfolio_id = '" + portfolio + "'")
                        == 1);
    }

    private long reservations() {
        return bench.count("SELECT count(*) FROM reservation WHERE portfolio_id = '" + portfolio + "'");
    }

    private JsonNode book() throws IOException {
        return Json.mapper().readTree(risk.body("/api/v1/book/" + portfolio));
    }

    private Decision buy(Snapshot snapshot) {
        return Bench.of(portfolio, decision(snapshot, Action.BUY));
    }

    /** On a snapshot that differs from that of {@link #buy}, so that it is another decision. */
    private Decision hold(Snapshot near) {
        Snapshot other = snapshot("ETHUSDT", near.asOf(), "2500", "2500.10");
        bench.publish(other);
        return Bench.of(portfolio, decision(other, Action.HOLD));
    }

    private static Decision foreign(Decision decision, String producer, String run) {
        return Market.claiming(decision, run, decision.portfolioId(), producer, decision.origin());
    }

    private static List<String> failed(Verdict verdict) {
        return verdict.gates().stream()
                .filter(gate -> gate.status() == Status.FAILED)
                .map(GateResult::gate)
                .toList();
    }
}
