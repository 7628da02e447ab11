package io.ffe.decision;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.decision.domain.CraftedSnapshot;
import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.Seat;
import io.ffe.decision.domain.Standing;
import io.ffe.decision.store.Decisions;
import io.ffe.decision.store.Outcomes;
import io.ffe.decision.store.Positions;
import io.ffe.messaging.Transactions;
import io.ffe.messaging.outbox.Outbox;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Decision.Outcome;
import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Proposal;
import io.ffe.schema.event.Proposal.End;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Vote;
import io.ffe.schema.sample.Samples;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.ffe.schema.serde.RecordHash;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.Audit;
import io.ffe.stack.audit.AuditReport;
import io.ffe.stack.audit.AuditSources;
import io.ffe.stack.audit.rule.Motion;
import io.ffe.stack.broker.BrokerAccess;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.testing.OllamaStub;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.Tokens;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mode approve, and a prompt on trial: what waits, how it ends, and that risk can see it only then and once. */
@QuarkusTest
@QuarkusTestResource(value = LiveApprovals.class, restrictToAnnotatedClass = true)
class ApprovalIT {

    private static final AtomicInteger SYMBOLS = new AtomicInteger();

    @Inject
    Positions positions;

    @Inject
    EntityManager entities;

    @Inject
    Ladder ladder;

    @Inject
    Decisions decisions;

    @Inject
    Outcomes outcomes;

    @Inject
    Outbox outbox;

    @Inject
    Transactions transactions;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String jdbcUrl;

    @ConfigProperty(name = "quarkus.datasource.username")
    String username;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    OllamaStub ollama;

    Tokens tokens;

    private Probe probe;

    @BeforeEach
    void open() {
        ollama.behave(OllamaStub.says("BUY", 64, "OWN_TREND_UP"));
        probe = new Probe(bootstrapServers);
    }

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void a_proposal_is_seen_by_nobody_downstream_until_an_operator_agrees_and_then_once() throws Exception {
        Snapshot snapshot = fresh();
        String id = proposed(snapshot);
        probe.send(snapshot);

        assertThat(probe.decisionsSoFar(snapshot)).isEmpty();
        said("/api/v1/approvals", Role.VIEWER).body("waiting.decisionId", hasItem(id));
        answer(id, Role.VIEWER, "APPROVE").statusCode(403);
        List<Integer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> asked = new ArrayList<>();
            for (int at = 0; at < 8; at++) {
                asked.add(threads.submit(
                        () -> answer(id, Role.OPERATOR, "APPROVE").extract().statusCode()));
            }
            for (Future<Integer> each : asked) {
                answers.add(each.get());
            }
        }

        assertThat(answers).filteredOn(status -> status == 200).hasSize(1);
        assertThat(answers).filteredOn(status -> status == 409).hasSize(7);
        Decision decision = published(snapshot);
        assertThat(decision.action()).isEqualTo(Action.BUY);
        assertThat(decision.confidence()).isEqualTo(64);
        assertThat(decision.proposal()).satisfies(proposal -> {
            assertThat(proposal.end()).isEqualTo(End.APPROVED);
            assertThat(proposal.by()).isEqualTo("ada");
            assertThat(proposal.reason()).isEqualTo("as I see it");
        });
        answer(id, Role.OPERATOR, "REJECT").statusCode(409).body("detail", containsString("APPROVED by ada"));
        said("/api/v1/decisions/" + id + "/replay", Role.VIEWER).body("result", equalTo("SAME"));
        assertThat(probe.decisionsSoFar(snapshot)).hasSize(1);
    }

    @Test
    void what_is_rejected_or_no_longer_possible_is_published_as_a_hold_that_says_what_was_proposed() {
        Snapshot rejected = fresh();
        Snapshot held = fresh();
        String rejectedId = proposed(rejected);
        String heldId = proposed(held);
        QuarkusTransaction.requiringNew().run(() -> positions.state("main", held.symbol(), BigDecimal.ONE, 1));

        answer(rejectedId, Role.OPERATOR, "REJECT").statusCode(200);
        answer(heldId, Role.OPERATOR, "APPROVE").statusCode(409).body("detail", containsString("POSITION_CHANGED"));

        assertEnded(published(rejected), Outcome.DECIDED, End.REJECTED);
        assertEnded(published(held), Outcome.DECIDED, End.LAPSED);
        for (String id : List.of(rejectedId, heldId)) {
            said("/api/v1/decisions/" + id + "/replay", Role.VIEWER).body("result", equalTo("SAME"));
        }
        answer("a945c4fb-dbc0-884c-a245-d751f6e485e6", Role.OPERATOR, "APPROVE").statusCode(404);
        given().auth()
                .oauth2(LiveApprovals.token(tokens, Role.OPERATOR, "ada"))
                .contentType("application/json")
                .body("{\"answer\":\"MAYBE\"}")
                .post("/api/v1/approvals/" + heldId)
                .then()
                .statusCode(400)
                .body("error", equalTo("BODY"));
    }

    @Test
    void a_proposal_lapses_with_its_validity_or_with_a_newer_snapshot() {
        Snapshot late = fresh();
        Snapshot older = fresh();
        String lateId = proposed(late);
        run("UPDATE pending_decision SET valid_until = as_of - interval '1 second' WHERE decision_id = '" + lateId
                + "'");
        String olderId = proposed(older);
        Snapshot newer = of(older.symbol(), older.asOf().plusMillis(1));

        String newerId = proposed(newer);

        assertEnded(published(older), Outcome.SUPERSEDED, End.LAPSED);
        answer(olderId, Role.OPERATOR, "APPROVE").statusCode(409);
        assertEnded(published(late), Outcome.EXPIRED, End.LAPSED);
        answer(lateId, Role.OPERATOR, "APPROVE").statusCode(409).body("detail", containsString("LAPSED"));
        answer(newerId, Role.OPERATOR, "REJECT").statusCode(200);
    }

    @Test
    void a_proposal_does_not_lapse_with_a_snapshot_from_the_future() {
        Snapshot snapshot = fresh();
        String id = proposed(snapshot);
        Snapshot future = of(snapshot.symbol(), snapshot.asOf().plus(Duration.ofDays(400)));

        probe.send(future);

        assertThat(published(future).outcome()).isEqualTo(Outcome.INVALID);
        answer(id, Role.OPERATOR, "APPROVE").statusCode(200);
        assertThat(published(snapshot).action()).isEqualTo(Action.BUY);
    }

    @Test
    void a_decision_to_hold_waits_for_nobody() {
        ollama.behave(OllamaStub.says("HOLD", 50, "ADX_STRONG"));
        Snapshot snapshot = fresh();

        probe.send(snapshot);

        Decision decision = published(snapshot);
        assertThat(decision.action()).isEqualTo(Action.HOLD);
        assertThat(decision.proposal()).isNull();
    }

    @Test
    void a_prompt_on_trial_is_asked_beside_with_all_that_the_other_is_told_and_decides_nothing() throws IOException {
        Snapshot snapshot = fresh();
        scoredBefore(snapshot);
        String id = proposed(snapshot);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !rows("SELECT 1 FROM shadow_call WHERE decision_id = '" + id + "'")
                        .isEmpty());
        answer(id, Role.OPERATOR, "APPROVE").statusCode(200);

        assertThat(published(snapshot).votes())
                .filteredOn(vote -> vote.weight() == 1)
                .extracting(Vote::version)
                .containsExactly("entry-1.1.0");
        said("/api/v1/decisions/" + id, Role.VIEWER)
                .body("modelCalls.prompt", equalTo(List.of("entry-1.1.0")))
                .body("shadowCalls.prompt", equalTo(List.of("entry-1.0.0")))
                .body("modelCalls[0].request", containsString("past1.returnPercent="))
                .body("shadowCalls[0].request", containsString("past1.returnPercent="))
                .body("shadowCalls[0].judged.action", equalTo("BUY"));
        said("/api/v1/prompts", Role.VIEWER)
                .body("prompts.findAll { it.id == 'entry' }.use", equalTo(List.of("SHADOW", "DECIDES")))
                .body("prompts.findAll { it.id == 'entry' }.version", equalTo(List.of("1.0.0", "1.1.0")))
                .body("prompts.findAll { it.id != 'entry' }.use", equalTo(List.of("NONE", "NONE", "NONE")));
    }

    /** An outcome of the symbol that a model may be told. */
    private void scoredBefore(Snapshot snapshot) throws IOException {
        ObjectNode json = Json.mapper().valueToTree(Samples.full(EventType.OUTCOME));
        json.put("runId", LiveApprovals.RUN)
                .put("decisionId", "before-" + snapshot.snapshotId())
                .put("portfolioId", "main")
                .put("symbol", snapshot.symbol())
                .put("resolvedAt", snapshot.asOf().minusSeconds(60).toString());
        io.ffe.schema.event.Outcome outcome = Json.mapper().treeToValue(json, io.ffe.schema.event.Outcome.class);
        QuarkusTransaction.requiringNew().run(() -> outcomes.add(outcome));
    }

    @Test
    void
            a_flipped_byte_of_a_stored_answer_snapshot_or_standing_is_found_by_the_audit_of_the_chain_which_names_the_record() {
        Snapshot snapshot = fresh();
        String id = proposed(snapshot);
        answer(id, Role.OPERATOR, "APPROVE").statusCode(200);
        published(snapshot);
        ofAnEarlierVersion(fresh());
        assertThat(audit().violations()).isEmpty();

        for (String flip : List.of(
                "UPDATE model_call SET response = set_byte(response, 20, get_byte(response, 20) # 1) WHERE decision_id = '%s'",
                "UPDATE model_call SET request = set_byte(request, 20, get_byte(request, 20) # 1) WHERE decision_id = '%s'",
                "UPDATE decision SET snapshot = overlay(snapshot placing 'y' from 15 for 1) WHERE decision_id = '%s'",
                "UPDATE decision SET standing = overlay(standing placing ' ' from 1 for 0) WHERE decision_id = '%s'",
                "UPDATE decision SET event = replace(event, '\"confidence\":64', '\"confidence\":65') WHERE decision_id = '%s'")) {
            String before = stored(id);
            run(flip.formatted(id));
            assertThat(stored(id)).as(flip).isNotEqualTo(before);

            assertThat(audit().violations())
                    .as(flip)
                    .isNotEmpty()
                    .allMatch(found -> found.toString().contains(id));

            restore(id, before);
        }
        assertThat(audit().violations()).isEmpty();
    }

    /** Its hash knows nothing of what members were worth, and holds all the same. */
    private void ofAnEarlierVersion(Snapshot snapshot) {
        Decision made = ladder.decide(
                snapshot, new Seat("main", "ffe"), Held.FLAT, List.of(Ladder.NO_MODEL), Standing.NONE, now());
        transactions.run(() -> outbox.append(
                Topics.DECISIONS,
                decisions.add(
                        made.recordedAs(RecordHash.ofFirstForm(EventCodec.payload(snapshot), List.of())),
                        snapshot,
                        Standing.NONE),
                made.portfolioId(),
                Duration.ZERO));
        published(snapshot);
        said("/api/v1/decisions/" + made.decisionId() + "/replay", Role.VIEWER).body("result", equalTo("SAME"));
    }

    private AuditReport audit() {
        Map<Stage, Databases.Access> databases = Arrays.stream(Stage.values())
                .collect(Collectors.toMap(stage -> stage, stage -> new Databases.Access(jdbcUrl, username, password)));
        return Audit.of(new AuditSources(
                        LiveApprovals.RUN, BrokerAccess.open(bootstrapServers), databases, Path.of("none")))
                .runChain(Motion.MOVING);
    }

    /** Everything that is kept of a decision, as one text that can be put back. */
    private String stored(String id) {
        return (String) rows("SELECT encode(request, 'hex') || ' ' || encode(response, 'hex') || ' '"
                        + " || encode(convert_to(snapshot, 'UTF8'), 'hex') || ' ' || encode(convert_to(event, 'UTF8'), 'hex')"
                        + " || ' ' || encode(convert_to(standing, 'UTF8'), 'hex')"
                        + " FROM model_call JOIN decision USING (decision_id) WHERE decision_id = '" + id + "'")
                .getFirst();
    }

    private void restore(String id, String stored) {
        List<String> parts = List.of(stored.split(" "));
        run("UPDATE model_call SET request = decode('" + parts.get(0) + "', 'hex'), response = decode('" + parts.get(1)
                + "', 'hex') WHERE decision_id = '" + id + "'");
        run("UPDATE decision SET snapshot = convert_from(decode('" + parts.get(2)
                + "', 'hex'), 'UTF8'), event = convert_from(decode('" + parts.get(3)
                + "', 'hex'), 'UTF8'), standing = convert_from(decode('" + parts.get(4)
                + "', 'hex'), 'UTF8') WHERE decision_id = '" + id + "'");
    }

    private List<?> rows(String sql) {
        return QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery(sql).getResultList());
    }

    private void run(String sql) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(sql).executeUpdate());
    }

    private static void assertEnded(Decision decision, Outcome outcome, End end) {
        assertThat(decision.outcome()).isEqualTo(outcome);
        assertThat(decision.action()).isEqualTo(Action.HOLD);
        assertThat(decision.confidence()).isZero();
        Proposal proposal = decision.proposal();
        assertThat(proposal).isNotNull();
        assertThat(proposal.end()).isEqualTo(end);
        assertThat(proposal.action()).isEqualTo(Action.BUY);
    }

    /** Sends it and waits until what was decided on it waits. @return the decision's id */
    private String proposed(Snapshot snapshot) {
        String id = new Seat("main", "ffe").decisionId(snapshot.snapshotId());
        probe.send(snapshot);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !rows("SELECT 1 FROM pending_decision WHERE decision_id = '" + id + "'")
                        .isEmpty());
        return id;
    }

    private Decision published(Snapshot snapshot) {
        return Probe.decision(probe.awaitDecisions(snapshot, 1).getFirst());
    }

    private ValidatableResponse answer(String id, Role role, String answer) {
        return given().auth()
                .oauth2(LiveApprovals.token(tokens, role, "ada"))
                .contentType("application/json")
                .body(Map.of("answer", answer, "reason", "as I see it"))
                .post("/api/v1/approvals/" + id)
                .then();
    }

    private ValidatableResponse said(String path, Role role) {
        return given().auth()
                .oauth2(LiveApprovals.token(tokens, role, "ada"))
                .get(path)
                .then()
                .statusCode(200);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String symbol() {
        return "LIVE" + SYMBOLS.incrementAndGet();
    }

    private static Snapshot fresh() {
        return of(symbol(), now());
    }

    private static Snapshot of(String symbol, Instant asOf) {
        return CraftedSnapshot.trending(1).of(LiveApprovals.RUN, symbol, asOf).live();
    }
}
