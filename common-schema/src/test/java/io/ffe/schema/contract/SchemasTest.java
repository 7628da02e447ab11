package io.ffe.schema.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.ffe.schema.event.EventType;
import io.ffe.schema.sample.Samples;
import io.ffe.schema.sample.Samples.Sample;
import io.ffe.schema.serde.EventCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed schemas are those of the records, and say yes and no where the records do. */
class SchemasTest {

    static final Path FILES = Path.of("src/main/resources/schemas");
    static final ObjectMapper PRETTY = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<EventType, Schema> SCHEMAS = new EnumMap<>(EventType.class);

    /** Without this a format is only a remark. */
    static final Consumer<ExecutionContext> FORMATS =
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true));

    private final RecordSchemas schemas = new RecordSchemas();

    @ParameterizedTest
    @EnumSource(EventType.class)
    void the_committed_schema_is_the_records(EventType type) throws IOException {
        Path file = FILES.resolve(Samples.name(type) + ".schema.json");
        String generated = PRETTY.writeValueAsString(schemas.of(type)) + "\n";
        if (Boolean.getBoolean("schemas.write")) {
            Files.createDirectories(FILES);
            Files.writeString(file, generated);
        }

        assertThat(file)
                .as(
                        "the schema of %s; after a change write it anew: ./mvnw -pl common-schema test"
                                + " -Dtest=SchemasTest -Dschemas.write=true",
                        type)
                .content(StandardCharsets.UTF_8)
                .isEqualTo(generated);
    }

    static Stream<Sample> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void every_sample_is_valid(Sample sample) {
        assertThat(schema(sample.type()).validate(new String(sample.bytes(), StandardCharsets.UTF_8), InputFormat.JSON))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"sequence\" : 90211          | \"sequence\" : \"90211\"",
                "\"price\" : \"49873.60\"      | \"price\" : 49873.60",
                "\"price\" : \"49873.60\"      | \"price\" : \"4.987360e4\"",
                "\"kind\" : \"TRADE\"          | \"kind\" : \"BLOCK\"",
                "\"origin\" : \"live\"         | \"origin\" : \"LIVE\"",
                "\"symbol\" : \"BTCUSDT\"      | \"symbol\" : \"BTC/USDT\"",
                "\"symbol\"                    | \"symbool\"",
                "2024-08-05T06:14:59.512Z      | 2024-08-05 06:14:59",
                "\"derived\" : false           | \"derived\" : null",
            })
    void what_the_reader_refuses_is_invalid(String found, String replacement) throws IOException {
        String full = PRETTY.writeValueAsString(PRETTY.readTree(Samples.full()
                .filter(sample -> sample.type() == EventType.TICK)
                .findFirst()
                .orElseThrow()
                .bytes()));
        assertThat(full).contains(found);

        assertThat(schema(EventType.TICK).validate(full.replace(found, replacement), InputFormat.JSON, FORMATS))
                .isNotEmpty();
    }

    @Test
    void unknown_fields_are_valid() throws IOException {
        ObjectNode tick = (ObjectNode) PRETTY.readTree(EventCodec.payload(Samples.full(EventType.TICK)));
        tick.putObject("somethingNew").put("a", 1);

        assertThat(schema(EventType.TICK).validate(tick)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void every_schema_says_what_the_event_is(EventType type) {
        JsonNode schema = schemas.of(type);

        assertThat(schema.path("description").asText()).isNotBlank();
        assertThat(schema.path("title").asText()).isEqualTo(type.wireName());
        assertThat(schema.findValuesAsText("description").size()).isGreaterThan(1);
        assertThat(schema.findValuesAsText("description")).noneMatch(text -> text.contains("{@"));
    }

    static Schema schema(EventType type) {
        return SCHEMAS.computeIfAbsent(type, missing -> {
            try {
                return REGISTRY.getSchema(
                        Files.readString(FILES.resolve(Samples.name(missing) + ".schema.json")), InputFormat.JSON);
            } catch (IOException broken) {
                throw new AssertionError("schema of " + missing, broken);
            }
        });
    }
}
