package io.ffe.decision;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.ffe.decision.domain.CraftedSnapshot;
import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.ModelCall;
import io.ffe.decision.domain.Seat;
import io.ffe.decision.domain.Standing;
import io.ffe.decision.llm.MachineStalls;
import io.ffe.decision.llm.OllamaModels;
import io.ffe.decision.llm.StubbedModels;
import io.ffe.decision.store.DecisionJobs;
import io.ffe.decision.store.Decisions;
import io.ffe.decision.store.Positions;
import io.ffe.messaging.Transactions;
import io.ffe.schema.contract.RestSecurity;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.ChainLink;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.Path.Step;
import io.ffe.schema.event.TierStep;
import io.ffe.schema.event.TierStep.Code;
import io.ffe.schema.event.TierStep.Tier;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.serde.CoreHash;
import io.ffe.schema.serde.DecisionChain;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.HeaderNames;
import io.ffe.stack.testing.LongVersions;
import io.ffe.stack.testing.OllamaStub;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.Tokens;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service with a real broker and a real database; where Ollama would be, a stub counts what it is asked. */
@QuarkusTest
@QuarkusTestResource(value = RealInfrastructure.class, restrictToAnnotatedClass = true)
class DecisionIT {

    /** Portfolios main and second. */
    private static final int PORTFOLIOS = 2;

    private static final AtomicInteger SYMBOLS = new AtomicInteger();

    private static boolean warm;

    @Inject
    DecisionJobs jobs;

    @Inject
    Decisions decisions;

    @Inject
    Positions positions;

    @Inject
    EntityManager entities;

    @Inject
    OutcomeRebuild rebuild;

    @Inject
    Ladder ladder;

    @Inject
    DecisionPublication publication;

    @Inject
    Transactions transactions;

    @Inject
    MeterRegistry meters;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "mp.jwt.verify.publickey.location")
    String publicKey;

    Tokens tokens;

    OllamaStub ollama;

    @ViewerToken
    String viewer;

    private Probe probe;
    private int postsBefore;

    @BeforeEach
    void open() {
        ollama.behave(OllamaStub.says("HOLD", 50, "ADX_STRONG"));
        await().atMost(Duration.ofSeconds(30)).until(() -> backlog() == 0);
        probe = new Probe(bootstrapServers);
        if (!warm) {
            // The first call of an application loads what calls are made with, and may miss a deadline of 2 s: then the
            // fallback is asked too, and a test that counts would count it.
            Snapshot first = trending();
            probe.send(first);
            decisions(first, PORTFOLIOS);
            warm = true;
        }
        postsBefore = ollama.requests().size();
    }

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void nobody_comes_in_without_the_right_and_mistakes_tell_nothing_of_the_insides() {
        try (RestSecurity rest = new RestSecurity(
                "decision",
                URI.create("http://127.0.0.1:" + RestAssured.port),
                Path.of(URI.create(publicKey)),
                (role, subject, lifetime, claims) -> tokens.issue(Role.ofLabel(role), subject, lifetime, claims))) {
            rest.holds();
        }
    }

    @Test
    void each_portfolio_gets_one_decision_on_a_snapshot_and_the_model_decides() {
        Snapshot snapshot = trending();

        probe.send(snapshot);

        List<Decision> made = decisions(snapshot, PORTFOLIOS);
        assertThat(made).extracting(Decision::portfolioId).containsExactlyInAnyOrder("main", "second");
        assertThat(made).allSatisfy(decision -> {
            assertThat(decision.outcome()).isEqualTo(Decision.Outcome.DECIDED);
            assertThat(decision.tier()).isEqualTo(Tier.LLM_PRIMARY);
            assertThat(decision.action()).isEqualTo(Action.HOLD);
            assertThat(decision.validUntil()).isEqualTo(snapshot.asOf().plus(Duration.ofMinutes(15)));
        });
        assertThat(posts()).isEqualTo(PORTFOLIOS);
    }

    @Test
    void a_repeated_delivery_gives_no_second_decision_and_asks_no_model_again() {
        Snapshot snapshot = trending();
        Snapshot after = trending();

        probe.send(snapshot);
        probe.send(snapshot);
        decisions(snapshot, PORTFOLIOS);
        probe.send(snapshot);
        probe.send(after);

        decisions(after, PORTFOLIOS);
        assertThat(probe.decisionsSoFar(snapshot)).hasSize(PORTFOLIOS);
        assertThat(posts()).isEqualTo(2 * PORTFOLIOS);
    }

    @Test
    void a_stale_or_invalid_snapshot_asks_no_model() {
        String age = "quote is 51.3 min old, limit 15 min on 5m";
        Snapshot stale = crafted().with(Quality.Reason.STALE_QUOTE).build(age);
        Snapshot closed = crafted().with(Quality.Reason.MARKET_CLOSED).build();
        Snapshot invalid = crafted().with(Quality.Reason.TOO_LITTLE_HISTORY).build();

        probe.send(stale);
        probe.send(closed);
        probe.send(invalid);

        assertThat(decisions(stale, PORTFOLIOS)).allSatisfy(decision -> {
            assertThat(decision.outcome()).isEqualTo(Decision.Outcome.INVALID);
            assertThat(decision.action()).isEqualTo(Action.HOLD);
            assertThat(codes(decision)).containsExactly(Code.SNAPSHOT_STALE);
            assertThat(decision.tierPath().getFirst().detail()).endsWith(age);
            assertThat(decision.reasonCodes()).containsExactly("STALE_QUOTE");
        });
        assertThat(decisions(closed, PORTFOLIOS)).allSatisfy(decision -> {
            assertThat(decision.action()).isEqualTo(Action.HOLD);
            assertThat(decision.reasonCodes()).containsExactly("MARKET_CLOSED");
        });
        assertThat(decisions(invalid, PORTFOLIOS))
                .allSatisfy(decision -> assertThat(codes(decision)).containsExactly(Code.SNAPSHOT_INVALID));
        assertThat(posts()).isZero();
    }

    @Test
    void a_snapshot_that_is_too_old_when_it_is_read_expires_without_a_model() {
        Snapshot snapshot = trending();
        var headers = Probe.headers(snapshot);
        headers.put(
                HeaderNames.LOGICAL_NOW,
                snapshot.asOf().plus(Duration.ofMinutes(16)).toString());

        probe.send(snapshot.key(), EventCodec.payload(snapshot), headers);

        assertThat(decisions(snapshot, PORTFOLIOS)).allSatisfy(decision -> {
            assertThat(decision.outcome()).isEqualTo(Decision.Outcome.EXPIRED);
            assertThat(codes(decision)).containsExactly(Code.SNAPSHOT_EXPIRED);
        });
        assertThat(posts()).isZero();
    }

    @Test
    void when_both_models_fail_the_strategies_decide_after_one_attempt_each() {
        ollama.behave(OllamaStub.fails(500, "CUDA error: out of memory"));
        Snapshot snapshot = trending();

        probe.send(snapshot);

        assertThat(decisions(snapshot, PORTFOLIOS)).allSatisfy(decision -> {
            assertThat(codes(decision)).containsExactly(Code.MODEL_FAILED, Code.MODEL_FAILED, Code.DECIDED);
            assertThat(decision.tier()).isEqualTo(Tier.TECHNICAL);
            assertThat(decision.action()).isEqualTo(Action.BUY);
        });
        assertThat(posts()).isEqualTo(2 * PORTFOLIOS);
    }

    @Test
    void a_reason_that_is_not_true_sends_the_answer_down_the_ladder() {
        ollama.behave(OllamaStub.says("SELL", 99, "RSI_OVERBOUGHT"));
        Snapshot snapshot = trending();

        probe.send(snapshot);

        assertThat(decisions(snapshot, PORTFOLIOS)).allSatisfy(decision -> {
            assertThat(codes(decision)).containsExactly(Code.ANSWER_UNGROUNDED, Code.ANSWER_UNGROUNDED, Code.DECIDED);
            assertThat(decision.action()).isEqualTo(Action.BUY);
        });
    }

    @Test
    void trace_and_logical_time_go_on_to_the_decision() {
        Snapshot asked = trending();
        Snapshot notAsked = crafted().with(Quality.Reason.STALE_QUOTE).build();

        probe.send(asked);
        probe.send(notAsked);

        for (ConsumerRecord<String, byte[]> record : probe.awaitDecisions(asked, PORTFOLIOS)) {
            assertThat(Probe.header(record, HeaderNames.TRACEPARENT)).startsWith("00-" + Probe.TRACE_ID);
            assertThat(Probe.logicalNow(record)).isEqualTo(Probe.now(asked).plusMillis(3_020));
            assertThat(Probe.decision(record).decidedAt()).isEqualTo(Probe.logicalNow(record));
            assertThat(Probe.header(record, HeaderNames.SOURCE)).isEqualTo("ffe/decision");
            assertThat(record.key()).isEqualTo(Probe.decision(record).portfolioId());
        }
        assertThat(probe.awaitDecisions(notAsked, PORTFOLIOS))
                .allSatisfy(record -> assertThat(Probe.logicalNow(record))
                        .isEqualTo(Probe.now(notAsked).plusMillis(20)));
    }

    @Test
    void a_queued_snapshot_is_superseded_by_a_newer_one_and_a_running_one_is_not() {
        ollama.behave(new OllamaStub.Behaviour.Hangs());
        Snapshot running = trending();
        Snapshot queued = trending();
        Snapshot newer = later(queued, 1);
        Snapshot newest = later(queued, 2);
        probe.send(running);
        await().atMost(Duration.ofSeconds(30)).until(() -> posts() >= 1);

        probe.send(queued);
        probe.send(newer);
        probe.send(newest);

        assertThat(decisions(queued, PORTFOLIOS))
                .extracting(Decision::outcome)
                .containsOnly(Decision.Outcome.SUPERSEDED);
        assertThat(decisions(newer, PORTFOLIOS))
                .extracting(Decision::outcome)
                .containsOnly(Decision.Outcome.SUPERSEDED);
        ollama.behave(OllamaStub.says("HOLD", 50, "ADX_STRONG"));
        assertThat(decisions(newest, PORTFOLIOS)).extracting(Decision::outcome).containsOnly(Decision.Outcome.DECIDED);
        assertThat(decisions(running, PORTFOLIOS)).extracting(Decision::outcome).containsOnly(Decision.Outcome.DECIDED);
    }

    @Test
    void the_fallback_decides_when_the_server_does_not_have_the_primary_and_both_calls_are_on_record() {
        ollama.behave(OllamaStub.PRIMARY, OllamaStub.fails(404, "model '" + OllamaStub.PRIMARY + "' not found"));
        Snapshot snapshot = trending();

        probe.send(snapshot);

        Decision decision = decisions(snapshot, PORTFOLIOS).getFirst();
        assertThat(codes(decision)).containsExactly(Code.MODEL_FAILED, Code.DECIDED);
        assertThat(decision.tier()).isEqualTo(Tier.LLM_FALLBACK);
        assertThat(posts()).isEqualTo(2 * PORTFOLIOS);
        List<?> calls = entities.createNativeQuery(
                        "SELECT tier, digest, server_version, fault, done_reason, prompt_tokens,"
                                + " held FROM model_call WHERE decision_id = :id ORDER BY tier DESC")
                .setParameter("id", decision.decisionId())
                .getResultList();
        assertThat(calls)
                .map(row -> Arrays.asList((Object[]) row))
                .isEqualTo(List.of(
                        Arrays.asList(
                                "LLM_PRIMARY",
                                OllamaStub.digestOf(OllamaStub.PRIMARY),
                                OllamaStub.VERSION,
                                "MODEL_MISSING",
                                null,
                                null,
                                "FLAT"),
                        Arrays.asList(
                                "LLM_FALLBACK",
                                OllamaStub.digestOf(OllamaStub.FALLBACK),
                                OllamaStub.VERSION,
                                null,
                                "stop",
                                734,
                                "FLAT")));
    }

    @Test
    void bytes_that_a_database_takes_for_no_text_are_recorded_all_the_same() {
        ollama.behave(new OllamaStub.Behaviour.Answers(200, "application/json", "{\"message\":\"\u0000\"}"));
        Snapshot snapshot = trending();

        probe.send(snapshot);

        assertThat(decisions(snapshot, PORTFOLIOS))
                .allSatisfy(decision -> assertThat(codes(decision))
                        .containsExactly(Code.ANSWER_INVALID, Code.ANSWER_INVALID, Code.DECIDED));
    }

    @Test
    void a_model_may_not_add_to_the_position_that_the_last_execution_stated() {
        Snapshot snapshot = trending();
        probe.send(Executions.filled(snapshot, "main", 1, "0.5"));
        probe.send(Executions.filled(snapshot, "main", 2, "0.7"));
        probe.send(Executions.filled(snapshot, "main", 1, "0.5"));
        probe.send(Executions.filled(snapshot, "somebody-elses", 1, "-3"));
        await().atMost(Duration.ofSeconds(60)).until(() -> held("main", snapshot.symbol()) == Held.LONG);
        ollama.behave(OllamaStub.says("BUY", 64, "OWN_TREND_UP"));

        probe.send(snapshot);

        List<Decision> made = decisions(snapshot, PORTFOLIOS);
        assertThat(ofPortfolio(made, "main").tierPath())
                .extracting(TierStep::reason)
                .containsExactly("ILLEGAL_ACTION", "ILLEGAL_ACTION", null);
        assertThat(ofPortfolio(made, "second").tier()).isEqualTo(Tier.LLM_PRIMARY);
        assertThat(held("somebody-elses", snapshot.symbol())).isEqualTo(Held.FLAT);
    }

    @Test
    void a_decision_made_again_from_its_record_is_the_same_byte_for_byte_whoever_made_it() {
        Snapshot byFallback = trending();
        Snapshot byStrategies = trending();
        Snapshot stale = crafted().with(Quality.Reason.STALE_QUOTE).build();
        ollama.behave(OllamaStub.PRIMARY, OllamaStub.says("SELL", 99, "RSI_OVERBOUGHT"));
        probe.send(byFallback);
        decisions(byFallback, PORTFOLIOS);
        ollama.behave(OllamaStub.fails(503, "server busy"));
        probe.send(byStrategies);
        probe.send(stale);
        decisions(byStrategies, PORTFOLIOS);
        decisions(stale, PORTFOLIOS);

        int asked = posts();
        for (Snapshot snapshot : List.of(byFallback, byStrategies, stale)) {
            for (Decision decision : decisions(snapshot, PORTFOLIOS)) {
                given().auth()
                        .oauth2(viewer)
                        .get("/api/v1/decisions/" + decision.decisionId() + "/replay")
                        .then()
                        .statusCode(200)
                        .body("result", equalTo("SAME"))
                        .body("coreHash", equalTo(CoreHash.of(decision)));
            }
        }
        assertThat(posts()).isEqualTo(asked);
    }

    @Test
    void a_decision_that_its_record_no_longer_leads_to_is_told_with_the_first_difference() {
        Snapshot snapshot = trending();
        probe.send(snapshot);
        String id = decisions(snapshot, PORTFOLIOS).getFirst().decisionId();
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(
                                "UPDATE model_call SET response = convert_to(replace(convert_from(response, 'UTF8'),"
                                        + " 'ADX_STRONG', 'ADX_WEAK'), 'UTF8') WHERE decision_id = :id")
                        .setParameter("id", id)
                        .executeUpdate());

        given().auth()
                .oauth2(viewer)
                .get("/api/v1/decisions/" + id + "/replay")
                .then()
                .statusCode(200)
                .body("result", equalTo("DIFFERENT"))
                .body("difference.path", equalTo("/action"))
                .body("difference.recorded", equalTo("\"HOLD\""))
                .body("difference.again", equalTo("\"BUY\""));
        given().auth()
                .oauth2(viewer)
                .get("/api/v1/decisions/" + id)
                .then()
                .statusCode(200)
                .body("modelCalls", hasSize(1))
                .body("modelCalls[0].digest", equalTo(OllamaStub.digestOf(OllamaStub.PRIMARY)))
                .body("modelCalls[0].held", equalTo("FLAT"))
                .body("modelCalls[0].request", containsString("position=FLAT"))
                .body("modelCalls[0].response", containsString("ADX_WEAK"))
                .body("modelCalls[0].figures.promptTokens", equalTo(734));
    }

    @Test
    void a_decision_whose_record_does_not_hold_all_it_was_made_of_says_so() {
        Snapshot late = trending();
        var headers = Probe.headers(late);
        headers.put(
                HeaderNames.LOGICAL_NOW,
                late.asOf().plus(Duration.ofMinutes(16)).toString());
        probe.send(late.key(), EventCodec.payload(late), headers);
        String id = decisions(late, PORTFOLIOS).getFirst().decisionId();

        given().auth()
                .oauth2(viewer)
                .get("/api/v1/decisions/" + id + "/replay")
                .then()
                .statusCode(200)
                .body("result", equalTo("INCOMPLETE"))
                .body("why", containsString("expired"));
        given().auth()
                .oauth2(viewer)
                .get("/api/v1/decisions/none/replay")
                .then()
                .statusCode(404)
                .body("error", equalTo("NO_SUCH_DECISION"));
    }

    @Test
    void decisions_are_listed_page_by_page_by_what_they_are_and_as_csv() {
        Snapshot older = trending();
        Snapshot newer = later(older, 1);
        probe.send(older);
        decisions(older, PORTFOLIOS);
        probe.send(newer);
        decisions(newer, PORTFOLIOS);
        String ofSymbol = "/api/v1/decisions?symbol=" + older.symbol();

        List<String> paged = new ArrayList<>();
        String after = "";
        while (after != null) {
            JsonPath page = asked(ofSymbol + "&limit=3" + (after.isEmpty() ? "" : "&after=" + after));
            paged.addAll(page.getList("decisions.decisionId", String.class));
            after = page.getString("after");
        }

        JsonPath all = asked(ofSymbol);
        assertThat(paged)
                .hasSize(2 * PORTFOLIOS)
                .isEqualTo(all.getList("decisions.decisionId", String.class))
                .doesNotHaveDuplicates();
        assertThat(all.getList("decisions.decision.asOf", String.class)).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(all.getString("after")).isNull();
        assertThat(asked(ofSymbol + "&portfolio=second&from=" + newer.asOf()).getList("decisions"))
                .hasSize(1);
        assertThat(asked(ofSymbol + "&to=" + newer.asOf()).getList("decisions.decision.asOf"))
                .containsOnly(older.asOf().toString());
        assertThat(asked(ofSymbol + "&tier=LLM_PRIMARY&action=HOLD&outcome=DECIDED")
                        .getList("decisions"))
                .hasSize(2 * PORTFOLIOS);
        assertThat(asked(ofSymbol + "&action=BUY").getList("decisions")).isEmpty();
        List<String> csv = given().auth()
                .oauth2(viewer)
                .get("/api/v1/decisions/csv?symbol=" + older.symbol())
                .then()
                .statusCode(200)
                .contentType("text/csv")
                .extract()
                .asString()
                .lines()
                .toList();
        assertThat(csv).hasSize(1 + 2 * PORTFOLIOS).first().asString().startsWith("decisionId,portfolioId,symbol");
        assertThat(csv.subList(1, csv.size()))
                .extracting(line -> line.substring(0, line.indexOf(',')))
                .isEqualTo(paged);
    }

    private JsonPath asked(String path) {
        return given().auth()
                .oauth2(viewer)
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void an_answer_is_read_as_one_to_the_decisions_own_question_and_nothing_comes_of_it() {
        Snapshot snapshot = trending();
        probe.send(snapshot);
        String id = decisions(snapshot, PORTFOLIOS).getFirst().decisionId();
        String body = "{\"message\":{\"content\":\"{\\\"action\\\":\\\"SELL\\\",\\\"confidence\\\":9,"
                + "\\\"reasonCodes\\\":[\\\"RSI_OVERBOUGHT\\\"]}\"},\"done\":true,\"done_reason\":\"stop\"}";

        given().auth()
                .oauth2(viewer)
                .contentType("application/json")
                .body(Map.of(
                        "tier",
                        "LLM_PRIMARY",
                        "status",
                        200,
                        "contentType",
                        "application/json",
                        "body",
                        body.getBytes(StandardCharsets.UTF_8)))
                .post("/api/v1/decisions/" + id + "/readings")
                .then()
                .statusCode(200)
                .body("usable", equalTo(false))
                .body("why", containsString("UNTRUE_REASON"))
                .body("action", equalTo("SELL"));
        given().auth()
                .oauth2(viewer)
                .contentType("application/json")
                .body("{\"tier\":\"TECHNICAL\",\"status\":200,\"body\":\"\"}")
                .post("/api/v1/decisions/" + id + "/readings")
                .then()
                .statusCode(400)
                .body("detail", containsString("expected one on which a model was asked: [LLM_PRIMARY]"));
        assertThat(probe.decisionsSoFar(snapshot)).hasSize(PORTFOLIOS);
    }

    /** 1,000 snapshots and 10,000 deliveries in the long version, 10 and 100 in the short one. */
    @Test
    void however_often_snapshots_are_delivered_each_gets_one_decision_one_conversation_and_one_form() {
        int many = LongVersions.asked() ? 1_000 : 10;
        List<Snapshot> snapshots = new ArrayList<>();
        for (int number = 0; number < many; number++) {
            snapshots.add(trending());
        }
        List<Snapshot> deliveries = new ArrayList<>();
        for (int times = 0; times < 10; times++) {
            deliveries.addAll(snapshots);
        }
        Collections.shuffle(deliveries, new Random(10));

        deliveries.forEach(probe::send);
        Snapshot last = trending();
        probe.send(last);

        Map<String, List<ConsumerRecord<String, byte[]>>> published = new HashMap<>();
        for (Snapshot snapshot : snapshots) {
            published.put(snapshot.snapshotId(), probe.awaitDecisions(snapshot, PORTFOLIOS));
        }
        decisions(last, PORTFOLIOS);
        assertThat(published.values())
                .allSatisfy(records -> assertThat(records)
                        .extracting(ConsumerRecord::key)
                        .containsExactlyInAnyOrder("main", "second"));
        assertThat(posts()).isEqualTo((many + 1) * PORTFOLIOS);
        published.values().stream().flatMap(List::stream).forEach(record -> {
            String id = Probe.decision(record).decisionId();
            String recorded = (String) entities.createNativeQuery("SELECT event FROM decision WHERE decision_id = :id")
                    .setParameter("id", id)
                    .getSingleResult();
            assertThat(recorded.getBytes(StandardCharsets.UTF_8)).isEqualTo(record.value());
            assertThat(asked("/api/v1/decisions/" + id + "/replay").getString("result"))
                    .isEqualTo("SAME");
        });
    }

    /**
     * The queue itself, in its database, with a model that takes as long as four snapshots of each of five symbols; the steps
     * are the test's, so it depends on no clock. All of it in one transaction that nobody else sees and that is rolled back.
     */
    @Test
    void when_the_model_is_slower_than_the_market_the_newest_is_decided_nobody_starves_and_each_ends_once() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    Seat seat = new Seat("slow", "ffe");
                    List<Snapshot> latest = new ArrayList<>();
                    for (int symbol = 0; symbol < 5; symbol++) {
                        latest.add(crafted().build());
                    }
                    Map<String, Integer> ended = new HashMap<>();
                    Map<String, Integer> servedAt = new HashMap<>();
                    int longestWait = 0;
                    int sent = 0;
                    for (int call = 1; call <= 40; call++) {
                        for (int bar = 0; bar < 4; bar++) {
                            for (int symbol = 0; symbol < latest.size(); symbol++) {
                                Snapshot next = later(latest.get(symbol), 1);
                                latest.set(symbol, next);
                                sent++;
                                Map<String, Instant> waiting = new HashMap<>();
                                for (DecisionJobs.Job older : jobs.takeSuperseded(List.of("slow"), next)
                                        .getOrDefault("slow", List.of())) {
                                    ended.merge(older.decisionId(), 1, Integer::sum);
                                    waiting.put("slow", older.waitingSince());
                                }
                                jobs.enqueue(List.of(seat), next, Probe.now(next), null, waiting);
                            }
                        }
                        DecisionJobs.Lease lease =
                                jobs.lease("slow", Duration.ofMinutes(1), true).orElseThrow();
                        Snapshot served = lease.job().snapshot();
                        assertThat(latest).contains(served);
                        assertThat(jobs.finish(lease)).isTrue();
                        ended.merge(lease.job().decisionId(), 1, Integer::sum);
                        longestWait = Math.max(longestWait, call - servedAt.getOrDefault(served.symbol(), 0));
                        servedAt.put(served.symbol(), call);
                    }
                    assertThat(servedAt).hasSize(5);
                    assertThat(longestWait)
                            .as("calls between two decisions of a symbol")
                            .isLessThanOrEqualTo(5);
                    assertThat(ended.values()).containsOnly(1);
                    assertThat(ended.size() + jobs.count("portfolioId", "slow")).isEqualTo(sent);
                    assertThat(jobs.count("portfolioId", "slow")).isEqualTo(4);
                    throw new UnsupportedOperationException("held, and undone");
                }))
                .hasMessage("held, and undone");
    }

    private Held held(String portfolio, String symbol) {
        return QuarkusTransaction.requiringNew().call(() -> positions.held(portfolio, symbol));
    }

    private static Decision ofPortfolio(List<Decision> decisions, String portfolio) {
        return decisions.stream()
                .filter(decision -> decision.portfolioId().equals(portfolio))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_server_that_hangs_costs_the_deadline_and_no_more() {
        ollama.behave(new OllamaStub.Behaviour.Hangs());
        Snapshot snapshot = trending();
        try (MachineStalls stalls = new MachineStalls()) {
            long started = System.nanoTime();

            probe.send(snapshot);

            assertThat(decisions(snapshot, PORTFOLIOS)).allSatisfy(decision -> {
                assertThat(codes(decision).getFirst()).isIn(Code.MODEL_TIMEOUT, Code.MODEL_BUSY);
                assertThat(decision.tier()).isEqualTo(Tier.TECHNICAL);
            });
            // Two portfolios, two deadlines of 2 s, and what a loaded machine adds.
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isLessThan(Duration.ofSeconds(9).plus(stalls.soFar()));
        }
    }

    @Test
    void a_job_that_a_dead_worker_left_is_taken_up() {
        Snapshot snapshot = trending();
        Seat seat = new Seat("main", "ffe");

        QuarkusTransaction.requiringNew()
                .run(() -> jobs.enqueue(List.of(seat), snapshot, Probe.now(snapshot), null, Map.of()));

        assertThat(decisions(snapshot, 1)).extracting(Decision::portfolioId).containsExactly("main");
    }

    @Test
    void a_job_that_somebody_else_has_finished_is_not_recorded_again() {
        Snapshot snapshot = trending();
        probe.send(snapshot);
        Decision decision = decisions(snapshot, PORTFOLIOS).getFirst();
        DecisionJobs.Job job = new DecisionJobs.Job(
                new Seat(decision.portfolioId(), "ffe"), snapshot, Probe.now(snapshot), null, snapshot.asOf());

        boolean mine = QuarkusTransaction.requiringNew()
                .call(() -> jobs.finish(new DecisionJobs.Lease(job, UUID.randomUUID())));

        assertThat(mine).isFalse();
    }

    @Test
    void poison_goes_to_the_dead_letters_with_its_bytes_and_the_next_is_decided() {
        Snapshot next = trending();
        byte[] torn = "{\"runId\":\"decision-it\",\"symbol\":".getBytes(StandardCharsets.UTF_8);

        probe.send(next.key(), torn, Probe.headers(next));
        probe.send(next);

        ConsumerRecord<String, byte[]> dead = probe.awaitDeadLetters(
                        "MALFORMED_JSON", value -> Arrays.equals(value, torn))
                .getFirst();
        assertThat(dead.key()).isEqualTo(next.key());
        assertThat(Probe.header(dead, "ffe-dlq-consumer")).isEqualTo("decision");
        decisions(next, PORTFOLIOS);
    }

    @Test
    void a_snapshot_of_another_run_or_origin_or_without_logical_time_is_refused() {
        Snapshot foreign = crafted("another-run").build();
        Snapshot claims = claimingLive(trending());
        Snapshot timeless = trending();
        var headers = Probe.headers(timeless);
        headers.remove(HeaderNames.LOGICAL_NOW);

        probe.send(foreign);
        probe.send(claims);
        probe.send(timeless.key(), EventCodec.payload(timeless), headers);

        probe.awaitDeadLetters("FOREIGN_RUN", value -> text(value).contains(foreign.symbol()));
        probe.awaitDeadLetters("INVALID_VALUE", value -> text(value).contains(claims.symbol()));
        probe.awaitDeadLetters("MISSING_HEADER", value -> text(value).contains(timeless.symbol()));
        assertThat(probe.decisionsSoFar(foreign)).isEmpty();
        assertThat(probe.decisionsSoFar(claims)).isEmpty();
    }

    @Test
    void a_snapshot_so_far_ahead_that_no_decision_on_it_could_be_written_is_a_dead_letter_and_the_next_is_decided() {
        Snapshot next = trending();
        Snapshot far = CraftedSnapshot.trending(1)
                .of(next.runId(), next.symbol(), Instant.parse("9999-12-31T23:59:59Z"))
                .build();

        sendAt(Probe.now(next), far);
        probe.send(next);

        ConsumerRecord<String, byte[]> dead = probe.awaitDeadLetters(
                        "INVALID_VALUE", value -> text(value).contains(far.symbol()))
                .getFirst();
        assertThat(Probe.header(dead, "ffe-dlq-detail")).startsWith("asOf is 9999-12-31T23:59:59Z, expected");
        decisions(next, PORTFOLIOS);
        assertThat(probe.decisionsSoFar(far)).isEmpty();
    }

    @Test
    void a_snapshot_from_the_future_is_invalid_and_neither_scores_nor_supersedes_anything() {
        Snapshot decided = trending();
        Snapshot running = trending();
        Snapshot queued = later(decided, 1);
        Snapshot future = later(decided, 96);
        probe.send(decided);
        decisions(decided, PORTFOLIOS);
        ollama.behave(new OllamaStub.Behaviour.Hangs());
        probe.send(running);
        await().atMost(Duration.ofSeconds(30)).until(() -> posts() == PORTFOLIOS + 1);

        probe.send(queued);
        sendAt(Probe.now(queued), future);
        await().until(() -> backlog() >= 2 * PORTFOLIOS);
        ollama.behave(OllamaStub.says("HOLD", 50, "ADX_STRONG"));

        assertThat(decisions(future, PORTFOLIOS)).allSatisfy(decision -> {
            assertThat(decision.outcome()).isEqualTo(Decision.Outcome.INVALID);
            assertThat(codes(decision)).containsExactly(Code.SNAPSHOT_INVALID);
            assertThat(decision.tierPath().getFirst().detail()).contains("in the future, expected at most PT2S");
            replays(decision.decisionId(), "SAME");
        });
        assertThat(decisions(queued, PORTFOLIOS)).extracting(Decision::outcome).containsOnly(Decision.Outcome.DECIDED);
        assertThat(probe.awaitOutcomes(decided, 0)).isEmpty();
    }

    private void sendAt(Instant now, Snapshot snapshot) {
        var headers = Probe.headers(snapshot);
        headers.put(HeaderNames.LOGICAL_NOW, now.toString());
        probe.send(snapshot.key(), EventCodec.payload(snapshot), headers);
    }

    /** The queue itself, in a transaction that nobody else sees; a lease of no time is one that has failed. */
    @Test
    void a_job_that_fails_again_and_again_lets_the_others_go_first_and_is_tried_again_later() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    Seat seat = new Seat("failing", "ffe");
                    Snapshot failing = trending();
                    Snapshot other = trending();
                    jobs.enqueue(List.of(seat), failing, Probe.now(failing), null, Map.of());
                    jobs.enqueue(List.of(seat), other, Probe.now(other), null, Map.of());

                    assertThat(leased(Duration.ZERO)).as("first").isEqualTo(failing);
                    assertThat(leased(Duration.ZERO))
                            .as("after an instance died with it")
                            .isEqualTo(failing);
                    entities.createNativeQuery("UPDATE decision_job SET attempts = 8 WHERE attempts = 2")
                            .executeUpdate();
                    assertThat(leased(Duration.ofHours(1)))
                            .as("after it failed again and again")
                            .isEqualTo(other);
                    assertThat(jobs.lease("here", Duration.ofMinutes(1), true)).isEmpty();
                    entities.createNativeQuery("UPDATE decision_job SET leased_until = leased_until - interval '255 s'")
                            .executeUpdate();
                    assertThat(leased(Duration.ZERO)).as("after a while").isEqualTo(failing);
                    throw new UnsupportedOperationException("held, and undone");
                }))
                .hasMessage("held, and undone");
    }

    /** A lease under which no model is asked does not wait for the disk, so a database that dies may forget it. */
    @Test
    void a_lease_that_the_database_forgot_finishes_nothing_and_every_other_commit_waits_for_the_disk() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    Snapshot snapshot = trending();
                    jobs.enqueue(List.of(new Seat("forgotten", "ffe")), snapshot, Probe.now(snapshot), null, Map.of());
                    assertThat(jobs.lease("here", Duration.ofMinutes(1), true)).isPresent();
                    assertThat(synchronousCommit()).as("of a lasting lease").isEqualTo("on");
                    forgetLeases();
                    DecisionJobs.Lease lease =
                            jobs.lease("here", Duration.ofMinutes(1), false).orElseThrow();
                    assertThat(synchronousCommit()).as("of another").isEqualTo("off");
                    forgetLeases();

                    assertThat(jobs.finish(lease)).isFalse();
                    DecisionJobs.Lease again =
                            jobs.lease("there", Duration.ofMinutes(1), true).orElseThrow();
                    assertThat(again.job()).isEqualTo(lease.job());
                    assertThat(jobs.finish(again)).isTrue();
                    throw new UnsupportedOperationException("held, and undone");
                }))
                .hasMessage("held, and undone");
        for (int transaction = 0; transaction < 5; transaction++) {
            assertThat(QuarkusTransaction.requiringNew().call(this::synchronousCommit))
                    .isEqualTo("on");
        }
    }

    private void forgetLeases() {
        entities.createNativeQuery(
                        "UPDATE decision_job SET lease_token = NULL, lease_owner = NULL, leased_until = NULL")
                .executeUpdate();
    }

    private String synchronousCommit() {
        return (String) entities.createNativeQuery("SHOW synchronous_commit").getSingleResult();
    }

    private Snapshot leased(Duration time) {
        return jobs.lease("here", time, true).orElseThrow().job().snapshot();
    }

    private static Snapshot claimingLive(Snapshot snapshot) {
        return new Snapshot(
                snapshot.runId(),
                snapshot.symbol(),
                snapshot.assetClass(),
                snapshot.timeframe(),
                snapshot.asOf(),
                Origin.LIVE,
                snapshot.quote(),
                snapshot.timeframes(),
                snapshot.regime(),
                snapshot.volatility(),
                snapshot.alignment(),
                snapshot.quality());
    }

    @Test
    void the_decisions_of_a_portfolio_are_one_chain_whose_end_is_in_the_database() throws IOException {
        Snapshot last = trending();
        probe.send(last);
        decisions(last, PORTFOLIOS);

        for (String portfolio : List.of("main", "second")) {
            List<ConsumerRecord<String, byte[]>> chain = probe.published(last.runId(), portfolio);
            String previous = DecisionChain.START;
            for (int at = 0; at < chain.size(); at++) {
                String hash = DecisionChain.hashOf(chain.get(at).value(), at + 1, previous);
                assertThat(Probe.decision(chain.get(at)).chain()).isEqualTo(new ChainLink(at + 1, previous, hash));
                previous = hash;
            }
            assertThat(headOf(portfolio)).containsExactly((long) chain.size(), previous);
        }
    }

    private Object[] headOf(String portfolio) {
        return (Object[])
                entities.createNativeQuery("SELECT sequence, hash FROM decision_chain WHERE portfolio_id = :portfolio")
                        .setParameter("portfolio", portfolio)
                        .getSingleResult();
    }

    @Test
    void a_decision_is_scored_once_when_its_window_is_over_whether_it_was_traded_or_not() {
        Snapshot decided = trending();
        ollama.behave(OllamaStub.says("BUY", 64, "OWN_TREND_UP"));
        probe.send(decided);
        List<Decision> made = decisions(decided, PORTFOLIOS);
        Decision main = ofPortfolio(made, "main");
        probe.send(Executions.filled(decided, "main", main.decisionId(), 1, "0.5"));
        await().atMost(Duration.ofSeconds(60)).until(() -> held("main", decided.symbol()) == Held.LONG);
        Instant end = decided.asOf().plus(Duration.ofHours(4));
        // From 50,000 up by more than three ATRs of 400 in the second minute; what was before the decision does not
        // count.
        Snapshot.Path path = new Snapshot.Path(
                Timeframe.M1,
                List.of(
                        minute(decided, 0, "60000", "60000", "40000", "50000"),
                        minute(decided, 1, "50000", "50100", "49950", "50050"),
                        minute(decided, 2, "50050", "51300", "50000", "51250")));

        Snapshot before = at(decided, end.minus(Duration.ofMinutes(15))).after(path);
        Snapshot last = at(decided, end).after(new Snapshot.Path(Timeframe.M1, List.of()));
        probe.send(before);
        decisions(before, PORTFOLIOS);
        assertThat(probe.awaitOutcomes(decided, 0)).isEmpty();
        probe.send(last);
        probe.send(last);

        List<Outcome> outcomes = probe.awaitOutcomes(decided, PORTFOLIOS);
        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome.label()).isEqualTo(Outcome.Label.TARGET);
            assertThat(outcome.entryPrice()).isEqualByComparingTo("50000");
            // Three ATRs of 400, less a spread of 10 and 0.1 % for each of two fills.
            assertThat(outcome.returnFraction()).isCloseTo(0.024 - 0.0022, within(1e-9));
            assertThat(outcome.touchedAt()).isEqualTo(decided.asOf().plus(Duration.ofMinutes(3)));
            assertThat(outcome.resolvedAt()).isEqualTo(end);
            assertThat(outcome.members())
                    .extracting(Outcome.Member::member, Outcome.Member::probability, Outcome.Member::right)
                    .contains(tuple("decision", 0.64, true));
        });
        assertThat(outcomes)
                .extracting(Outcome::portfolioId, Outcome::traded)
                .containsExactlyInAnyOrder(tuple("main", true), tuple("second", false));
        decisions(last, PORTFOLIOS);
        assertThat(probe.awaitOutcomes(decided, 0)).hasSize(PORTFOLIOS);
        given().auth()
                .oauth2(viewer)
                .get("/api/v1/outcomes?symbol=" + decided.symbol())
                .then()
                .statusCode(200)
                .body("outcomes.decisionId", contains(main.decisionId()));

        List<Object> known = scoresOf(decided);
        QuarkusTransaction.requiringNew().run(() -> {
            entities.createNativeQuery("DELETE FROM member_score").executeUpdate();
            entities.createNativeQuery("DELETE FROM outcome").executeUpdate();
        });
        assertThat(rebuild.rebuild()).isGreaterThanOrEqualTo(PORTFOLIOS);
        assertThat(scoresOf(decided)).isEqualTo(known).isNotEmpty();
        assertThat(rebuild.rebuild()).isZero();
        diesWhileItIsRebuilt(decided, known);
        given().auth()
                .oauth2(viewer)
                .get("/api/v1/members?portfolio=nobody")
                .then()
                .statusCode(404)
                .body("error", equalTo("NO_SUCH_PORTFOLIO"));
    }

    /** A part of the topic is on record and nobody goes on: what a process leaves that was killed. */
    private void diesWhileItIsRebuilt(Snapshot decided, List<Object> known) {
        assertThat(rebuild.begin()).as("all outcomes are here").isFalse();
        QuarkusTransaction.requiringNew().run(() -> {
            entities.createNativeQuery("DELETE FROM member_score").executeUpdate();
            entities.createNativeQuery("DELETE FROM outcome").executeUpdate();
        });
        assertThat(rebuild.begin()).as("no outcome is here").isTrue();
        rebuild.rebuild();
        QuarkusTransaction.requiringNew().run(() -> {
            entities.createNativeQuery("DELETE FROM member_score WHERE portfolio_id = 'main'")
                    .executeUpdate();
            entities.createNativeQuery("DELETE FROM outcome WHERE portfolio_id = 'main'")
                    .executeUpdate();
        });

        rebuild.start(new StartupEvent());

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(scoresOf(decided)).isEqualTo(known);
            assertThat(rebuild.begin()).as("it has ended").isFalse();
        });
    }

    private List<Object> scoresOf(Snapshot decided) {
        return QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery("""
                        SELECT CAST(row(m.*) AS text) FROM member_score m JOIN outcome o ON o.decision_id = m.decision_id
                        WHERE o.symbol = :symbol ORDER BY 1
                        """)
                        .setParameter("symbol", decided.symbol())
                        .getResultList());
    }

    private static CraftedSnapshot at(Snapshot decided, Instant asOf) {
        return CraftedSnapshot.trending(1).of(decided.runId(), decided.symbol(), asOf);
    }

    private static Step minute(Snapshot decided, int number, String open, String high, String low, String close) {
        return new Step(
                decided.asOf().plus(Duration.ofMinutes(number)),
                new Ohlc(new BigDecimal(open), new BigDecimal(high), new BigDecimal(low), new BigDecimal(close)));
    }

    /** Made as the worker makes them where the debate is on, which it is not in this start, and recorded by it. */
    @Test
    void a_debate_is_on_record_seat_by_seat_and_is_made_again_byte_for_byte_and_what_is_rolled_back_is_not_counted() {
        Snapshot snapshot = trending();
        DebateTest.convene(ollama);
        OllamaModels debaters = StubbedModels.of(DebateTest.settings(
                ollama,
                Map.of(
                        "ffe.decision.ensemble.debate.argument-deadline", "10s",
                        "ffe.decision.ensemble.debate.judge-deadline", "10s",
                        "ffe.decision.llm.budget", "60s")));
        Standing standing = Standing.NONE;
        List<ModelCall> calls = new ModelRungs(debaters, ladder).ask(snapshot, Held.FLAT, () -> true);
        StubbedModels.close(debaters);
        Decision made = ladder.decide(
                snapshot,
                new Seat("main", "ffe"),
                Held.FLAT,
                calls.stream().map(ModelCall::answered).toList(),
                standing,
                snapshot.asOf().plusSeconds(3));
        String id = made.decisionId();
        double before = counted();

        assertThatThrownBy(() -> transactions.run(() -> {
                    publication.publish(made, snapshot, calls, standing, null, Duration.ZERO);
                    throw new IllegalStateException("the commit fails");
                }))
                .hasStackTraceContaining("the commit fails");
        assertThat(counted()).isEqualTo(before);
        transactions.run(() -> publication.publish(made, snapshot, calls, standing, null, Duration.ZERO));

        assertThat(counted()).isEqualTo(before + 1);
        assertThat(decisions(snapshot, 1)).extracting(Decision::action).containsExactly(Action.BUY);
        given().auth()
                .oauth2(viewer)
                .get("/api/v1/decisions/" + id)
                .then()
                .statusCode(200)
                .body("modelCalls.seat", contains("BULL", "BEAR", "JUDGE"))
                .body("modelCalls.judged.usable", contains(true, true, true))
                .body("modelCalls.judged.confidence", contains(70, 20, 61))
                .body("modelCalls[2].request", containsString("bull.conviction=70"));
        replays(id, "SAME");

        bulls(id, "MACD_RISING", "MACD_FALLING");
        replays(id, "DIFFERENT").body("difference.path", equalTo("/tierPath/0/code"));
        bulls(id, "MACD_FALLING", "MACD_RISING");
        replays(id, "SAME");
        run("UPDATE decision SET standing = standing || ' ' WHERE decision_id = '" + id + "'");
        replays(id, "DIFFERENT").body("difference.path", equalTo("/recordHash"));
    }

    /** Changes what the bull is recorded to have said. */
    private void bulls(String id, String instead, String says) {
        String update =
                "UPDATE model_call SET response = convert_to(replace(convert_from(response, 'UTF8'), '%s', '%s'),"
                        + " 'UTF8') WHERE decision_id = '%s' AND seat = 'BULL'";
        run(update.formatted(instead, says, id));
    }

    private ValidatableResponse replays(String id, String result) {
        return given().auth()
                .oauth2(viewer)
                .get("/api/v1/decisions/" + id + "/replay")
                .then()
                .statusCode(200)
                .body("result", equalTo(result));
    }

    private void run(String sql) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(sql).executeUpdate());
    }

    private double counted() {
        return meters.find("ffe.decisions").tag("action", "BUY").tag("tier", "LLM_PRIMARY").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void decisions_can_be_looked_up_by_whoever_has_a_role() {
        Snapshot snapshot = trending();
        probe.send(snapshot);
        String id = new Seat("main", "ffe").decisionId(snapshot.snapshotId());
        decisions(snapshot, PORTFOLIOS);

        given().auth()
                .oauth2(viewer)
                .get("/api/v1/decisions?symbol=" + snapshot.symbol())
                .then()
                .statusCode(200)
                .body("decisions", hasSize(PORTFOLIOS))
                .body("decisions.decisionId", hasItem(id));
        given().auth()
                .oauth2(viewer)
                .get("/api/v1/decisions/" + id)
                .then()
                .statusCode(200)
                .body("decision.portfolioId", equalTo("main"))
                .body("snapshot.quote.bid", equalTo("49995.00"));
    }

    @Test
    void a_wrong_question_is_answered_with_what_is_wrong_with_it() {
        given().auth()
                .oauth2(viewer)
                .get("/api/v1/decisions?limit=501")
                .then()
                .statusCode(400)
                .body("detail", containsString("501"));
        given().auth()
                .oauth2(viewer)
                .get("/api/v1/decisions?outcome=MAYBE")
                .then()
                .statusCode(400)
                .body("detail", containsString("outcome is 'MAYBE', expected one of [DECIDED"));
        given().auth()
                .oauth2(viewer)
                .get("/api/v1/decisions?after=yesterday")
                .then()
                .statusCode(400)
                .body("error", equalTo("AFTER"));
        given().auth()
                .oauth2(viewer)
                .get("/api/v1/decisions?symbol=btc/usd")
                .then()
                .statusCode(400)
                .body("detail", containsString("btc/usd"));
        given().auth()
                .oauth2(viewer)
                .get("/api/v1/decisions/none")
                .then()
                .statusCode(404)
                .body("error", equalTo("NO_SUCH_DECISION"));
    }

    @Test
    void nobody_sees_decisions_without_a_role() {
        for (String path : List.of(
                "/api/v1/decisions",
                "/api/v1/decisions/x",
                "/api/v1/decisions/x/replay",
                "/api/v1/decisions/csv",
                "/api/v1/approvals",
                "/api/v1/prompts",
                "/api/v1/config")) {
            given().get(path).then().statusCode(401);
            given().auth().oauth2("not.a.token").get(path).then().statusCode(401);
        }
    }

    @Test
    void health_and_metrics_say_what_this_stage_does() {
        Snapshot snapshot = trending();
        probe.send(snapshot);
        decisions(snapshot, PORTFOLIOS);

        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'llm' }.data.state", equalTo("ANSWERING"))
                .body("checks.find { it.name == 'llm' }.data.digest", equalTo(OllamaStub.digestOf(OllamaStub.PRIMARY)))
                .body("checks.find { it.name == 'llm' }.data.'fallback.model'", equalTo(OllamaStub.FALLBACK))
                .body("checks.find { it.name == 'messaging' }.status", equalTo("UP"));
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/started").then().statusCode(200);
        String metrics =
                given().get("/q/metrics").then().statusCode(200).extract().asString();
        assertThat(metrics)
                .contains(
                        "ffe_decisions_total{action=\"HOLD\",outcome=\"DECIDED\",tier=\"LLM_PRIMARY\"}",
                        "ffe_stage_age_seconds_count{stage=\"decision\"}",
                        "ffe_decision_age_seconds_count",
                        "ffe_llm_call_seconds_count{outcome=\"ANSWERED\",tier=\"LLM_PRIMARY\"}",
                        "ffe_llm_running",
                        "ffe_decision_queue_depth",
                        "ffe_decision_queue_oldest_age_seconds",
                        "ffe_outbox_pending");
    }

    private List<Decision> decisions(Snapshot snapshot, int atLeast) {
        return probe.awaitDecisions(snapshot, atLeast).stream()
                .map(Probe::decision)
                .toList();
    }

    private int posts() {
        return ollama.requests().size() - postsBefore;
    }

    private long backlog() {
        return QuarkusTransaction.requiringNew().call(jobs::backlog).jobs();
    }

    private static CraftedSnapshot crafted() {
        return crafted(RealInfrastructure.RUN);
    }

    /** A snapshot of a symbol that no other test has used. */
    private static CraftedSnapshot crafted(String run) {
        return CraftedSnapshot.trending(1).of(run, "IT" + SYMBOLS.incrementAndGet(), CraftedSnapshot.AS_OF);
    }

    private static Snapshot trending() {
        return crafted().build();
    }

    private static Snapshot later(Snapshot than, int bars) {
        return CraftedSnapshot.trending(1)
                .of(than.runId(), than.symbol(), than.asOf().plus(Duration.ofMinutes(15L * bars)))
                .build();
    }

    private static List<Code> codes(Decision decision) {
        return decision.tierPath().stream().map(TierStep::code).toList();
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
