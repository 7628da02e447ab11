package io.ffe.schema.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map.Entry;
import org.junit.jupiter.api.Test;

/**
 * Holds {@code docs/openapi} to what a service's build says of its REST. Runs after packaging and starts nothing. Used as
 *
 * <pre>{@code
 * class OpenApiIT extends CommittedOpenApi {
 *     OpenApiIT() {
 *         super("risk");
 *     }
 * }
 * }</pre>
 */
public abstract class CommittedOpenApi {

    private static final Path BUILT = Path.of("target/openapi");

    private final Path committed;

    /** @param service the stage's label */
    protected CommittedOpenApi(String service) {
        this.committed = Path.of("../docs/openapi", service + ".yaml");
    }

    @Test
    public final void the_committed_document_is_what_the_service_was_built_with() throws IOException {
        String built = Files.readString(BUILT.resolve("openapi.yaml"));
        if (Boolean.getBoolean("openapi.write")) {
            Files.createDirectories(committed.getParent());
            Files.writeString(committed, built);
        }

        assertThat(committed)
                .as(
                        "after a change of an endpoint write it anew: run this test with -Dopenapi.write=true; docs/api.md has the"
                                + " command for all services")
                .content(StandardCharsets.UTF_8)
                .isEqualTo(built);
    }

    @Test
    public final void every_operation_says_what_it_does_who_may_and_what_else_it_may_answer() throws IOException {
        JsonNode document = built();
        int operations = 0;
        for (Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Entry<String, JsonNode> method : path.getValue().properties()) {
                String name = method.getKey() + " " + path.getKey();
                JsonNode operation = method.getValue();
                assertThat(operation.path("summary").asText())
                        .as("summary of %s", name)
                        .isNotBlank();
                assertThat(operation.path("tags")).as("tags of %s", name).hasSize(1);
                assertThat(operation.at("/security/0/token").isArray())
                        .as("%s needs the token", name)
                        .isTrue();
                assertThat(operation.path("responses").has("401"))
                        .as("401 of %s", name)
                        .isTrue();
                assertThat(operation.path("responses").has("403"))
                        .as("403 of %s", name)
                        .isTrue();
                operations++;
            }
        }
        assertThat(operations).isPositive();
        assertThat(document.at("/components/securitySchemes/token/scheme").asText())
                .isEqualTo("bearer");
        assertThat(document.at("/info/description").asText()).isNotBlank();
    }

    @Test
    public final void every_reference_has_a_target_and_decimals_are_strings() throws IOException {
        JsonNode document = built();
        for (String reference : document.findValuesAsText("$ref")) {
            assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as("%s is nowhere", reference)
                    .isFalse();
        }
        for (String money : new String[] {"bid", "cash", "price", "quantity"}) {
            for (JsonNode schema : document.path("components").path("schemas").findValues(money)) {
                assertThat(schema.path("type").toString())
                        .as("type of a %s", money)
                        .isNotEqualTo("\"number\"");
            }
        }
    }

    private static JsonNode built() throws IOException {
        return new ObjectMapper().readTree(Files.readString(BUILT.resolve("openapi.json")));
    }
}
