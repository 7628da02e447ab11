package io.ffe.pipeline.deploy;

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
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
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
            Map.entry("v1/Service", Service.class),
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
