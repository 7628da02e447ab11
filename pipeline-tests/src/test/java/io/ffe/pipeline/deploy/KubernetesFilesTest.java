package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.pipeline.deploy.ClusterFiles.Manifest;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.AuditSources;
import io.ffe.stack.audit.EnvironmentSources;
import io.ffe.stack.audit.fact.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The cluster's files are what its programs read, agree with the code, and give each service no more than it needs. */
class KubernetesFilesTest {

    private static final String RULES = "deploy/kubernetes/base/monitoring/prometheus-rules.yml";
    private static final List<Manifest> BASE = ClusterFiles.in("base");

    private static Stream<String> services() {
        return ComposeFile.read().modules().stream();
    }

    @Test
    void every_object_is_one_that_its_program_reads_to_the_last_field() {
        assertThat(Stream.of("base", "overlays", "components").flatMap(folder -> ClusterFiles.in(folder).stream()))
                .hasSizeGreaterThan(60)
                .allSatisfy(manifest -> assertThat(ClusterFiles.problem(manifest.tree()))
                        .as("%s %s in %s", manifest.kind(), manifest.name(), manifest.file())
                        .isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "base/services/risk-service.yml       | readOnlyRootFilesystem: true | readOnlyRootFileSystem: true",
                "base/services/execution-service.yml  | minAvailable: 1              | minAvailible: 1",
                "base/services/risk-service.yml       | targetPort: http             | targtPort: http",
                "base/kafka/topics.yml                | partitions: 16               | partition: 16",
                "base/kafka/users.yml                 | operations:                  | operation:",
                "base/kafka/cluster.yml               | metadataVersion:             | metadataVersoin:",
                "base/kafka/cluster.yml               | kraftMetadata:               | kraftMetaData:",
                "base/network/policies.yml            | policyTypes:                 | policyType:",
                "base/monitoring/service-monitor.yml  | scrapeTimeout:               | scrapeTimeOut:",
                "base/monitoring/prometheus-rules.yml | annotations:                 | annotation:",
                "base/postgres/cluster.yml            | passwordSecret:              | passwordSecrt:",
                "base/services/decision-scaling.yml   | minReplicaCount:             | minReplicas:",
                "base/services/run.yml                | kind: ConfigMap              | kind: ConfigMop",
                "base/postgres/cluster.yml            | postInitSQL:                 | postInitSql:",
                "overlays/prod/backups.yml            | retentionPolicy:             | retention:",
                "overlays/prod/backups.yml            | pluginConfiguration:         | pluginConfig:",
                "overlays/prod/postgres.yml           | isWALArchiver:               | isWalArchiver:",
                "overlays/prod/market-data-scaling.yml | stabilizationWindowSeconds: | stabilisationWindowSeconds:",
                "components/ollama/pull.yml           | ttlSecondsAfterFinished:     | ttlSecondsAfterFinish:",
                "components/ollama/ollama.yml         | claimName:                   | claim:",
            })
    void a_misspelt_field_is_refused(String file, String found, String broken) {
        String text = ProjectFiles.text(ClusterFiles.FOLDER + "/" + file);
        assertThat(text).contains(found);

        assertThat(ProjectFiles.yamlDocuments(text.replace(found, broken)))
                .anySatisfy(tree -> assertThat(ClusterFiles.problem(tree)).isPresent());
    }

    @Test
    void every_file_is_part_of_what_is_built_and_every_part_exists() {
        Set<String> named = new TreeSet<>();
        for (String file : ClusterFiles.files("")) {
            if (file.endsWith("/kustomization.yaml")) {
                String folder = file.substring(0, file.lastIndexOf('/'));
                JsonNode kustomization = ProjectFiles.yaml(file);
                List<JsonNode> parts = new ArrayList<>();
                kustomization.path("resources").forEach(parts::add);
                kustomization.path("components").forEach(parts::add);
                kustomization.path("patches").forEach(patch -> {
                    if (patch.has("path")) {
                        parts.add(patch.path("path"));
                    }
                });
                for (JsonNode part : parts) {
                    String path = ProjectFiles.path(folder)
                            .resolve(part.asText())
                            .normalize()
                            .toString();
                    assertThat(ProjectFiles.path(path)).exists();
                    named.add(ProjectFiles.path("")
                            .relativize(ProjectFiles.path(path))
                            .toString());
                }
            }
        }

        assertThat(named)
                .containsAll(ClusterFiles.files("").stream()
                        .filter(file -> file.endsWith(".yml"))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void kustomize_builds_what_is_applied(String overlay) {
        List<JsonNode> objects = ClusterFiles.built(overlay);

        assertThat(objects)
                .hasSizeGreaterThan(60)
                .allSatisfy(tree -> assertThat(ClusterFiles.problem(tree))
                        .as("%s %s", tree.path("kind"), tree.at("/metadata/name"))
                        .isEmpty());
        assertThat(objects.stream()
                        .filter(tree -> tree.path("kind").asText().equals("StatefulSet"))
                        .collect(Collectors.toMap(
                                tree -> tree.at("/metadata/name").asText(),
                                tree -> tree.at("/spec/replicas").asInt(-1))))
                .containsEntry("execution-service", 1)
                .containsEntry("paper-venue", 1)
                .containsEntry("risk-service", overlay.equals("prod") ? 2 : 1)
                .as("how many is KEDA's to say")
                .containsEntry("market-data-service", overlay.equals("prod") ? -1 : 1)
                .containsEntry("decision-service", -1);
        assertThat(objects.stream()
                        .filter(tree -> tree.path("kind").asText().equals("KafkaTopic"))
                        .map(tree -> tree.at("/spec/replicas").asInt(1)))
                .containsOnly(overlay.equals("prod") ? 3 : 1);
        assertThat(objects)
                .filteredOn(tree -> !tree.path("kind").asText().equals("Namespace"))
                .extracting(tree -> tree.at("/metadata/namespace").asText())
                .as("whatever namespace the one who applies them is in")
                .containsOnly("ffe");
    }

    @ParameterizedTest
    @EnumSource(Topics.class)
    void topics_are_those_of_the_code(Topics topic) {
        assertThat(topic(topic.topicName()))
                .isEqualTo(expected(topic.topicName(), topic.partitions(), topic.settings()));
        assertThat(topic(topic.dlqName()))
                .isEqualTo(expected(topic.dlqName(), Topics.DLQ_PARTITIONS, topic.dlqSettings()));
    }

    @Test
    void there_are_no_other_topics() {
        assertThat(of("KafkaTopic")).hasSize(2 * Topics.values().length);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void a_service_reads_and_writes_what_the_catalogue_says_and_nothing_else(Stage stage) {
        Map<String, Set<String>> allowed = new TreeMap<>();
        for (Topics topic : Topics.values()) {
            // After a restart, market-data looks up its own last beat: no stage reads it for that.
            boolean ownBeats = topic == Topics.CLOCK && stage == Stage.MARKET_DATA;
            if (topic.readers().contains(stage) || ownBeats) {
                allowed.computeIfAbsent("topic " + topic.topicName(), first -> new TreeSet<>())
                        .addAll(Set.of("Describe", "Read"));
            }
            if (topic.writers().contains(stage)) {
                allowed.computeIfAbsent("topic " + topic.topicName(), first -> new TreeSet<>())
                        .addAll(Set.of("Describe", "Write"));
            }
            if (topic.refusers().contains(stage)) {
                allowed.put("topic " + topic.dlqName(), new TreeSet<>(Set.of("Describe", "Write")));
            }
        }
        Arrays.stream(Subscription.values())
                .filter(subscription -> subscription.stage() == stage)
                .forEach(subscription ->
                        allowed.put("group " + subscription.group(), new TreeSet<>(Set.of("Describe", "Read"))));
        if (stage == Stage.MARKET_DATA) {
            // Its instances share the tick topic; its offsets are in its checkpoints, so no inbox stands behind the
            // group.
            allowed.put("group ffe-market-data", new TreeSet<>(Set.of("Describe", "Read")));
        }
        allowed.put("cluster ", new TreeSet<>(Set.of("Describe")));

        assertThat(given(user(stage))).isEqualTo(allowed);
    }

    @Test
    void the_auditor_reads_every_topic_sees_every_group_and_writes_nowhere() {
        Map<String, Set<String>> allowed = new TreeMap<>();
        for (Topics topic : Topics.values()) {
            allowed.put("topic " + topic.topicName(), Set.of("Describe", "Read"));
            allowed.put("topic " + topic.dlqName(), Set.of("Describe", "Read"));
        }
        Arrays.stream(Subscription.values())
                .forEach(subscription -> allowed.put("group " + subscription.group(), Set.of("Describe")));

        assertThat(given("auditor")).isEqualTo(allowed);
    }

    @Test
    void the_auditor_sees_the_journal_that_the_venue_writes_and_is_told_what_its_command_reads() {
        JsonNode pod = one("StatefulSet", "paper-venue").at("/spec/template/spec");
        JsonNode auditor = elements(pod.path("containers"))
                .filter(container -> container.path("name").asText().equals("auditor"))
                .findFirst()
                .orElseThrow();
        Map<String, String> environment = new TreeMap<>();
        one("ConfigMap", "ffe-run")
                .path("data")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        elements(auditor.path("env"))
                .forEach(variable -> environment.put(
                        variable.path("name").asText(), variable.path("value").asText("from a secret")));

        AuditSources sources = EnvironmentSources.in(environment).orElseThrow();

        assertThat(elements(pod.at("/containers/0/env"))
                        .filter(variable -> variable.path("name").asText().equals("FFE_PAPER_VENUE_JOURNAL"))
                        .map(variable -> variable.path("value").asText()))
                .containsExactly(sources.venueJournal().toString());
        assertThat(elements(auditor.path("volumeMounts")))
                .filteredOn(mount -> mount.path("name").asText().equals("state"))
                .singleElement()
                .satisfies(
                        mount -> assertThat(mount.path("readOnly").asBoolean()).isTrue());
        assertThat(sources.broker().security())
                .containsEntry("security.protocol", "SSL")
                .containsKeys("ssl.keystore.password", "ssl.truststore.password");
        List<String> arguments = texts(auditor.path("args"));
        String port = arguments.get(arguments.indexOf("--metrics-port") + 1);
        assertThat(auditor.at("/ports/0/containerPort").asText()).isEqualTo(port);
        assertThat(one("Service", "auditor").at("/spec/ports/0/targetPort")).isEqualTo(auditor.at("/ports/0/name"));
        assertThat(one("NetworkPolicy", "auditor-from-outside")
                        .at("/spec/ingress/0/ports/0/port")
                        .asText())
                .isEqualTo(port);
        assertThat(one("Service", "paper-venue")
                        .at("/spec/publishNotReadyAddresses")
                        .asBoolean())
                .as("the venue takes orders while the auditor is down")
                .isTrue();
    }

    /** What a user of the broker may do: operations by resource, as in {@code topic ffe.ticks.v1}. */
    private static Map<String, Set<String>> given(String user) {
        Map<String, Set<String>> given = new TreeMap<>();
        one("KafkaUser", user)
                .at("/spec/authorization/acls")
                .forEach(acl -> given.put(
                        acl.at("/resource/type").asText() + " "
                                + acl.at("/resource/name").asText(),
                        new TreeSet<>(texts(acl.path("operations")))));
        return given;
    }

    @ParameterizedTest
    @MethodSource("services")
    void a_service_is_asked_three_questions_and_has_its_budget(String service) {
        JsonNode container = one("StatefulSet", service).at("/spec/template/spec/containers/0");

        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/q/health/started");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
        assertThat(container.at("/resources/limits/memory").asText()).isNotBlank();
        assertThat(container.at("/resources/requests/cpu").asText()).isNotBlank();
        assertThat(one("PodDisruptionBudget", service)
                        .at("/spec/selector/matchLabels/app.kubernetes.io~1name")
                        .asText())
                .isEqualTo(service);
        assertThat(one("Service", service).at("/spec/ports/0/port").asInt()).isEqualTo(8080);
    }

    @ParameterizedTest
    @MethodSource("services")
    void no_container_is_root_writes_to_its_image_or_gains_a_right(String service) {
        JsonNode pod = one("StatefulSet", service).at("/spec/template/spec");

        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(Stream.of("containers", "initContainers").flatMap(kind -> elements(pod.path(kind))))
                .isNotEmpty()
                .allSatisfy(container -> {
                    JsonNode security = container.path("securityContext");
                    assertThat(security.path("readOnlyRootFilesystem").asBoolean())
                            .isTrue();
                    assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                            .isFalse();
                    assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                    assertThat(container.path("image").asText()).matches("ffe/[a-z-]+:[0-9.]+");
                });
    }

    @ParameterizedTest
    @MethodSource("services")
    void what_a_service_is_told_is_what_it_can_be_told_and_no_secret_is_written_down(String service) {
        Set<String> known = ConfigurationTable.environmentNames();

        elements(one("StatefulSet", service).at("/spec/template/spec/containers/0/env"))
                .forEach(variable -> {
                    String name = variable.path("name").asText();
                    if (name.startsWith("FFE_")) {
                        assertThat(known).contains(name);
                    }
                    if (name.contains("PASSWORD") || name.contains("TOKEN") && !name.endsWith("_FILE")) {
                        assertThat(variable.at("/valueFrom/secretKeyRef/key").asText())
                                .as("%s of %s", name, service)
                                .isNotBlank();
                    }
                });
        assertThat(of("Secret")).isEmpty();
    }

    @Test
    void decisions_are_scaled_by_load_and_market_data_where_prices_are_live_up_to_their_partitions() {
        assertThat(of("ScaledObject")).singleElement().satisfies(scaled -> {
            assertThat(scaled.at("/spec/scaleTargetRef/name").asText()).isEqualTo("decision-service");
            assertThat(scaled.at("/spec/maxReplicaCount").asInt()).isLessThanOrEqualTo(Topics.SNAPSHOTS.partitions());
        });
        assertThat(ClusterFiles.in("overlays"))
                .filteredOn(manifest -> manifest.kind().equals("ScaledObject"))
                .singleElement()
                .satisfies(scaled -> {
                    assertThat(scaled.file()).contains("overlays/prod/");
                    assertThat(scaled.tree().at("/spec/scaleTargetRef/name").asText())
                            .isEqualTo("market-data-service");
                    assertThat(scaled.tree().at("/spec/maxReplicaCount").asInt())
                            .isLessThanOrEqualTo(Topics.TICKS.partitions());
                });
        assertThat(of("HorizontalPodAutoscaler")).isEmpty();
        assertThat(one("StatefulSet", "execution-service").at("/spec/replicas").asInt())
                .isEqualTo(1);
    }

    @Test
    void nothing_reaches_anything_by_default_and_only_execution_reaches_the_venue() {
        JsonNode deny = one("NetworkPolicy", "default-deny");
        assertThat(deny.at("/spec/podSelector")).isEmpty();
        assertThat(texts(deny.at("/spec/policyTypes"))).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(deny.at("/spec/ingress").isMissingNode()
                        && deny.at("/spec/egress").isMissingNode())
                .isTrue();

        assertThat(whoMayLeaveFor("paper-venue")).containsExactly("execution-service");
        assertThat(whoMayEnter("paper-venue")).containsExactlyInAnyOrder("execution-service", "monitoring");
    }

    @Test
    void services_leave_the_cluster_for_prices_only_and_in_production_only() {
        assertThat(outside(BASE)).isEmpty();
        assertThat(outside(ClusterFiles.in("overlays/prod"))).containsExactly("market-data-service");
    }

    @Test
    void the_key_that_signs_is_mounted_by_its_keeper_only() {
        services().forEach(service -> {
            JsonNode pod = one("StatefulSet", service).at("/spec/template/spec");
            Set<String> holders = Stream.of("containers", "initContainers")
                    .flatMap(kind -> elements(pod.path(kind)))
                    .filter(container ->
                            container.path("volumeMounts").toString().contains("signing-key"))
                    .map(container -> container.path("name").asText())
                    .collect(Collectors.toSet());
            assertThat(holders).isEqualTo(service.equals("execution-service") ? Set.of("tokens") : Set.of());
        });
    }

    @Test
    void alerts_are_those_of_prometheus_files() throws IOException {
        ArrayNode groups = JsonNodeFactory.instance.arrayNode();
        for (String rules : ProjectFiles.in("deploy/prometheus/rules", ".yml")) {
            ProjectFiles.yaml(rules).path("groups").forEach(groups::add);
        }
        if (Boolean.getBoolean("kubernetes.write")) {
            String text = ProjectFiles.text(RULES);
            ObjectNode written = (ObjectNode) ProjectFiles.parsedYaml(text);
            ((ObjectNode) written.path("spec")).set("groups", groups);
            String comments =
                    text.lines().takeWhile(line -> line.startsWith("#")).collect(Collectors.joining("\n"));
            Object plain = new Yaml().load(written.toString());
            Files.writeString(ProjectFiles.path(RULES), comments + "\n" + new Yaml().dumpAsMap(plain));
        }

        assertThat(ProjectFiles.yaml(RULES).at("/spec/groups")).isEqualTo(groups);
    }

    @Test
    void prometheus_scrapes_every_service_under_the_name_that_rules_use() {
        JsonNode monitor = one("ServiceMonitor", "ffe");

        assertThat(monitor.at("/spec/endpoints/0/path").asText()).isEqualTo("/q/metrics");
        services().forEach(service -> {
            JsonNode labels = one("Service", service).at("/metadata/labels");
            assertThat(labels.path(monitor.at("/spec/jobLabel").asText()).asText())
                    .isEqualTo("ffe");
            monitor.at("/spec/selector/matchLabels")
                    .properties()
                    .forEach(label -> assertThat(labels.path(label.getKey())).isEqualTo(label.getValue()));
            assertThat(one("Service", service).at("/spec/ports/0/name"))
                    .isEqualTo(monitor.at("/spec/endpoints/0/port"));
        });
    }

    @Test
    void every_dashboard_becomes_a_config_map() {
        List<String> files = new ArrayList<>();
        ProjectFiles.yaml("deploy/grafana/kustomization.yaml")
                .path("configMapGenerator")
                .forEach(map -> files.add("deploy/grafana/" + map.at("/files/0").asText()));

        assertThat(files).containsExactlyInAnyOrderElementsOf(ProjectFiles.in("deploy/grafana/dashboards", ".json"));
    }

    private static List<JsonNode> of(String kind) {
        return BASE.stream()
                .filter(manifest -> manifest.kind().equals(kind))
                .map(Manifest::tree)
                .toList();
    }

    private static JsonNode one(String kind, String name) {
        return of(kind).stream()
                .filter(tree -> tree.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " in " + ClusterFiles.FOLDER));
    }

    private static String user(Stage stage) {
        return stage == Stage.PAPER_VENUE ? "paper-venue" : stage.label() + "-service";
    }

    private static Map<String, Object> topic(String name) {
        JsonNode spec = one("KafkaTopic", name).path("spec");
        Map<String, String> config = new TreeMap<>();
        spec.path("config")
                .properties()
                .forEach(entry -> config.put(entry.getKey(), entry.getValue().asText()));
        return expected(spec.path("topicName").asText(), spec.path("partitions").asInt(), config);
    }

    private static Map<String, Object> expected(String name, int partitions, Map<String, String> settings) {
        return Map.of("name", name, "partitions", partitions, "config", new TreeMap<>(settings));
    }

    /** Services with a rule that lets them out to this one. */
    private static Set<String> whoMayLeaveFor(String service) {
        Set<String> who = new TreeSet<>();
        of("NetworkPolicy")
                .forEach(policy -> policy.at("/spec/egress")
                        .forEach(rule -> rule.path("to").forEach(peer -> {
                            if (chosen(peer.path("podSelector")).contains(service)) {
                                who.addAll(chosen(policy.at("/spec/podSelector")));
                            }
                        })));
        return who;
    }

    /** Services, and namespaces, with a rule that lets them in to this one. */
    private static Set<String> whoMayEnter(String service) {
        Set<String> who = new TreeSet<>();
        of("NetworkPolicy").forEach(policy -> {
            if (chosen(policy.at("/spec/podSelector")).contains(service)) {
                policy.at("/spec/ingress")
                        .forEach(rule -> rule.path("from").forEach(peer -> {
                            who.addAll(chosen(peer.path("podSelector")));
                            JsonNode namespace = peer.at("/namespaceSelector/matchLabels/kubernetes.io~1metadata.name");
                            if (!namespace.isMissingNode()) {
                                who.add(namespace.asText());
                            }
                        }));
            }
        });
        return who;
    }

    /** Services whose pods may go to any address. */
    private static Set<String> outside(List<Manifest> manifests) {
        Set<String> who = new TreeSet<>();
        manifests.stream()
                .map(Manifest::tree)
                .filter(tree -> tree.path("kind").asText().equals("NetworkPolicy"))
                .forEach(policy -> policy.at("/spec/egress").forEach(rule -> {
                    boolean anywhere =
                            !rule.has("to") || elements(rule.path("to")).anyMatch(peer -> peer.has("ipBlock"));
                    if (anywhere) {
                        who.addAll(chosen(policy.at("/spec/podSelector")));
                    }
                }));
        return who;
    }

    /** Services that a selector takes. One by a foreign label takes none of them. */
    private static Set<String> chosen(JsonNode selector) {
        if (selector.isMissingNode()) {
            return Set.of();
        }
        Set<String> chosen = services().collect(Collectors.toCollection(TreeSet::new));
        selector.path("matchLabels").properties().forEach(label -> {
            switch (label.getKey()) {
                case "app.kubernetes.io/name" ->
                    chosen.retainAll(Set.of(label.getValue().asText()));
                case "app.kubernetes.io/part-of" -> {}
                default -> chosen.clear();
            }
        });
        selector.path("matchExpressions").forEach(expression -> chosen.retainAll(texts(expression.path("values"))));
        return chosen;
    }

    private static List<String> texts(JsonNode array) {
        return elements(array).map(JsonNode::asText).toList();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
