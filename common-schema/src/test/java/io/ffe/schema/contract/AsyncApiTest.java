package io.ffe.schema.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.ffe.schema.event.EventType;
import io.ffe.schema.sample.Samples;
import io.ffe.schema.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map.Entry;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/asyncapi.yaml} is the catalogue's, is AsyncAPI, and its examples are what its schemas say. */
class AsyncApiTest {

    private static final Path FILE = Path.of("../docs/asyncapi.yaml");
    private static final Path SPECIFICATION = Path.of("../deploy/schemas/asyncapi-3.0.0.json");
    private static final String HEAD = "# Generated from the code; what is changed here is lost. See docs/topics.md.\n";

    /** Strings keep their quotes: a reader of YAML 1.1 takes a bare time for a date and a bare decimal for a float. */
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build());

    private static final SchemaRegistry DRAFT_7 = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);

    private static final Pattern VERSION =
            Pattern.compile("<artifactId>ffe</artifactId>\\s*<version>([^<]+)</version>");

    @Test
    void the_committed_document_is_the_catalogues() throws IOException {
        String generated = text();
        if (Boolean.getBoolean("schemas.write")) {
            Files.writeString(FILE, generated);
        }

        assertThat(FILE)
                .as(
                        "after a change of a topic, an event, a sample or a header write it anew: ./mvnw -pl common-schema test"
                                + " -Dtest=AsyncApiTest -Dschemas.write=true")
                .content(StandardCharsets.UTF_8)
                .isEqualTo(generated);
    }

    @Test
    void it_is_valid_by_the_published_schema() throws IOException {
        assertThat(specification().validate(document())).isEmpty();
    }

    static Stream<Consumer<ObjectNode>> damages() {
        return Stream.of(
                document -> document.put("asyncapi", "2.6.0"),
                document -> ((ObjectNode) document.at("/operations/riskSendsVerdicts")).put("action", "publish"),
                document -> ((ObjectNode) document.at("/channels/ticks")).put("adress", "ffe.ticks.v1"),
                document -> ((ObjectNode) document.at("/channels/ticks/bindings/kafka")).put("partitions", 0),
                document -> ((ObjectNode) document.at("/components/schemas/TickEvent")).put("type", "record"),
                document -> ((ObjectNode) document.at("/servers/kafka")).remove("host"));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void the_published_schema_refuses_what_is_no_asyncapi(Consumer<ObjectNode> damage) throws IOException {
        ObjectNode document = document();
        damage.accept(document);

        assertThat(specification().validate(document)).isNotEmpty();
    }

    @Test
    void every_reference_has_a_target() throws IOException {
        JsonNode document = document();
        List<String> references = document.findValuesAsText("$ref");

        assertThat(references).hasSizeGreaterThan(100).allSatisfy(reference -> {
            assertThat(reference).startsWith("#/");
            assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as("%s is nowhere", reference)
                    .isFalse();
        });
    }

    @Test
    void every_example_is_what_its_message_says() throws IOException {
        JsonNode document = document();
        int examples = 0;
        for (EventType type : EventType.values()) {
            String message = "/components/messages/" + Samples.name(type);
            Schema payload = part(document, message + "/payload");
            Schema headers = part(document, message + "/headers");
            for (JsonNode example : document.at(message + "/examples")) {
                assertThat(errors(payload, example.path("payload")))
                        .as("payload of %s", type)
                        .isEmpty();
                assertThat(errors(headers, example.path("headers")))
                        .as("headers of %s", type)
                        .isEmpty();
                examples++;
            }
        }
        assertThat(examples).isEqualTo((int) Samples.all().count());
    }

    @Test
    void its_schemas_refuse_what_the_committed_ones_refuse() throws IOException {
        JsonNode document = document();
        for (EventType type : EventType.values()) {
            String message = "/components/messages/" + Samples.name(type);
            Schema payload = part(document, message + "/payload");
            ObjectNode full = (ObjectNode) document.at(message + "/examples/0/payload");
            for (String field : names(full)) {
                ObjectNode changed = full.deepCopy().put(field, Long.MIN_VALUE + 0.5);
                assertThat(errors(payload, changed).isEmpty())
                        .as("%s with a number for %s", type, field)
                        .isEqualTo(SchemasTest.schema(type)
                                .validate(changed.toString(), InputFormat.JSON, SchemasTest.FORMATS)
                                .isEmpty());
                changed.remove(field);
                assertThat(errors(payload, changed).isEmpty())
                        .as("%s without %s", type, field)
                        .isEqualTo(SchemasTest.schema(type)
                                .validate(changed.toString(), InputFormat.JSON, SchemasTest.FORMATS)
                                .isEmpty());
            }
        }
    }

    @Test
    void every_topic_has_its_channel_and_everybody_at_it_an_operation() throws IOException {
        JsonNode document = document();
        for (Topics topic : Topics.values()) {
            assertThat(document.path("channels").findValuesAsText("address"))
                    .contains(topic.topicName(), topic.dlqName());
        }
        assertThat(document.path("channels")).hasSize(2 * Topics.values().length);
        int expected = Arrays.stream(Topics.values())
                .mapToInt(topic -> topic.writers().size()
                        + topic.readers().size()
                        + topic.refusers().size()
                        + (topic.openToOthers() ? 1 : 0))
                .sum();
        assertThat(document.path("operations")).hasSize(expected);
        assertThat(document.at("/channels/portfolio/bindings/kafka/topicConfiguration/cleanup.policy/0")
                        .asText())
                .isEqualTo("compact");
        assertThat(document.at("/channels/decisions/bindings/kafka/partitions").asInt())
                .isEqualTo(Topics.DECISIONS.partitions());
    }

    private static List<String> names(ObjectNode object) {
        return object.properties().stream().map(Entry::getKey).toList();
    }

    private static List<Error> errors(Schema schema, JsonNode value) {
        return schema.validate(value.toString(), InputFormat.JSON, SchemasTest.FORMATS);
    }

    private static String text() throws IOException {
        return HEAD + YAML.writeValueAsString(new AsyncApi(projectVersion()).document());
    }

    /** As somebody else reads it. */
    private static ObjectNode document() throws IOException {
        return (ObjectNode) YAML.readTree(text());
    }

    /** The schema at a place of the document, with the components it refers to. */
    private static Schema part(JsonNode document, String pointer) {
        ObjectNode schema = YAML.createObjectNode();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.putArray("allOf").add(document.at(pointer));
        schema.set("components", document.path("components"));
        return DRAFT_7.getSchema(schema.toString(), InputFormat.JSON);
    }

    private static Schema specification() throws IOException {
        return DRAFT_7.getSchema(Files.readString(SPECIFICATION), InputFormat.JSON);
    }

    private static String projectVersion() throws IOException {
        Matcher version = VERSION.matcher(Files.readString(Path.of("../pom.xml")));
        assertThat(version.find()).as("version in the root pom.xml").isTrue();
        return version.group(1);
    }
}
