package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.pipeline.SwingingPrices.Market;
import io.ffe.pipeline.deploy.ProjectFiles;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.Audit;
import io.ffe.stack.audit.AuditReport;
import io.ffe.stack.audit.AuditSources;
import io.ffe.stack.audit.EnvironmentSources;
import io.ffe.stack.audit.rule.Identity;
import io.ffe.stack.audit.rule.Motion;
import io.ffe.stack.audit.rule.Violation;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.run.Companion;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.StoredRun;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run in which everything went well is audited while it is up, by the auditor beside it, and by the command when it is over;
 * then one violation of each kind is planted into its topics, databases and journal, and each is found.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditST {

    private static final String NAME = "audited";

    private Pipeline pipeline;
    private AuditReport live;
    private AuditReport reader;
    private String metrics;
    private Command clean;
    private Command dirty;
    private AuditReport planted;

    /** @param text what the command wrote */
    private record Command(int exit, String text) {}

    @BeforeAll
    void run_then_plant(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path state) throws Exception {
        FeedOptions feed = SwingingPrices.replay(state, 22 * 60, Market.BTCUSDT);
        // On disk, because the run is opened again when it is over.
        pipeline = Pipeline.startOnDisk(state, NAME, feed);
        pipeline.startAuditor();
        pipeline.awaitEnd(Duration.ofMinutes(5));
        live = pipeline.audit();
        reader = asReader();
        metrics = auditorsMetrics();
        pipeline.close();
        pipeline.writeFinished(feed);

        clean = audit(state);
        try (StoredRun stored = StoredRun.open(pipeline.home(), pipeline.folder(), event -> {})) {
            AuditSources sources = AuditSources.of(pipeline.folder(), stored.bootstrapServers(), stored.postgres());
            try (Planting planting = new Planting(sources)) {
                plant(planting);
            }
            planted = Audit.of(sources).run(Motion.QUIET);
        }
        dirty = audit(state);
    }

    @AfterAll
    void stop() throws InterruptedException {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Test
    void a_run_that_went_well_has_no_violation_of_any_identity() {
        assertThat(live.violations()).as(live.toString()).isEmpty();
        assertThat(live.checks())
                .allSatisfy(check ->
                        assertThat(check.checked()).as(check.identity().label()).isPositive());
    }

    @Test
    void a_role_that_may_only_read_sees_the_same_in_databases_that_are_closed_as_on_a_cluster() {
        assertThat(reader.violations()).as(reader.toString()).isEmpty();
        assertThat(reader.checked()).isEqualTo(live.checked());
    }

    @Test
    void the_auditor_beside_the_run_says_so_in_metrics() {
        for (Identity identity : Identity.values()) {
            assertThat(metrics).contains("ffe_audit_violations{identity=\"" + identity.label() + "\",} 0.0");
        }
        assertThat(metrics).containsPattern("ffe_audit_checked\\{identity=\"I2\",} [1-9]");
    }

    @Test
    void the_command_opens_the_run_again_and_ends_with_0_when_it_is_clean_and_with_1_when_it_is_not() throws Exception {
        assertThat(clean.exit()).as(clean.text()).isZero();
        JsonNode report = Json.mapper().readTree(clean.text());
        assertThat(report.path("runId").asText()).isEqualTo(NAME);
        assertThat(report.path("checks")).hasSize(Identity.values().length);
        assertThat(dirty.exit()).as(dirty.text()).isEqualTo(1);
        assertThat(Json.mapper().readTree(dirty.text()).path("checks"))
                .allSatisfy(check -> assertThat(check.path("violations").asLong())
                        .as(check.path("identity").asText())
                        .isPositive());
    }

    @TestFactory
    Stream<DynamicTest> what_was_planted_is_found() {
        return Map.ofEntries(
                        Map.entry(Identity.TICKS, "ticks on the topic, but"),
                        Map.entry(Identity.DECISIONS, "has no decision for portfolio main"),
                        Map.entry(Identity.VERDICTS, "has no verdict"),
                        Map.entry(Identity.ORDERS, "was approved and has no order"),
                        Map.entry(Identity.VENUE_ORDERS, "taken a second time"),
                        Map.entry(Identity.LEDGER, "fills make"),
                        Map.entry(Identity.VENUE_ACCOUNT, "its journal ends at"),
                        Map.entry(Identity.OUTBOX, "waits in the outbox"),
                        Map.entry(Identity.OFFSETS, "the partition ends at"),
                        Map.entry(Identity.CHAIN, "has other bytes in the database than its hash was made of"),
                        Map.entry(Identity.HALTS, "when main was HALTED since"),
                        Map.entry(Identity.OUTCOMES, "is scored, and was never decided"),
                        Map.entry(Identity.RISK_BOOK, "is reserved for, and no order of it is open"),
                        Map.entry(Identity.EVENT_IDS, "with other bytes than before"))
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .map(expected -> dynamicTest(
                        expected.getKey().label() + " " + expected.getValue(),
                        () -> assertThat(planted.violations())
                                .filteredOn(found -> found.identity() == expected.getKey())
                                .extracting(Violation::what)
                                .anyMatch(what -> what.contains(expected.getValue()))));
    }

    @Test
    void the_end_of_the_chain_that_was_cut_off_is_missed() {
        assertThat(planted.violations())
                .extracting(Violation::what)
                .anyMatch(what -> what.matches("the chain ends at \\d+ in the database, its head says \\d+"))
                .anyMatch(what -> what.endsWith("on the topic and not in the database"));
    }

    /** Databases as the cluster's file closes them, looked at by a role as its auditor's, told by variables as its auditor is. */
    private AuditReport asReader() throws Exception {
        AuditSources owners = pipeline.auditSources();
        String url = owners.databases().get(Stage.RISK).jdbcUrl();
        String server = url.substring("jdbc:postgresql://".length(), url.lastIndexOf('/'));
        try (Connection administrator = pipeline.database("postgres");
                Statement sql = administrator.createStatement()) {
            sql.execute("CREATE ROLE ffe_auditor LOGIN PASSWORD 'onlyreads' IN ROLE pg_read_all_data");
            for (String right : rightsOnDatabases()) {
                sql.execute(right);
            }
        }
        Map<String, String> environment = new HashMap<>(EnvironmentSources.of(owners, server));
        environment.keySet().removeIf(name -> name.endsWith("_DB_PASSWORD"));
        environment.put(EnvironmentSources.USER, "ffe_auditor");
        environment.put(EnvironmentSources.PASSWORD, "onlyreads");
        AuditSources sources = EnvironmentSources.in(environment).orElseThrow();
        Databases.Access access = sources.databases().get(Stage.EXECUTION);
        try (Connection auditor = DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
                Statement sql = auditor.createStatement()) {
            assertThatThrownBy(() -> sql.execute("UPDATE fill SET quantity = quantity"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
        return Audit.of(sources).run();
    }

    private static List<String> rightsOnDatabases() {
        JsonNode cluster = ProjectFiles.yamlDocuments(ProjectFiles.text("deploy/kubernetes/base/postgres/cluster.yml"))
                .getFirst();
        JsonNode initdb = cluster.at("/spec/bootstrap/initdb");
        List<String> rights = Stream.of("postInitSQL", "postInitApplicationSQL")
                .flatMap(step -> StreamSupport.stream(initdb.path(step).spliterator(), false))
                .map(JsonNode::asText)
                .filter(statement -> statement.startsWith("REVOKE") || statement.startsWith("GRANT"))
                .toList();
        assertThat(rights).hasSize(8);
        return rights;
    }

    private void plant(Planting planting) throws Exception {
        Journal journal = planting.journal();
        Snapshot snapshot = last(journal, Topics.SNAPSHOTS, Snapshot.class);
        Decision decision = last(journal, Topics.DECISIONS, Decision.class);
        Verdict approved = journal.events(Topics.VERDICTS, Verdict.class).stream()
                .filter(verdict -> verdict.intent() != null)
                .findFirst()
                .orElseThrow();
        planting.sql("ffe_market_data", """
                UPDATE checkpoint SET intake =
                  jsonb_set(intake::jsonb, '{sources,0,folded}', '1')::text
                """);
        planting.publish(Topics.SNAPSHOTS, edited(snapshot, json -> json.put("asOf", "2030-01-01T00:00:00Z")));
        planting.publish(Topics.DECISIONS, edited(decision, json -> json.put("snapshotId", "never-made")));
        Outcome scored = last(journal, Topics.OUTCOMES, Outcome.class);
        planting.publish(Topics.OUTCOMES, edited(scored, json -> json.put("decisionId", "never-made")));
        planting.publish(Topics.VERDICTS, edited(approved, json -> json.put("decisionId", "never-made")));
        planting.publish(Topics.VERDICTS, edited(approved, json -> json.put("equity", "1")));
        planting.repeatInJournal("ORDER_ACCEPTED");
        planting.sql("ffe_execution", "UPDATE fill SET quantity = quantity * 2");
        planting.sql("ffe_execution", """
                INSERT INTO trading_state_change
                SELECT 'DIRECT', 'main', 1, 'HALTED', 'planted', 'planted', now(), false, min(sent_at) - interval '1 minute'
                FROM trade_order
                """);
        planting.sql("ffe_risk", """
                INSERT INTO outbox (topic, aggregate_id, aggregate_sequence, id, type, record_key, payload, headers)
                VALUES ('ffe.verdicts.v1', 'main', 1000000, 'left-behind', 'io.ffe.verdict.v1', 'main', '{}', '{}')
                """);
        planting.sql("ffe_risk", """
                INSERT INTO reservation VALUES ('never-approved', 'main', 'BTCUSDT', 'BUY', 1, 1)
                """);
        planting.commit("ffe-risk-decisions", Topics.DECISIONS, 1000);
        planting.sql("ffe_decision", """
                UPDATE decision SET event = replace(event, '"symbol":"', '"symbol":"X') WHERE chain_sequence = 2
                """);
        planting.sql("ffe_decision", """
                DELETE FROM decision WHERE chain_sequence = (SELECT max(chain_sequence) FROM decision)
                """);
    }

    private static <E extends Event> E last(Journal journal, Topics topic, Class<E> type) {
        return journal.events(topic, type).getLast();
    }

    private static Event edited(Event event, Consumer<ObjectNode> change) throws Exception {
        ObjectNode json = Json.mapper().convertValue(event, ObjectNode.class);
        change.accept(json);
        return Json.mapper().treeToValue(json, event.getClass());
    }

    private String auditorsMetrics() throws Exception {
        URI address = URI.create(pipeline.urlOf(Companion.AUDITOR) + "/q/metrics");
        try (HttpClient http = HttpClient.newHttpClient()) {
            String[] scraped = {""};
            await().atMost(Duration.ofSeconds(150)).untilAsserted(() -> {
                scraped[0] = http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                        .body();
                // A pass that saw the whole of the run.
                assertThat(scraped[0])
                        .contains("ffe_audit_checked{identity=\"I2\",} " + (double) checked(Identity.DECISIONS));
            });
            return scraped[0];
        }
    }

    private long checked(Identity identity) {
        return live.checks().get(identity.ordinal()).checked();
    }

    private Command audit(Path state) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-Dffe.home=" + pipeline.home().root(),
                "-jar",
                pipeline.home().stackJar().toString(),
                "audit",
                NAME,
                "--json");
        builder.environment().put("FFE_DIR", state.toString());
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Command(process.waitFor(), Objects.requireNonNull(text));
    }
}
