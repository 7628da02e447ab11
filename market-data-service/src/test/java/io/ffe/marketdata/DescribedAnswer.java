package io.ffe.marketdata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Compares an answer with what an OpenAPI document says of it. */
final class DescribedAnswer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private DescribedAnswer() {}

    /** @param path below /api/v1, with parameters in braces */
    static List<Error> errors(String document, String path, int status, String answer) {
        try {
            ObjectNode description = (ObjectNode) JSON.readTree(document);
            String response = "/paths/~1api~1v1~1" + path.replace("/", "~1") + "/get/responses/" + status;
            JsonNode described = description.at(response);
            String schema =
                    (described.has("$ref") ? described.path("$ref").asText().substring(1) : response)
                            + "/content/application~1json/schema";
            if (description.at(schema).isMissingNode()) {
                throw new AssertionError("/q/openapi has nothing at " + schema);
            }
            description.put("$schema", "https://json-schema.org/draft/2020-12/schema");
            description.put("$ref", "#" + schema.replace("{", "%7B").replace("}", "%7D"));
            return REGISTRY.getSchema(description.toString(), InputFormat.JSON).validate(answer, InputFormat.JSON);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
