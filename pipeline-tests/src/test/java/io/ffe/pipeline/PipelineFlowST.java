package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.ffe.pipeline.PoisonOnEveryTopic.Poison;
import io.ffe.pipeline.SwingingPrices.Market;
import io.ffe.pipeline.deploy.DashboardMetrics;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.AuditReport;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.dlq.Letter;
import io.ffe.stack.dlq.LetterReplay;
import io.ffe.stack.dlq.Repair;
import io.ffe.stack.doctor.Checkup;
import io.ffe.stack.doctor.Doctor;
import io.ffe.stack.doctor.Finding;
import io.ffe.stack.doctor.Finding.Level;
import io.ffe.stack.models.ModelSettings;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.Companion;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.testing.OllamaStub;
import io.ffe.stack.token.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** One run from prices to fills, with poison on every topic before the first of them, looked at from all sides. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipelineFlowST {

    private static final List<Topics> FLOW = List.of(
            Topics.TICKS,
            Topics.BARS,
            Topics.SNAPSHOTS,
            Topics.DECISIONS,
            Topics.VERDICTS,
            Topics.EXECUTIONS,
            Topics.PORTFOLIO,
            Topics.OUTCOMES,
            Topics.CLOCK,
            Topics.ACKS);

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<EventType, Schema> schemas = new EnumMap<>(EventType.class);
    private final PlantedSecrets secrets = new PlantedSecrets();
    private Pipeline pipeline;
    private Journal journal;
    private AuditReport audit;
    private List<Poison> poison = List.of();
    private @Nullable Prometheus prometheus;
    /** Before a test harms anything. */
    private Doctor.@Nullable Report healthy;

    @BeforeAll
    void run(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path state) throws Exception {
        FeedOptions feed = SwingingPrices.replay(state, 22 * 60, Market.BTCUSDT);
        pipeline = Pipeline.start(
                state,
                "flow",
                feed,
                secrets.environment(),
                bootstrapServers -> poison = PoisonOnEveryTopic.send(bootstrapServers));
        pipeline.startAuditor();
        prometheus = Prometheus.installed() ? prometheus(state.resolve("prometheus")) : null;
        pipeline.awaitEnd(Duration.ofMinutes(5));
        journal = pipeline.journal();
        audit = pipeline.audit();
        healthy = checkup(Map.of(), Map.of(), 1, Clock.systemUTC()).look();
    }

    private Prometheus prometheus(Path folder) throws Exception {
        Map<String, String> targets = Stream.concat(
                        Stream.of(Service.values()).map(Service::module), Stream.of(Companion.AUDITOR))
                .collect(Collectors.toMap(
                        component -> component,
                        component -> URI.create(pipeline.urlOf(component)).getAuthority()));
        return Prometheus.start(
                folder, targets, List.of(Home.locate().root().resolve("deploy/prometheus/rules") + "/*.yml"));
    }

    @AfterAll
    void stop() throws InterruptedException {
        http.close();
        if (prometheus != null) {
            prometheus.close();
        }
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Test
    void every_topic_of_the_flow_has_records_and_the_identities_hold() {
        for (Topics topic : FLOW) {
            assertThat(journal.entries(topic)).as(topic.topicName()).isNotEmpty();
        }
        assertThat(journal.events(Topics.EXECUTIONS, Execution.class)).anyMatch(execution -> execution.fill() != null);
        assertThat(audit.violations()).as(audit.toString()).isEmpty();
        assertThat(audit.checks()).allMatch(check -> check.checked() > 0);
    }

    @TestFactory
    Stream<DynamicTest> every_payload_validates_against_its_committed_schema() {
        return FLOW.stream()
                .map(topic -> dynamicTest(topic.topicName(), () -> {
                    for (Journal.Entry entry : journal.entries(topic)) {
                        String payload = new String(entry.record().value(), StandardCharsets.UTF_8);
                        assertThat(schema(EventType.of(entry.event())).validate(payload, InputFormat.JSON))
                                .as(
                                        "%s@%d %s",
                                        topic.topicName(), entry.record().offset(), payload)
                                .isEmpty();
                    }
                }));
    }

    @Test
    void every_record_has_its_cloudevents_headers() {
        for (Topics topic : FLOW) {
            assertThat(journal.entries(topic)).allSatisfy(entry -> {
                assertThat(entry.header("ce_specversion")).isEqualTo("1.0");
                assertThat(entry.header("ce_id")).isEqualTo(entry.event().eventId());
                assertThat(entry.header("ce_type"))
                        .isEqualTo(EventType.of(entry.event()).wireName());
                assertThat(entry.header("ce_source")).startsWith("ffe/");
                assertThat(entry.header("ce_time")).isNotEmpty();
            });
        }
    }

    @Test
    void one_trace_runs_from_the_tick_that_closed_the_bar_to_the_fill() {
        Set<String> onTicks = traces(Topics.TICKS, Event.class);
        Journal.Entry fill = journal.entries(Topics.EXECUTIONS).stream()
                .filter(entry -> entry.event() instanceof Execution execution
                        && execution.fill() != null
                        && execution.order() != null
                        && execution.order().snapshotId() != null)
                .findFirst()
                .orElseThrow();
        assertThat(onTicks).contains(fill.traceId());
        assertThat(traces(Topics.SNAPSHOTS, Snapshot.class)).contains(fill.traceId());
        assertThat(traces(Topics.DECISIONS, Decision.class)).contains(fill.traceId());
        assertThat(traces(Topics.VERDICTS, Verdict.class)).contains(fill.traceId());
    }

    /** So that a log store finds all of one order by one question. */
    @Test
    void log_lines_of_every_stage_have_the_ids_of_trace_decision_and_order_as_fields() throws IOException {
        Journal.Entry fill = journal.entries(Topics.EXECUTIONS).stream()
                .filter(entry -> entry.event() instanceof Execution execution
                        && execution.fill() != null
                        && Objects.requireNonNull(execution.order()).decisionId() != null)
                .findFirst()
                .orElseThrow();
        Execution.OrderStatus order = Objects.requireNonNull(((Execution) fill.event()).order());
        String decision = Objects.requireNonNull(order.decisionId());

        for (Service stage : List.of(Service.DECISION, Service.RISK, Service.EXECUTION)) {
            assertThat(fieldsOfLines(stage))
                    .as(stage.module())
                    .anySatisfy(fields -> assertThat(fields)
                            .containsEntry("traceId", fill.traceId())
                            .containsEntry("decisionId", decision));
        }
        assertThat(fieldsOfLines(Service.EXECUTION))
                .anySatisfy(fields -> assertThat(fields)
                        .containsEntry("traceId", fill.traceId())
                        .containsEntry("decisionId", decision)
                        .containsEntry("orderId", order.clientOrderId()));
    }

    /** What is in {@code mdc} of each line of a service's log, which is JSON but for what the JVM says. */
    private List<Map<String, String>> fieldsOfLines(Service service) throws IOException {
        List<Map<String, String>> lines = new ArrayList<>();
        for (String line : Files.readAllLines(pipeline.folder().logs().resolve(service.module() + ".log"))) {
            if (line.startsWith("{")) {
                Map<String, String> fields = new HashMap<>();
                Json.mapper()
                        .readTree(line)
                        .path("mdc")
                        .properties()
                        .forEach(field ->
                                fields.put(field.getKey(), field.getValue().asText()));
                lines.add(fields);
            }
        }
        return lines;
    }

    /** From the events alone, in binary floating point and by other means than the service's. */
    @Test
    void what_the_members_achieved_can_be_worked_out_from_the_outcomes_on_the_topic() throws Exception {
        List<Outcome> scored = journal.events(Topics.OUTCOMES, Outcome.class).stream()
                .filter(outcome -> outcome.label() != Outcome.Label.CENSORED)
                .toList();
        JsonNode answer = Json.mapper()
                .readTree(get(
                                Service.DECISION.module(),
                                "/api/v1/members?portfolio=main",
                                pipeline.token(Role.VIEWER, Duration.ofMinutes(5)))
                        .body());

        assertThat(scored).hasSizeGreaterThan(10);
        assertThat(answer.path("decisions").asLong()).isEqualTo(scored.size());
        assertThat(answer.path("members")).hasSizeGreaterThan(1).allSatisfy(member -> {
            List<Outcome.Member> said = scored.stream()
                    .flatMap(outcome -> Objects.requireNonNull(outcome.members()).stream())
                    .filter(each -> each.member().equals(member.path("member").asText())
                            && each.version().equals(member.path("version").asText()))
                    .toList();
            double brier = said.stream()
                    .mapToDouble(each -> Math.pow(each.probability() - (isRight(each) ? 1 : 0), 2))
                    .average()
                    .orElseThrow();
            double base = said.stream()
                    .mapToDouble(each -> Math.pow(each.climatology() - (isRight(each) ? 1 : 0), 2))
                    .average()
                    .orElseThrow();
            assertThat(member.path("scored").asLong()).isEqualTo(said.size());
            assertThat(member.path("right").asLong())
                    .isEqualTo(said.stream().filter(PipelineFlowST::isRight).count());
            assertThat(member.path("brier").asDouble()).isCloseTo(brier, within(1e-6));
            assertThat(member.path("climatologyBrier").asDouble()).isCloseTo(base, within(1e-6));
            assertThat(member.path("skill").asDouble()).isCloseTo(1 - brier / base, within(1e-4));
            double rawBrier = said.stream()
                    .mapToDouble(each -> Math.pow(each.confidence() / 100.0 - (isRight(each) ? 1 : 0), 2))
                    .average()
                    .orElseThrow();
            assertThat(member.path("rawBrier").asDouble()).isCloseTo(rawBrier, within(1e-6));
            calibration(member.path("calibration"), said);
            weight(member, said);
        });
    }

    /** Tenths of stated confidence; with fewer than 200 scores nothing is made of them yet. */
    private static void calibration(JsonNode tenths, List<Outcome.Member> said) {
        assertThat(tenths).hasSize(10);
        for (JsonNode tenth : tenths) {
            List<Outcome.Member> within = said.stream()
                    .filter(each -> each.confidence() >= tenth.path("from").asInt()
                            && each.confidence() < tenth.path("to").asInt())
                    .toList();
            assertThat(tenth.path("scored").asLong()).isEqualTo(within.size());
            assertThat(tenth.path("right").asLong())
                    .isEqualTo(within.stream().filter(PipelineFlowST::isRight).count());
            assertThat(tenth.hasNonNull("probability")).isEqualTo(said.size() >= 200);
        }
    }

    /** 1 + n/(n+200) × skill/0.05 within a quarter and twice, n and skill of what was said with a calibrated probability. */
    private static void weight(JsonNode member, List<Outcome.Member> said) {
        List<Outcome.Member> judged = said.stream()
                .filter(each -> Math.abs(each.probability() - each.confidence() / 100.0) > 1e-9)
                .toList();
        double missed = sum(judged, Outcome.Member::probability);
        double base = sum(judged, Outcome.Member::climatology);
        double skill = base == 0 ? 0 : 1 - missed / base;
        double n = judged.size();
        assertThat(member.path("judged").asLong()).isEqualTo(judged.size());
        assertThat(member.path("weight").asDouble())
                .isCloseTo(Math.clamp(1 + n / (n + 200) * skill / 0.05, 0.25, 2), within(1e-3));
        if (judged.size() < 200) {
            assertThat(member.path("state").asText()).isEqualTo("ACTIVE");
        }
    }

    private static double sum(List<Outcome.Member> said, ToDoubleFunction<Outcome.Member> probability) {
        return said.stream()
                .mapToDouble(each -> Math.pow(probability.applyAsDouble(each) - (isRight(each) ? 1 : 0), 2))
                .sum();
    }

    /** Climatology is what outcomes before the decision said, and nothing of it or after it. */
    @Test
    void base_rates_of_a_decision_are_those_of_outcomes_resolved_before_it() {
        List<Outcome> all = journal.events(Topics.OUTCOMES, Outcome.class);
        assertThat(all).isNotEmpty().allSatisfy(outcome -> {
            Instant asOf = Objects.requireNonNull(outcome.asOf());
            List<Outcome> before = all.stream()
                    .filter(each -> each.label() != Outcome.Label.CENSORED
                            && each.resolvedAt().isBefore(asOf))
                    .toList();
            for (Outcome.Member member : Objects.requireNonNull(outcome.members())) {
                long right = before.stream()
                        .filter(each -> each.wasRight(member.action()))
                        .count();
                assertThat(member.climatology()).isCloseTo((right + 1.0) / (before.size() + 2.0), within(1e-6));
            }
        });
    }

    private static boolean isRight(Outcome.Member member) {
        return Boolean.TRUE.equals(member.right());
    }

    @TestFactory
    Stream<DynamicTest> poison_of_each_kind_is_dead_lettered_with_its_bytes() {
        Map<Topics, List<ConsumerRecord<byte[], byte[]>>> dead = new EnumMap<>(Topics.class);
        try (TopicReader reader = new TopicReader(pipeline.bootstrapServers())) {
            for (Topics topic : Topics.values()) {
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
                reader.all(topic.dlqName(), records::add);
                dead.put(topic, records);
            }
        }
        return poison.stream()
                .map(sent -> dynamicTest(sent.topic().topicName() + " " + sent.reason(), () -> {
                    List<ConsumerRecord<byte[], byte[]>> found = Objects.requireNonNull(dead.get(sent.topic())).stream()
                            .filter(record -> Arrays.equals(record.value(), sent.bytes()))
                            .toList();
                    assertThat(found).hasSize(sent.readers());
                    assertThat(found)
                            .extracting(record -> TopicReader.headers(record).get("ffe-dlq-reason"))
                            .containsOnly(sent.reason().name());
                    assertThat(found).extracting(TopicReader::key).containsOnly("poison");
                }));
    }

    /** Decision and risk refuse it, so there are two letters of one record; what comes of it comes once, however often it is sent. */
    @Test
    void a_snapshot_that_was_refused_is_repaired_and_taken_in_once() throws Exception {
        Journal.Entry last = journal.entries(Topics.SNAPSHOTS).getLast();
        ObjectNode json = Json.mapper().valueToTree(last.event());
        Instant asOf = ((Snapshot) last.event()).asOf().plus(Duration.ofMinutes(15));
        Snapshot sound = Json.mapper().treeToValue(json.put("asOf", asOf.toString()), Snapshot.class);
        sendSnapshot(sound, Json.mapper().writeValueAsBytes(json.without("quality")));

        try (TopicReader reader = new TopicReader(pipeline.bootstrapServers());
                LetterReplay replay =
                        new LetterReplay(pipeline.bootstrapServers(), pipeline.folder(), Clock.systemUTC())) {
            await().atMost(PATIENCE).until(() -> lettersOf(sound, reader).size() == 2);
            List<Letter> letters = lettersOf(sound, reader);
            Repair repair = new Repair(EventCodec.payload(sound), null, Map.of());
            assertThat(replay.replay(letters.getFirst(), repair, new LetterReplay.Manner(false, false))
                            .result())
                    .isEqualTo(LetterReplay.Result.SENT);
            assertThat(replay.replay(letters.getLast(), repair, new LetterReplay.Manner(false, false))
                            .result())
                    .isEqualTo(LetterReplay.Result.REFUSED);
            await().atMost(PATIENCE).until(() -> verdictsOn(sound, reader).size() == 1);

            double before = duplicates(Service.DECISION) + duplicates(Service.RISK);
            assertThat(replay.replay(letters.getLast(), repair, new LetterReplay.Manner(false, true))
                            .result())
                    .isEqualTo(LetterReplay.Result.SENT);
            await().atMost(PATIENCE).until(() -> duplicates(Service.DECISION) + duplicates(Service.RISK) == before + 2);
            assertThat(decisionsOn(sound, reader)).hasSize(1);
            assertThat(verdictsOn(sound, reader)).hasSize(1);
        }
    }

    private void sendSnapshot(Snapshot snapshot, byte[] payload) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", pipeline.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(Topics.SNAPSHOTS.topicName(), snapshot.key(), payload);
            EventCodec.headers(
                            snapshot, "ffe/market-data", null, snapshot.asOf().plusMillis(50))
                    .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
            producer.send(record).get();
        }
    }

    private static List<Letter> lettersOf(Snapshot snapshot, TopicReader reader) {
        List<Letter> letters = new ArrayList<>();
        Letter.each(reader, letter -> {
            if (snapshot.eventId().equals(TopicReader.headers(letter.record()).get("ce_id"))) {
                letters.add(letter);
            }
        });
        return letters;
    }

    private static List<Decision> decisionsOn(Snapshot snapshot, TopicReader reader) {
        List<Decision> decisions = new ArrayList<>();
        reader.all(
                Topics.DECISIONS.topicName(),
                record -> TopicReader.event(record, Decision.class)
                        .filter(decision -> decision.snapshotId().equals(snapshot.snapshotId()))
                        .ifPresent(decisions::add));
        return decisions;
    }

    private static List<Verdict> verdictsOn(Snapshot snapshot, TopicReader reader) {
        List<Verdict> verdicts = new ArrayList<>();
        reader.all(
                Topics.VERDICTS.topicName(),
                record -> TopicReader.event(record, Verdict.class)
                        .filter(verdict -> verdict.snapshotId().equals(snapshot.snapshotId()))
                        .ifPresent(verdicts::add));
        return verdicts;
    }

    /** Snapshots that a service has been given a second time. */
    private double duplicates(Service service) {
        return get(service.module(), "/q/metrics", null)
                .body()
                .lines()
                .filter(line ->
                        line.startsWith("ffe_inbox_duplicates_total{") && line.contains(Topics.SNAPSHOTS.topicName()))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Patience, because Micrometer looks for Kafka's per-partition metrics once a minute. */
    @Test
    void the_running_stack_exports_every_metric_that_dashboard_and_alerts_name() {
        await().atMost(Duration.ofSeconds(100))
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(this::everyListedMetricIsExported);
    }

    private void everyListedMetricIsExported() {
        Map<String, String> scrapes = Stream.concat(
                        Stream.of(Service.values()).map(Service::module), Stream.of(Companion.AUDITOR))
                .collect(Collectors.toMap(
                        component -> component,
                        component -> get(component, "/q/metrics", null).body()));
        for (DashboardMetrics.Listed metric : DashboardMetrics.listed()) {
            if (metric.since().always()) {
                for (String exporter : metric.exporters()) {
                    assertThat(scrapes.getOrDefault(exporter, "")
                                    .lines()
                                    .filter(line -> line.startsWith(metric.name() + "{")
                                            || line.startsWith(metric.name() + " ")))
                            .as("%s exported by %s", metric.name(), exporter)
                            .isNotEmpty();
                }
            }
        }
    }

    @Test
    void no_secret_is_in_a_log_a_record_or_an_answer() throws Exception {
        assertThat(secrets.planted()).isGreaterThanOrEqualTo(7);
        assertThat(secrets.told(pipeline)).isEmpty();
    }

    /**
     * Those that name a metric which deploy/metrics.txt calls {@code fault} or {@code option} may find nothing, and those that
     * ask for live prices find none here.
     */
    @Test
    void every_query_of_every_dashboard_and_rule_finds_series() {
        Prometheus asked = prometheus;
        assumeTrue(asked != null, Prometheus.ABSENT);
        Set<String> notAlways = DashboardMetrics.listed().stream()
                .filter(metric -> !metric.since().always())
                .map(DashboardMetrics.Listed::name)
                .collect(Collectors.toSet());
        Set<String> empty = new TreeSet<>();
        DashboardMetrics.queries().values().forEach(empty::addAll);
        empty.removeIf(query -> DashboardMetrics.namesIn(query).stream().anyMatch(notAlways::contains));
        empty.removeIf(query -> query.contains("origin=\"live\"") || query.contains("ffe:fanout_unchanged:ratio15m"));
        assertThat(empty).hasSizeGreaterThan(50);
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            empty.removeIf(query -> asked.series(query) > 0);
            assertThat(empty).isEmpty();
        });
    }

    @Test
    void every_rule_can_be_evaluated_and_the_poison_has_set_off_its_alert() {
        Prometheus asked = prometheus;
        assumeTrue(asked != null, Prometheus.ABSENT);
        await().atMost(PATIENCE).until(() -> asked.brokenRules().isEmpty());
        await().atMost(PATIENCE).until(() -> asked.alerts("firing").contains("DeadLetters"));
    }

    /** The stack is as it should be; what a machine lacks in room and memory is not its fault. */
    @Test
    void the_doctor_finds_nothing_wrong_with_a_stack_that_works() {
        Doctor.Report report = Objects.requireNonNull(healthy);
        assertThat(report.findings())
                .filteredOn(finding -> finding.level() == Level.FAILURE)
                .isEmpty();
        assertThat(report.findings())
                .filteredOn(finding -> finding.level() == Level.OK)
                .extracting(Finding::check)
                .contains("jdk", "disk", "configuration", "topics", "consumer groups", "database", "clock");
    }

    /** In its own broker nothing reads this topic, so that one more partition of it disturbs nobody. */
    @Test
    void the_doctor_names_six_faults_at_once_each_with_what_to_do() throws Exception {
        try (Admin admin = TopicCreation.admin(pipeline.bootstrapServers());
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                OllamaStub ollama = new OllamaStub(OllamaStub.says("HOLD", 50, "ADX_STRONG"))) {
            admin.createPartitions(Map.of(Topics.OUTCOMES.dlqName(), NewPartitions.increaseTo(2)))
                    .all()
                    .get();
            Path key = Files.writeString(
                    pipeline.folder().path().resolve("key.json"), "{\"name\":\"a\",\"privateKey\":\"b\"}");
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            Map<String, String> environment = Map.of(
                    "FFE_RUN_ORIGIN", "live",
                    "FFE_EXECUTION_VENUE_NAME", "coinbase",
                    "FFE_EXECUTION_VENUE_REAL", "true",
                    "FFE_EXECUTION_VENUE_URL", "https://api.coinbase.com",
                    "FFE_EXECUTION_VENUE_TOKEN_FILE", key.toString(),
                    "FFE_MARKET_DATA_FEED_KIND", "live",
                    "FFE_DECISION_LLM_BASE_URL", ollama.url().toString(),
                    "FFE_DECISION_LLM_MODEL", "no-such-model");

            Doctor.Report report = checkup(
                            environment,
                            Map.of("kafka", taken.getLocalPort()),
                            Long.MAX_VALUE / (1024 * 1024),
                            Clock.offset(Clock.systemUTC(), Duration.ofSeconds(61)))
                    .look();

            List<Finding> wrong = report.findings().stream()
                    .filter(finding -> finding.level() == Level.FAILURE)
                    .toList();
            assertThat(report.healthy()).isFalse();
            assertThat(wrong).allSatisfy(finding -> {
                assertThat(finding.remedy()).as("%s", finding).isNotBlank();
                assertThat(finding.expected()).as("%s", finding).isNotBlank();
            });
            assertThat(wrong)
                    .extracting(finding -> finding.check() + " | " + finding.subject() + " | " + finding.value())
                    .anySatisfy(
                            line -> assertThat(line).startsWith("credentials | execution-service | the key in " + key))
                    .anySatisfy(line -> assertThat(line).startsWith("models | no-such-model"))
                    .anySatisfy(line ->
                            assertThat(line).matches("clock \\| Kafka at .* \\| this clock is 6[01]\\.\\d s ahead.*"))
                    .anySatisfy(line ->
                            assertThat(line).matches("clock \\| PostgreSQL.* \\| this clock is 6[01]\\.\\d s ahead.*"))
                    .anySatisfy(line ->
                            assertThat(line).isEqualTo("topics | " + Topics.OUTCOMES.dlqName() + " | 2 partitions"))
                    .anySatisfy(line -> assertThat(line).startsWith("disk | ").contains(" left"))
                    .anySatisfy(
                            line -> assertThat(line).startsWith("ports | port " + taken.getLocalPort() + " (kafka)"));
            assertThat(wrong.stream().map(Finding::check).distinct())
                    .as("nothing else is called wrong")
                    .containsExactlyInAnyOrder("credentials", "models", "clock", "topics", "disk", "ports");
        }
    }

    private Checkup checkup(Map<String, String> environment, Map<String, Integer> ports, long megabytes, Clock clock) {
        return new Checkup(
                pipeline.home(),
                pipeline.current(),
                environment,
                FeedOptions.Kind.REPLAY,
                ports,
                megabytes,
                () -> ModelSettings.of(environment),
                clock,
                false);
    }

    @TestFactory
    Stream<DynamicTest> nobody_reads_or_changes_anything_without_the_role_for_it() {
        String order = "{\"clientOrderId\":\"x\"}";
        return Stream.of(
                        new Call(Service.PAPER_VENUE, "POST", "/api/v1/orders", order, Role.VIEWER),
                        new Call(Service.PAPER_VENUE, "DELETE", "/api/v1/orders/x", "", Role.VIEWER),
                        new Call(Service.PAPER_VENUE, "PUT", "/api/v1/faults", "{}", Role.OPERATOR),
                        new Call(Service.PAPER_VENUE, "DELETE", "/api/v1/faults", "", Role.OPERATOR),
                        new Call(Service.PAPER_VENUE, "GET", "/api/v1/accounts/main", "", null),
                        new Call(Service.EXECUTION, "GET", "/api/v1/portfolios/main", "", null),
                        new Call(Service.RISK, "GET", "/api/v1/verdicts", "", null),
                        new Call(Service.DECISION, "GET", "/api/v1/decisions", "", null),
                        new Call(Service.MARKET_DATA, "GET", "/api/v1/replay", "", null))
                .map(call -> dynamicTest(call.method() + " " + call.service().module() + call.path(), () -> {
                    assertThat(status(call, null)).as("without a token").isEqualTo(401);
                    assertThat(status(call, pipeline.token(Role.ADMIN, Duration.ofSeconds(-120))))
                            .as("with an expired token")
                            .isEqualTo(401);
                    if (call.tooLow() != null) {
                        assertThat(status(call, pipeline.token(call.tooLow(), Duration.ofMinutes(5))))
                                .as("with role " + call.tooLow())
                                .isEqualTo(403);
                    }
                }));
    }

    /** A request and a role that is not enough for it; null when every role may. */
    private record Call(
            Service service,
            String method,
            String path,
            String body,
            @Nullable Role tooLow) {}

    private int status(Call call, @Nullable String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(pipeline.url(call.service()) + call.path()))
                .header("Content-Type", "application/json")
                .method(call.method(), HttpRequest.BodyPublishers.ofString(call.body()));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private HttpResponse<String> get(String component, String path, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(pipeline.urlOf(component) + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(path + " of " + component + " did not answer", failed);
        }
    }

    private Set<String> traces(Topics topic, Class<? extends Event> type) {
        return journal.entries(topic).stream()
                .filter(entry -> type.isInstance(entry.event()))
                .map(Journal.Entry::traceId)
                .filter(trace -> !trace.isEmpty())
                .collect(Collectors.toSet());
    }

    private Schema schema(EventType type) {
        return schemas.computeIfAbsent(type, PipelineFlowST::load);
    }

    private static Schema load(EventType type) {
        String name = "/schemas/" + type.name().toLowerCase(Locale.ROOT) + ".schema.json";
        try (InputStream json = EventType.class.getResourceAsStream(name)) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(Objects.requireNonNull(json, name).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new AssertionError(name + " cannot be read", broken);
        }
    }
}
