package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.junit.jupiter.params.provider.ValueSource;

/** What is added to an overlay: models in the cluster, a real venue, an issuer of tokens, a database of before. Policies are followed by the labels of pods, as a cluster does. */
class KubernetesComponentsTest {

    /** Pods that programs make for their objects, by the labels that these give them. */
    private static final Map<String, Map<String, String>> OF_OPERATORS = Map.of(
            "broker", Map.of("strimzi.io/cluster", "ffe"),
            "database", Map.of("cnpg.io/cluster", "ffe-postgres"));

    @ParameterizedTest
    @ValueSource(strings = {"ollama", "coinbase", "oanda", "oidc", "database-recovery"})
    void a_component_builds_on_production_to_the_last_field(String component) {
        assertThat(ClusterFiles.built("prod", component)).hasSizeGreaterThan(60).allSatisfy(tree -> {
            assertThat(ClusterFiles.problem(tree))
                    .as("%s %s", tree.path("kind"), tree.at("/metadata/name"))
                    .isEmpty();
            if (!tree.path("kind").asText().equals("Namespace")) {
                assertThat(tree.at("/metadata/namespace").asText())
                        .as("%s %s", tree.path("kind"), tree.at("/metadata/name"))
                        .isEqualTo("ffe");
            }
        });
    }

    @Test
    void decision_and_nobody_else_reaches_the_models_from_both_sides() {
        List<JsonNode> objects = ClusterFiles.built("dev", "ollama");

        assertThat(whoMayLeaveFor(objects, "ollama", 11434)).containsExactly("decision-service");
        assertThat(whoMayEnter(objects, "ollama", 11434)).containsExactly("decision-service");
        assertThat(pods(objects).get("ollama"))
                .as("the Service finds the pods")
                .containsAllEntriesOf(labels(one(objects, "Service", "ollama").at("/spec/selector")));
        assertThat(environment(one(objects, "StatefulSet", "decision-service")))
                .containsEntry("FFE_DECISION_LLM_BASE_URL", "http://ollama:11434");
    }

    @Test
    void models_are_those_of_compose_and_are_pulled_by_the_same_program_into_the_same_volume() {
        List<JsonNode> objects = ClusterFiles.built("dev", "ollama");
        JsonNode compose = ProjectFiles.yaml("docker-compose.yml").path("services");
        JsonNode server = one(objects, "Deployment", "ollama").at("/spec/template/spec");
        JsonNode pull = one(objects, "Job", "ollama-pull").at("/spec/template/spec");
        Map<String, String> decision = environment(one(objects, "StatefulSet", "decision-service"));
        Map<String, String> pulled = environment(one(objects, "Job", "ollama-pull"));

        assertThat(server.at("/containers/0/image")).isEqualTo(compose.at("/ollama/image"));
        assertThat(pull.at("/containers/0/image")).isEqualTo(compose.at("/ollama/image"));
        JsonNode puller = compose.path("ollama-models");
        assertThat(puller.path("image")).isEqualTo(compose.at("/ollama/image"));
        for (String model : List.of("PRIMARY", "FALLBACK")) {
            assertThat(puller.at("/environment/" + model).asText()).endsWith(":-" + pulled.get(model) + "}");
            assertThat(List.of(
                            puller.at("/command/0").asText(),
                            pull.at("/containers/0/args/0").asText()))
                    .allSatisfy(
                            script -> assertThat(script.replace("$$", "$")).contains("ollama pull \"$" + model + "\""));
        }
        assertThat(decision)
                .containsEntry("FFE_DECISION_LLM_MODEL", pulled.get("PRIMARY"))
                .containsEntry("FFE_DECISION_LLM_FALLBACK_MODEL", pulled.get("FALLBACK"));
        assertThat(pull.path("volumes")).isEqualTo(server.path("volumes"));
        assertThat(environment(one(objects, "Deployment", "ollama")))
                .containsEntry("OLLAMA_MODELS", pulled.get("OLLAMA_MODELS"));
    }

    @Test
    void containers_of_models_are_bounded_and_gain_no_right() {
        List<JsonNode> objects = ClusterFiles.built("dev", "ollama");

        Stream.of(one(objects, "Deployment", "ollama"), one(objects, "Job", "ollama-pull"))
                .map(tree -> tree.at("/spec/template/spec"))
                .forEach(pod -> {
                    JsonNode container = pod.at("/containers/0");
                    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean())
                            .isTrue();
                    assertThat(pod.path("automountServiceAccountToken").asBoolean(true))
                            .isFalse();
                    assertThat(container
                                    .at("/securityContext/readOnlyRootFilesystem")
                                    .asBoolean())
                            .isTrue();
                    assertThat(container
                                    .at("/securityContext/allowPrivilegeEscalation")
                                    .asBoolean(true))
                            .isFalse();
                    assertThat(container
                                    .at("/securityContext/capabilities/drop/0")
                                    .asText())
                            .isEqualTo("ALL");
                    assertThat(container.at("/resources/limits/memory").asText())
                            .isNotBlank();
                });
        assertThat(Stream.of("startupProbe", "livenessProbe", "readinessProbe"))
                .allSatisfy(probe -> assertThat(
                                one(objects, "Deployment", "ollama").at("/spec/template/spec/containers/0/" + probe))
                        .isNotEmpty());
    }

    @Test
    void only_market_data_for_prices_leaves_the_cluster_and_execution_where_a_real_venue_is() {
        assertThat(whoMayLeaveForTheWorld(ClusterFiles.built("dev"))).isEmpty();
        assertThat(whoMayLeaveForTheWorld(ClusterFiles.built("prod"))).containsExactly("market-data-service");
        assertThat(whoMayLeaveForTheWorld(ClusterFiles.built("prod", "coinbase")))
                .containsExactly("execution-service", "market-data-service");
        assertThat(whoMayLeaveForTheWorld(ClusterFiles.built("prod", "oanda")))
                .containsExactly("execution-service", "market-data-service");
        assertThat(whoMayLeaveForTheWorld(ClusterFiles.built("dev", "oidc")))
                .as("who asks an issuer for its keys")
                .containsExactly("decision-service", "execution-service", "market-data-service", "risk-service");
        assertThat(whoMayLeaveForTheWorld(ClusterFiles.built("dev", "ollama")))
                .as("the job that fetches models, and not the server that answers")
                .containsExactly("ollama-pull");
    }

    @ParameterizedTest
    @ValueSource(strings = {"coinbase", "oanda"})
    void a_real_venue_has_its_key_from_a_secret_at_execution_alone_and_begins_dry(String venue) {
        List<JsonNode> objects = ClusterFiles.built("prod", venue);
        Set<String> known = ConfigurationTable.environmentNames();

        Map<String, String> told = environment(one(objects, "StatefulSet", "execution-service"));
        assertThat(told)
                .containsEntry("FFE_EXECUTION_VENUE_NAME", venue)
                .containsEntry("FFE_EXECUTION_VENUE_REAL", "true")
                .containsEntry("FFE_EXECUTION_VENUE_DRY_RUN", "true")
                .containsEntry("FFE_EXECUTION_VENUE_TOKEN_FILE", "/run/ffe/venue/credentials");
        assertThat(told.get("FFE_EXECUTION_VENUE_URL")).startsWith("https://");
        assertThat(told.keySet().stream().filter(name -> name.startsWith("FFE_")))
                .allMatch(known::contains);
        assertThat(environment(one(objects, "StatefulSet", "risk-service")))
                .containsEntry("FFE_RISK_PORTFOLIOS_MAIN_VENUE", venue);
        assertThat(objects.stream()
                        .filter(tree -> tree.toString().contains("ffe-venue\""))
                        .map(tree -> tree.at("/metadata/name").asText()))
                .containsExactly("execution-service");
        assertThat(pods(objects)).doesNotContainKey("paper-venue");
        assertThat(objects)
                .as("what would look for pods that are not there")
                .noneMatch(tree -> tree.path("kind").asText().equals("Service")
                        && Set.of("paper-venue", "auditor")
                                .contains(tree.at("/metadata/name").asText()));
    }

    @Test
    void an_issuer_is_told_to_the_same_services_as_by_compose_and_in_the_same_words() {
        List<JsonNode> objects = ClusterFiles.built("dev", "oidc");
        Map<String, JsonNode> composed =
                ComposeFile.read("docker-compose.oidc.yml").services();

        assertThat(pods(objects).keySet()).containsAll(composed.keySet());
        pods(objects).keySet().stream()
                .filter(pod -> pod.endsWith("-service") || pod.equals("paper-venue"))
                .forEach(pod -> {
                    Set<String> told = environment(one(objects, "StatefulSet", pod)).keySet().stream()
                            .filter(name -> name.startsWith("FFE_OIDC_"))
                            .collect(Collectors.toCollection(TreeSet::new));
                    assertThat(told)
                            .as(pod)
                            .isEqualTo(
                                    composed.containsKey(pod)
                                            ? Set.of("FFE_OIDC_AUDIENCE", "FFE_OIDC_ISSUER", "FFE_OIDC_ROLES_CLAIM")
                                            : Set.of());
                });
    }

    /** By name, the labels of every pod. */
    private static Map<String, Map<String, String>> pods(List<JsonNode> objects) {
        Map<String, Map<String, String>> pods = new TreeMap<>(OF_OPERATORS);
        objects.stream()
                .filter(tree -> Set.of("StatefulSet", "Deployment", "Job")
                        .contains(tree.path("kind").asText()))
                .forEach(tree -> pods.put(
                        tree.at("/metadata/name").asText(), labels(tree.at("/spec/template/metadata/labels"))));
        return pods;
    }

    private static Set<String> whoMayLeaveFor(List<JsonNode> objects, String pod, int port) {
        Set<String> who = new TreeSet<>();
        policies(objects)
                .forEach(policy -> policy.at("/spec/egress").forEach(rule -> {
                    if (has(rule, port)
                            && elements(rule.path("to"))
                                    .anyMatch(peer -> chosen(objects, peer).contains(pod))) {
                        who.addAll(chosen(objects, policy.path("spec")));
                    }
                }));
        return who;
    }

    private static Set<String> whoMayEnter(List<JsonNode> objects, String pod, int port) {
        Set<String> who = new TreeSet<>();
        policies(objects)
                .filter(policy -> chosen(objects, policy.path("spec")).contains(pod))
                .forEach(policy -> policy.at("/spec/ingress").forEach(rule -> {
                    assertThat(rule.has("from")).as("a rule for everybody").isTrue();
                    if (has(rule, port)) {
                        rule.path("from").forEach(peer -> {
                            who.addAll(chosen(objects, peer));
                            if (peer.has("namespaceSelector")) {
                                who.add(peer.path("namespaceSelector").toString());
                            }
                        });
                    }
                }));
        return who;
    }

    /** Pods with a rule to addresses that are neither private nor those that stand for what an installation puts there. */
    private static Set<String> whoMayLeaveForTheWorld(List<JsonNode> objects) {
        Set<String> who = new TreeSet<>();
        Set<String> inside = Set.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "203.0.113.0/24");
        policies(objects)
                .forEach(policy -> policy.at("/spec/egress").forEach(rule -> {
                    boolean anywhere = !rule.has("to")
                            || elements(rule.path("to"))
                                    .filter(peer -> peer.has("ipBlock"))
                                    .anyMatch(peer -> !inside.contains(
                                            peer.at("/ipBlock/cidr").asText()));
                    if (anywhere) {
                        who.addAll(chosen(objects, policy.path("spec")));
                    }
                }));
        return who;
    }

    /** Pods of this namespace that a podSelector takes; none where there is no selector or another namespace is meant. */
    private static Set<String> chosen(List<JsonNode> objects, JsonNode holder) {
        JsonNode selector = holder.path("podSelector");
        if (selector.isMissingNode() || holder.has("namespaceSelector")) {
            return Set.of();
        }
        return pods(objects).entrySet().stream()
                .filter(pod -> pod.getValue()
                        .entrySet()
                        .containsAll(labels(selector.path("matchLabels")).entrySet()))
                .filter(pod -> elements(selector.path("matchExpressions")).allMatch(expression -> {
                    assertThat(expression.path("operator").asText()).isEqualTo("In");
                    return elements(expression.path("values"))
                            .map(JsonNode::asText)
                            .anyMatch(value -> value.equals(
                                    pod.getValue().get(expression.path("key").asText())));
                }))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean has(JsonNode rule, int port) {
        return !rule.has("ports")
                || elements(rule.path("ports"))
                        .anyMatch(each -> each.path("port").asInt() == port);
    }

    private static Stream<JsonNode> policies(List<JsonNode> objects) {
        return objects.stream().filter(tree -> tree.path("kind").asText().equals("NetworkPolicy"));
    }

    private static JsonNode one(List<JsonNode> objects, String kind, String name) {
        return objects.stream()
                .filter(tree -> tree.path("kind").asText().equals(kind)
                        && tree.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    private static Map<String, String> environment(JsonNode workload) {
        Map<String, String> environment = new TreeMap<>();
        workload.at("/spec/template/spec/containers/0/env")
                .forEach(variable -> environment.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        return environment;
    }

    private static Map<String, String> labels(JsonNode tree) {
        Map<String, String> labels = new TreeMap<>();
        tree.properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
