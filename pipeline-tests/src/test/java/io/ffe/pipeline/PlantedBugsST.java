package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.pipeline.Findings.Promise;
import io.ffe.pipeline.SwingingPrices.Market;
import io.ffe.pipeline.planted.AgentJar;
import io.ffe.pipeline.planted.PlantedBug;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that find nothing prove nothing unless they would find something. Seven bugs that a pipeline like this one could have
 * are planted into the packaged services, one method each, by a Java agent ({@link PlantedBug}); they sleep until they are
 * armed. Each test first disturbs the sound service and finds nothing broken, then the same with the bug awake, and then one
 * promise has to be broken.
 *
 * <p>Market-data is frozen before each checkpoint: the close's whole chain is settled then, and nothing moves.
 */
@EnabledIfSystemProperty(named = "ffe.test.full", matches = "true", disabledReason = "takes minutes: ./ffe test --full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlantedBugsST {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String CLOSE = "market-data.before-checkpoint";
    /** Closes that are looked through for one at which what is needed happens. */
    private static final int CLOSES = 60;

    private final FindingsLog log = new FindingsLog();
    private Pipeline pipeline;
    private Path armed;

    @BeforeAll
    void run_to_the_first_close(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
        armed = Files.createDirectories(folder.resolve("armed"));
        FeedOptions feed = SwingingPrices.replay(folder, 60 * 60, Market.BTCUSDT, Market.ETHUSDT);
        pipeline = Pipeline.start(
                folder,
                "planted",
                feed,
                Map.of("JAVA_TOOL_OPTIONS", AgentJar.option(folder, armed)),
                bootstrapServers -> {});
        nextClose();
    }

    @AfterAll
    void stop() throws Exception {
        if (pipeline != null) {
            pipeline.close();
        }
        log.writeIfAsked();
    }

    @Test
    @Order(1)
    void with_every_bug_asleep_nothing_is_found() throws Exception {
        nextCloseWith(this::anEntryWorks);

        assertThat(Findings.of(pipeline)).isEmpty();
    }

    @Test
    @Order(2)
    void a_reservation_that_ends_before_the_position_begins_is_found() throws Exception {
        nextCloseWith(this::noEntryWorks);
        arm(PlantedBug.RESERVATION_RELEASED_EARLY);
        nextCloseWith(this::anEntryWorks);

        found(PlantedBug.RESERVATION_RELEASED_EARLY, Promise.A_WORKING_ENTRY_IS_RESERVED);

        disarm(PlantedBug.RESERVATION_RELEASED_EARLY);
        nextCloseWith(this::noEntryWorks);
        assertThat(Findings.of(pipeline)).isEmpty();
    }

    @Test
    @Order(3)
    void a_missing_inbox_is_found() throws Exception {
        TopicPartition decisions = partitionWithRecords(Topics.DECISIONS);
        deliverFirstAgain(decisions);
        assertThat(Findings.of(pipeline)).isEmpty();

        arm(PlantedBug.NO_INBOX);
        deliverFirstAgainUnread(decisions);
        awaitBroken(Promise.EVERY_PROCESS_LIVES_AND_READS);
        found(PlantedBug.NO_INBOX, Promise.EVERY_PROCESS_LIVES_AND_READS);

        disarm(PlantedBug.NO_INBOX);
        restart(Service.RISK);
        awaitRead();
        assertThat(Findings.of(pipeline)).isEmpty();
    }

    @Test
    @Order(4)
    void a_dead_lettered_approval_that_nobody_denies_is_found() throws Exception {
        unreadableApproval();
        awaitRead();
        assertThat(Findings.of(pipeline)).isEmpty();

        arm(PlantedBug.DEAD_LETTER_WITHOUT_DENIED);
        unreadableApproval();
        awaitRead();
        found(PlantedBug.DEAD_LETTER_WITHOUT_DENIED, Promise.A_DEAD_LETTERED_APPROVAL_IS_DENIED);
        disarm(PlantedBug.DEAD_LETTER_WITHOUT_DENIED);
    }

    @Test
    @Order(5)
    void a_publication_inside_of_the_transaction_is_found() throws Exception {
        frozenBeforeItsCommit();
        Map<Promise, String> sound = Findings.of(pipeline);
        wake(Service.RISK);
        awaitClose();
        assertThat(sound).doesNotContainKey(Promise.WHAT_IS_PUBLISHED_IS_COMMITTED);

        arm(PlantedBug.PUBLISH_INSIDE_TRANSACTION);
        frozenBeforeItsCommit();
        disarm(PlantedBug.PUBLISH_INSIDE_TRANSACTION);
        Map<Promise, String> planted = Findings.of(pipeline);
        wake(Service.RISK);
        awaitClose();
        found(PlantedBug.PUBLISH_INSIDE_TRANSACTION, Promise.WHAT_IS_PUBLISHED_IS_COMMITTED, planted);
    }

    @Test
    @Order(6)
    void an_order_that_is_sent_again_for_want_of_an_answer_is_found() throws Exception {
        int before = venueOrders();
        loseTheNextAnswer();
        nextCloseWith(() -> venueOrders() > before);
        assertThat(Findings.of(pipeline)).doesNotContainKey(Promise.THE_VENUE_HAS_ONE_ORDER_FOR_EACH_THAT_LEFT);

        arm(PlantedBug.RESEND_ON_TIMEOUT);
        int sofar = venueOrders();
        loseTheNextAnswer();
        nextCloseWith(() -> venueOrders() > sofar);
        found(PlantedBug.RESEND_ON_TIMEOUT, Promise.THE_VENUE_HAS_ONE_ORDER_FOR_EACH_THAT_LEFT);
        disarm(PlantedBug.RESEND_ON_TIMEOUT);
    }

    @Test
    @Order(7)
    void an_acknowledgement_before_the_commit_is_found() throws Exception {
        diesBeforeItsCommit();
        assertThat(Findings.of(pipeline)).doesNotContainKey(Promise.EVERY_DECISION_HAS_ONE_VERDICT);

        arm(PlantedBug.ACKNOWLEDGE_BEFORE_COMMIT);
        diesBeforeItsCommit();
        found(PlantedBug.ACKNOWLEDGE_BEFORE_COMMIT, Promise.EVERY_DECISION_HAS_ONE_VERDICT);
        disarm(PlantedBug.ACKNOWLEDGE_BEFORE_COMMIT);
    }

    /** The last one: what it loses is lost. A role that does not wait for the disk is refused; past that guard, it is found. */
    @Test
    @Order(8)
    void commits_that_do_not_wait_for_the_disk_are_refused_and_what_they_lose_is_found() throws Exception {
        Promise promise = Promise.EVERY_DECISION_HAS_ONE_VERDICT;
        Set<String> lostBefore = Set.copyOf(Findings.of(pipeline).values());
        serverDiesAfterTheCommit();
        assertThat(Findings.of(pipeline).values()).isSubsetOf(lostBefore);

        administer("ALTER ROLE ffe_risk SET synchronous_commit = off");
        pipeline.kill(Service.RISK);
        Path riskLog = pipeline.folder().logs().resolve("risk-service.log");
        pipeline.await(
                "refusal",
                SOON,
                () -> read(riskLog)
                        .contains("the database would lose committed transactions:"
                                + " synchronous_commit is off (set by user, as ffe_risk in ffe_risk)"));
        Files.writeString(armed.resolve(PlantedBug.DURABILITY_NOT_CONFIRMED.name()), "");
        pipeline.awaitReady(Service.RISK, SOON);

        serverDiesAfterTheCommit();
        Map<Promise, String> findings = Findings.of(pipeline);
        found(PlantedBug.DURABILITY_NOT_CONFIRMED, promise, findings);
        assertThat(lostBefore).doesNotContain(findings.get(promise));
    }

    // ---- Time: market-data frozen from close to close.

    private void nextClose() throws InterruptedException {
        release();
        awaitClose();
    }

    /** Lets market-data go on to its next close, and does not wait for it. */
    private void release() {
        var frozen = pipeline.failPoints().claimedBy(CLOSE);
        pipeline.failPoints().arm(CLOSE, "stop");
        frozen.ifPresent(Signals::wake);
    }

    private void awaitClose() throws InterruptedException {
        pipeline.await("close", SOON, () -> pipeline.failPoints().stoppedAt(CLOSE));
    }

    private void nextCloseWith(BooleanSupplier asked) throws InterruptedException {
        for (int close = 0; close < CLOSES; close++) {
            nextClose();
            if (asked.getAsBoolean()) {
                return;
            }
        }
        throw new AssertionError("in " + CLOSES + " closes nothing of what was asked for");
    }

    private boolean anEntryWorks() {
        return count(
                        "ffe_execution",
                        "SELECT count(*) FROM trade_order WHERE purpose = 'ENTRY' AND state IN ('ACCEPTED',"
                                + " 'PARTIALLY_FILLED')")
                > 0;
    }

    private boolean noEntryWorks() {
        return !anEntryWorks();
    }

    private int venueOrders() {
        return count("ffe_execution", "SELECT count(*) FROM trade_order WHERE purpose <> 'PROTECTION' AND attempt > 0");
    }

    private int count(String database, String query) {
        try (Connection connection = pipeline.database(database);
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException unreadable) {
            throw new IllegalStateException(query, unreadable);
        }
    }

    // ---- Disturbances.

    /** Risk is stopped with a verdict in its open transaction; a snapshot of the same close comes before it. */
    private void frozenBeforeItsCommit() throws InterruptedException {
        pipeline.failPoints().arm("risk.before-commit", "stop@2");
        release();
        pipeline.await("frozen risk", SOON, () -> pipeline.failPoints().stoppedAt("risk.before-commit"));
    }

    /** Risk is killed with a verdict in its open transaction, and started again; returns at the next close. */
    private void diesBeforeItsCommit() throws InterruptedException {
        pipeline.failPoints().arm("risk.before-commit", "halt@2");
        nextClose();
        assertThat(pipeline.failPoints().claimedBy("risk.before-commit")).isPresent();
    }

    /** PostgreSQL is killed, all of it, right after risk has committed a verdict, before anybody wrote its log to the disk. */
    private void serverDiesAfterTheCommit() throws Exception {
        frozenBeforeItsCommit();
        List<Long> writers = writersOfTheServer();
        writers.forEach(Signals::freeze);
        pipeline.failPoints().arm("risk.after-commit", "stop");
        wake(Service.RISK);
        pipeline.await("committed verdict", SOON, () -> pipeline.failPoints().stoppedAt("risk.after-commit"));
        pipeline.kill(Embedded.POSTGRES);
        writers.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        pipeline.await("server that answers again", SOON, () -> {
            try (Connection connection = pipeline.database("ffe_risk")) {
                return connection.isValid(1);
            } catch (SQLException notYet) {
                return false;
            }
        });
        wake(Service.RISK);
        awaitClose();
    }

    /** Processes that write the log by themselves, whether or not a commit waits for it. */
    private List<Long> writersOfTheServer() throws SQLException {
        List<Long> pids = new ArrayList<>();
        try (Connection connection = pipeline.database("ffe_risk");
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT pid FROM pg_stat_activity WHERE backend_type IN"
                        + " ('walwriter', 'checkpointer', 'background writer')")) {
            while (rows.next()) {
                pids.add(rows.getLong(1));
            }
        }
        assertThat(pids).hasSize(3);
        return pids;
    }

    private void administer(String statement) throws SQLException {
        try (Connection connection = pipeline.database("ffe_risk");
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void wake(Service service) {
        Signals.wake(pipeline.process(service.module()).pid());
    }

    private void restart(Service service) throws InterruptedException {
        long before = pipeline.process(service.module()).pid();
        pipeline.kill(service);
        pipeline.await("new " + service.module(), SOON, () -> {
            ProcessHandle now = pipeline.processes().get(service.module());
            return now != null && now.pid() != before;
        });
        pipeline.awaitReady(service, SOON);
    }

    private TopicPartition partitionWithRecords(Topics topic) {
        return pipeline.journal().entries(topic).stream()
                .map(entry -> new TopicPartition(
                        entry.record().topic(), entry.record().partition()))
                .findFirst()
                .orElseThrow();
    }

    private void deliverFirstAgain(TopicPartition partition) throws InterruptedException {
        deliverFirstAgainUnread(partition);
        awaitRead();
    }

    private void deliverFirstAgainUnread(TopicPartition partition) {
        try (OutsideProducer producer = new OutsideProducer(pipeline.bootstrapServers())) {
            producer.sendFirstAgain(partition);
        }
    }

    /** An approval of a decision that nobody made, without the gates that a verdict must have. */
    private void unreadableApproval() throws IOException {
        Journal.Entry approval = pipeline.journal().entries(Topics.VERDICTS).stream()
                .filter(entry ->
                        entry.event() instanceof Verdict verdict && verdict.result() == Verdict.Result.APPROVED)
                .findFirst()
                .orElseThrow();
        ObjectNode torn = (ObjectNode) Json.mapper().readTree(approval.record().value());
        torn.put("decisionId", UUID.randomUUID().toString());
        torn.remove("gates");
        try (OutsideProducer producer = new OutsideProducer(pipeline.bootstrapServers())) {
            producer.sendInstead(approval.record(), Json.mapper().writeValueAsBytes(torn));
        }
    }

    private void awaitRead() throws InterruptedException {
        try (ConsumerGroups groups = new ConsumerGroups(pipeline.bootstrapServers())) {
            pipeline.await(
                    "end of all lag", SOON, () -> groups.all().stream().allMatch(group -> groups.lag(group) == 0));
        }
    }

    private void loseTheNextAnswer() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(pipeline.url(Service.PAPER_VENUE) + "/api/v1/faults"))
                            .header("Authorization", "Bearer " + pipeline.token(Role.ADMIN, Duration.ofMinutes(5)))
                            .header("Content-Type", "application/json")
                            .PUT(HttpRequest.BodyPublishers.ofString("{\"dropAnswerAfterAccept\":1}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    // ---- Bugs.

    private void arm(PlantedBug bug) throws IOException {
        assertThat(armed.resolve(bug + ".planted"))
                .as("the class of %s is loaded", bug)
                .exists();
        Files.writeString(armed.resolve(bug.name()), "");
    }

    private void disarm(PlantedBug bug) throws IOException {
        Files.delete(armed.resolve(bug.name()));
    }

    private void awaitBroken(Promise promise) throws InterruptedException {
        pipeline.await("break of " + promise, SOON, () -> {
            try {
                return Findings.of(pipeline).containsKey(promise);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return true;
            }
        });
    }

    private void found(PlantedBug bug, Promise promise) throws InterruptedException {
        found(bug, promise, Findings.of(pipeline));
    }

    private void found(PlantedBug bug, Promise promise, Map<Promise, String> findings) {
        assertThat(findings).as("what %s breaks", bug).containsKey(promise);
        log.add(bug, promise, findings.get(promise));
    }
}
