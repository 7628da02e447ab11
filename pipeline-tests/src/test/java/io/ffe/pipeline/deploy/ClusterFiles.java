package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of {@code deploy/kubernetes}, read into the types of those that will read them. A field that a type lacks is an error. */
final class ClusterFiles {

    static final String FOLDER = "deploy/kubernetes";

    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("v1/ConfigMap", ConfigMap.class),
            Map.entry("v1/Namespace", Namespace.class),
            Map.entry("v1/PersistentVolumeClaim", PersistentVolumeClaim.class),
            Map.entry("v1/Service", Service.class),
            Map.entry("apps/v1/Deployment", Deployment.class),
            Map.entry("batch/v1/Job", Job.class),
            Map.entry("apps/v1/StatefulSet", StatefulSet.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class),
            Map.entry("monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class),
            Map.entry("kafka.strimzi.io/v1/Kafka", Kafka.class),
            Map.entry("kafka.strimzi.io/v1/KafkaNodePool", KafkaNodePool.class),
            Map.entry("kafka.strimzi.io/v1/KafkaTopic", KafkaTopic.class),
            Map.entry("kafka.strimzi.io/v1/KafkaUser", KafkaUser.class));

    /** Those whose projects publish no types for Java, by the beginning of their apiVersion. */
    private static final Map<String, String> SCHEMAS = Map.of(
            "barmancloud.cnpg.io/", "deploy/schemas/cloudnative-pg.json",
            "keda.sh/", "deploy/schemas/keda-scaled-object.json",
            "postgresql.cnpg.io/", "deploy/schemas/cloudnative-pg.json");

    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new NothingElse());

    private ClusterFiles() {}

    /** An object of a file. */
    record Manifest(String file, JsonNode tree) {

        String kind() {
            return tree.path("kind").asText();
        }

        String name() {
            return tree.at("/metadata/name").asText();
        }
    }

    /** The models keep what they do not know in a map of its own; here there is none. */
    private static final class NothingElse extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated member) {
            return false;
        }
    }

    /** Every object below a folder of {@link #FOLDER}, patches included, in the order of files and in them. */
    static List<Manifest> in(String folder) {
        List<Manifest> all = new ArrayList<>();
        for (String file : files(folder)) {
            if (!file.endsWith("/kustomization.yaml")) {
                ProjectFiles.yamlDocuments(ProjectFiles.text(file)).forEach(tree -> all.add(new Manifest(file, tree)));
            }
        }
        return all;
    }

    static List<String> files(String folder) {
        Path root = ProjectFiles.path("");
        try (Stream<Path> found = Files.walk(ProjectFiles.path(FOLDER).resolve(folder))) {
            return found.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What is applied for an overlay with these components; the test is left out where kubectl is absent. */
    static List<JsonNode> built(String overlay, String... components) {
        Path folder = ProjectFiles.path("pipeline-tests/target/kustomize");
        try {
            Files.createDirectories(folder);
            // In a folder of its own: Kustomize takes folders by relative paths only.
            Path temporary = Files.createTempDirectory(folder, overlay);
            StringBuilder text =
                    new StringBuilder("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n");
            text.append("  - ")
                    .append(relative(temporary, "overlays/" + overlay))
                    .append('\n');
            if (components.length > 0) {
                text.append("components:\n");
                for (String component : components) {
                    text.append("  - ")
                            .append(relative(temporary, "components/" + component))
                            .append('\n');
                }
            }
            Files.writeString(temporary.resolve("kustomization.yaml"), text);
            Process process;
            try {
                process = new ProcessBuilder("kubectl", "kustomize", temporary.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
            } catch (IOException absent) {
                assumeTrue(false, "kubectl is not installed: kubernetes.io/docs/tasks/tools");
                throw absent;
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as("kubectl kustomize %s with %s", overlay, List.of(components))
                    .isZero();
            return ProjectFiles.yamlDocuments(output);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while kustomize builds " + overlay, stopped);
        }
    }

    private static String relative(Path from, String folder) {
        return from.relativize(ProjectFiles.path(FOLDER).resolve(folder))
                .toString()
                .replace('\\', '/');
    }

    /** What is wrong with an object, or nothing. */
    static Optional<String> problem(JsonNode tree) {
        String version = tree.path("apiVersion").asText();
        for (Map.Entry<String, String> schema : SCHEMAS.entrySet()) {
            if (version.startsWith(schema.getKey())) {
                return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(ProjectFiles.json(schema.getValue()))
                        .validate(tree)
                        .stream()
                        .map(Object::toString)
                        .reduce((one, other) -> one + "; " + other);
            }
        }
        String type = version + "/" + tree.path("kind").asText();
        Class<?> known = TYPES.get(type);
        if (known == null) {
            return Optional.of("nobody checks " + type + ": add its type to ClusterFiles");
        }
        try {
            STRICT.treeToValue(tree, known);
            return Optional.empty();
        } catch (JsonProcessingException refused) {
            return Optional.of(refused.getOriginalMessage());
        }
    }
}
