package io.ffe.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What does not hold in a pipeline that has come to rest, by the promise that it breaks; from outside of every process. */
final class Findings {

    /** What has to hold between topics, databases and the venue while nothing is under way. */
    enum Promise {
        EVERY_SNAPSHOT_HAS_ONE_DECISION,
        EVERY_DECISION_HAS_ONE_VERDICT,
        THE_VENUE_HAS_ONE_ORDER_FOR_EACH_THAT_LEFT,
        A_WORKING_ENTRY_IS_RESERVED,
        WHAT_IS_PUBLISHED_IS_COMMITTED,
        A_DEAD_LETTERED_APPROVAL_IS_DENIED,
        EVERY_PROCESS_LIVES_AND_READS
    }

    @FunctionalInterface
    private interface Check {
        void hold() throws IOException, InterruptedException, SQLException;
    }

    private final Pipeline pipeline;
    private final Map<Promise, String> broken = new EnumMap<>(Promise.class);

    private Findings(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    static Map<Promise, String> of(Pipeline pipeline) throws InterruptedException {
        Findings findings = new Findings(pipeline);
        Journal journal = pipeline.journal();
        findings.check(
                Promise.EVERY_SNAPSHOT_HAS_ONE_DECISION,
                () -> oneForEach(
                        journal.events(Topics.SNAPSHOTS, Snapshot.class).stream()
                                .map(Snapshot::snapshotId),
                        journal.events(Topics.DECISIONS, Decision.class).stream()
                                .map(Decision::snapshotId)));
        findings.check(
                Promise.EVERY_DECISION_HAS_ONE_VERDICT,
                () -> oneForEach(
                        journal.events(Topics.DECISIONS, Decision.class).stream()
                                .map(Decision::decisionId),
                        journal.events(Topics.VERDICTS, Verdict.class).stream().map(Verdict::decisionId)));
        findings.check(Promise.THE_VENUE_HAS_ONE_ORDER_FOR_EACH_THAT_LEFT, () -> findings.ordersAtVenue(journal));
        findings.check(Promise.A_WORKING_ENTRY_IS_RESERVED, findings::reservations);
        findings.check(Promise.WHAT_IS_PUBLISHED_IS_COMMITTED, () -> findings.publishedVerdicts(journal));
        findings.check(Promise.A_DEAD_LETTERED_APPROVAL_IS_DENIED, () -> findings.deadLetteredVerdicts(journal));
        findings.check(Promise.EVERY_PROCESS_LIVES_AND_READS, findings::liveness);
        return findings.broken;
    }

    private void check(Promise promise, Check check) throws InterruptedException {
        try {
            check.hold();
        } catch (AssertionError found) {
            broken.put(promise, String.valueOf(found.getMessage()).strip().replaceAll("\\s+", " "));
        } catch (IOException | SQLException unreadable) {
            throw new IllegalStateException(promise + " cannot be told", unreadable);
        }
    }

    private static void oneForEach(Stream<String> questions, Stream<String> answers) {
        Set<String> asked = questions.collect(Collectors.toCollection(TreeSet::new));
        List<String> answered = answers.toList();
        Set<String> unanswered = new TreeSet<>(asked);
        unanswered.removeAll(Set.copyOf(answered));
        expect(unanswered.isEmpty(), "without an answer: " + unanswered);
        expect(answered.size() == asked.size(), answered.size() + " answers to " + asked.size() + " questions");
    }

    private void ordersAtVenue(Journal journal) throws IOException, InterruptedException {
        Set<String> ours = journal.executions().stream()
                .map(Execution::order)
                .filter(order -> order != null && order.verdictId() != null)
                .map(Execution.OrderStatus::clientOrderId)
                .collect(Collectors.toSet());
        List<String> unknown = new VenueView(pipeline)
                .orders().stream()
                        .map(order -> order.get("clientOrderId").asText())
                        .filter(id -> !ours.contains(id))
                        .toList();
        expect(unknown.isEmpty(), "the venue has orders that no verdict allowed: " + unknown);
    }

    private void reservations() throws SQLException {
        Map<String, BigDecimal> reserved = amounts("ffe_risk", "SELECT verdict_id, quantity FROM reservation");
        Map<String, BigDecimal> working = amounts(
                "ffe_execution",
                "SELECT verdict_id, quantity - filled FROM trade_order WHERE purpose = 'ENTRY' AND state IN"
                        + " ('INTENT', 'SUBMITTING', 'ACCEPTED', 'PARTIALLY_FILLED', 'UNKNOWN')");
        working.forEach((verdict, left) -> expect(
                reserved.getOrDefault(verdict, BigDecimal.ZERO).compareTo(left) >= 0,
                "the entry of verdict " + verdict + " may still fill " + left + ", reserved is "
                        + reserved.get(verdict)));
    }

    private void publishedVerdicts(Journal journal) throws SQLException {
        Set<String> committed = new HashSet<>(
                amounts("ffe_risk", "SELECT verdict_id, 1 FROM verdict").keySet());
        List<String> early = journal.events(Topics.VERDICTS, Verdict.class).stream()
                .map(Verdict::verdictId)
                .filter(id -> !committed.contains(id))
                .toList();
        expect(early.isEmpty(), "published and not committed: verdicts " + early);
    }

    private void deadLetteredVerdicts(Journal journal) {
        Set<String> denied = journal.executions().stream()
                .map(Execution::order)
                .filter(order -> order != null && order.state() == OrderState.DENIED)
                .map(Execution.OrderStatus::verdictId)
                .collect(Collectors.toSet());
        try (TopicReader reader = new TopicReader(pipeline.bootstrapServers())) {
            reader.all(Topics.VERDICTS.dlqName(), record -> {
                JsonNode verdict = tree(record.value());
                String id = Verdict.idOf(verdict.path("decisionId").asText());
                expect(
                        !verdict.path("result").asText().equals("APPROVED") || denied.contains(id),
                        "verdict " + id + " was dead-lettered, and no execution denies it");
            });
        }
    }

    private void liveness() throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (Service service : List.of(Service.DECISION, Service.RISK, Service.EXECUTION, Service.PAPER_VENUE)) {
                String answer = liveness(http, service);
                expect(answer.equals("live"), service.module() + " is not live: " + answer);
            }
        }
    }

    private String liveness(HttpClient http, Service service) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(pipeline.url(service) + "/q/health/live"))
                            .timeout(Duration.ofSeconds(2))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? "live" : answer.body();
        } catch (IOException silent) {
            return silent.toString();
        }
    }

    private Map<String, BigDecimal> amounts(String database, String query) throws SQLException {
        Map<String, BigDecimal> amounts = new HashMap<>();
        try (Connection connection = pipeline.database(database);
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            while (rows.next()) {
                amounts.put(rows.getString(1), rows.getBigDecimal(2));
            }
        }
        return amounts;
    }

    private static JsonNode tree(byte @Nullable [] value) {
        try {
            return value == null
                    ? Json.mapper().createObjectNode()
                    : Json.mapper().readTree(value);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
