package io.ffe.schema.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map.Entry;
import java.util.Set;
import java.util.TreeSet;

/** The operations of a service, as its committed OpenAPI document names them: what is new there is tried without a word said here. */
final class DescribedRest {

    /**
     * One operation.
     *
     * @param roles who may, as the document says
     * @param query names of its query parameters
     * @param inPath names of its path parameters
     * @param fields names of the body's fields; empty when it has none
     * @param whole those of them that are whole numbers
     */
    record Operation(
            String method,
            String path,
            Set<String> roles,
            List<String> query,
            List<String> inPath,
            List<String> fields,
            List<String> whole) {

        /** Its path with this value for each parameter in it. */
        String pathWith(String value) {
            String filled = path;
            for (String name : inPath) {
                filled = filled.replaceAll("\\{" + name + "(?::[^}]*)?}", value);
            }
            return filled;
        }

        boolean writes() {
            return !method.equals("GET");
        }

        boolean hasBody() {
            return method.equals("POST") || method.equals("PUT");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private DescribedRest() {}

    /** @param service the stage's label */
    static List<Operation> of(String service) {
        JsonNode document = read(service);
        List<Operation> operations = new ArrayList<>();
        for (Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Entry<String, JsonNode> method : path.getValue().properties()) {
                operations.add(operation(document, path.getKey(), method.getKey(), method.getValue()));
            }
        }
        return operations;
    }

    /** The committed document. */
    static Path document(String service) {
        return Path.of("../docs/openapi", service + ".yaml");
    }

    static JsonNode read(String service) {
        try {
            return new ObjectMapper(new YAMLFactory())
                    .readTree(document(service).toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Operation operation(JsonNode document, String path, String method, JsonNode operation) {
        Set<String> roles = new TreeSet<>();
        operation.at("/security/0/token").forEach(role -> roles.add(role.asText()));
        List<String> query = new ArrayList<>();
        List<String> inPath = new ArrayList<>();
        for (JsonNode parameter : operation.path("parameters")) {
            (parameter.path("in").asText().equals("path") ? inPath : query)
                    .add(parameter.path("name").asText());
        }
        JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
        if (schema.has("$ref")) {
            schema = document.at(schema.path("$ref").asText().substring(1));
        }
        List<String> fields = new ArrayList<>();
        List<String> whole = new ArrayList<>();
        for (Entry<String, JsonNode> field : schema.path("properties").properties()) {
            fields.add(field.getKey());
            if (field.getValue().path("type").asText().equals("integer")) {
                whole.add(field.getKey());
            }
        }
        return new Operation(method.toUpperCase(Locale.ROOT), path, roles, query, inPath, fields, whole);
    }
}
