package io.ffe.schema.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.contract.Compatibility.Break;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Origin;
import io.ffe.schema.sample.Samples;
import io.ffe.schema.sample.Samples.Sample;
import io.ffe.schema.serde.CoreHash;
import io.ffe.schema.serde.Decoded;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gate: what was published stays readable and goes on reading. The baseline is in {@code schemas/published/v1}; a
 * release adds its optional fields to it with {@code -Dschemas.publish=true}, which changes nothing unless the gate is open.
 */
class CompatibilityTest {

    private static final Path PUBLISHED = SchemasTest.FILES.resolve("published/v1");
    private static final Path TOPICS = PUBLISHED.resolve("topics.json");
    private static final ObjectMapper PLAIN = new ObjectMapper();

    private final RecordSchemas schemas = new RecordSchemas();

    @ParameterizedTest
    @EnumSource(EventType.class)
    void what_was_published_survives(EventType type) throws IOException {
        Path baseline = PUBLISHED.resolve(Samples.name(type) + ".schema.json");
        JsonNode present = schemas.of(type);
        boolean publish = Boolean.getBoolean("schemas.publish");

        if (Files.exists(baseline)) {
            assertThat(Compatibility.breaks(type.wireName(), PLAIN.readTree(baseline.toFile()), present))
                    .isEmpty();
        } else {
            assertThat(publish)
                    .as(
                            "%s is not published; run ./mvnw -pl common-schema test -Dtest=CompatibilityTest"
                                    + " -Dschemas.publish=true with the release that first writes it",
                            type.wireName())
                    .isTrue();
        }
        if (publish) {
            Files.createDirectories(PUBLISHED.resolve("samples"));
            Files.writeString(baseline, SchemasTest.PRETTY.writeValueAsString(present) + "\n");
            for (Sample sample : samplesOf(type)) {
                Files.write(PUBLISHED.resolve("samples").resolve(sample.fileName()), sample.bytes());
            }
        }
    }

    /** Names, keys and partition counts place every record; one more type on a topic is a dead letter to its old readers. */
    @Test
    void topics_stay_where_they_are() throws IOException {
        ObjectNode present = PLAIN.createObjectNode();
        for (Topics topic : Topics.values()) {
            ObjectNode entry = present.putObject(topic.topicName());
            entry.put("key", topic.keyedBy()).put("partitions", topic.partitions());
            ArrayNode carries = entry.putArray("carries");
            topic.carries().forEach(type -> carries.add(type.wireName()));
        }
        if (Boolean.getBoolean("schemas.publish") && !Files.exists(TOPICS)) {
            Files.writeString(TOPICS, SchemasTest.PRETTY.writeValueAsString(present) + "\n");
        }

        for (Map.Entry<String, JsonNode> published :
                PLAIN.readTree(TOPICS.toFile()).properties()) {
            assertThat(present.path(published.getKey()))
                    .as("topic %s as published; make a new version of the topic instead", published.getKey())
                    .isEqualTo(published.getValue());
        }
    }

    static Stream<Path> publishedSamples() throws IOException {
        try (Stream<Path> files = Files.list(PUBLISHED.resolve("samples"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("publishedSamples")
    void a_published_sample_is_still_read_in_full(Path file) throws IOException {
        EventType type = Arrays.stream(EventType.values())
                .filter(each -> file.getFileName().toString().startsWith(Samples.name(each) + "."))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event for " + file));
        byte[] bytes = Files.readAllBytes(file);
        Event event = Json.mapper().readValue(bytes, type.payload());

        assertThat(EventCodec.decode(Samples.topic(type), event.key(), bytes, Map.of("ce_type", type.wireName())))
                .isInstanceOf(Decoded.Accepted.class);
        assertThat(PLAIN.readTree(EventCodec.payload(event))).isEqualTo(PLAIN.readTree(bytes));
        assertThat(CoreHash.of(event)).hasSize(64);
    }

    /** One way to break a schema, and what the gate has to say about it. */
    record Change(String name, Consumer<ObjectNode> made, String field, String found) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Change> breakingChanges() {
        return Stream.of(
                new Change(
                        "a required field is removed",
                        s -> properties(s).remove("sequence"),
                        "sequence",
                        "required field was removed"),
                new Change(
                        "an optional field is removed",
                        s -> properties(s).remove("bidSize"),
                        "bidSize",
                        "optional field was removed"),
                new Change(
                        "a field is renamed",
                        s -> {
                            properties(s).set("seq", properties(s).remove("sequence"));
                            s.withArrayProperty("required").removeAll().add("seq");
                        },
                        "seq",
                        "required field was added"),
                new Change(
                        "a required field becomes optional",
                        s -> required(s, "source", false),
                        "source",
                        "required field was made optional"),
                new Change(
                        "an optional field becomes required",
                        s -> required(s, "bid", true),
                        "bid",
                        "optional field was made required"),
                new Change(
                        "a required field is added",
                        s -> {
                            properties(s).putObject("isin").put("type", "string");
                            required(s, "isin", true);
                        },
                        "isin",
                        "required field was added"),
                new Change(
                        "a type changes",
                        s -> property(s, "sequence").put("type", "string"),
                        "sequence",
                        "type was \"integer\" and is \"string\""),
                new Change(
                        "a format changes",
                        s -> property(s, "sequence").put("format", "int32"),
                        "sequence",
                        "format was"),
                new Change(
                        "a decimal becomes a number",
                        s -> property(s, "bid").removeAll().put("type", "number"),
                        "bid",
                        "type was \"string\" and is \"number\""),
                new Change("a pattern is widened", s -> property(s, "bid").put("pattern", ".*"), "bid", "pattern was"),
                new Change(
                        "a pattern is dropped",
                        s -> property(s, "symbol").remove("pattern"),
                        "symbol",
                        "and is absent"),
                new Change(
                        "a constraint is added",
                        s -> property(s, "source").put("maxLength", 10),
                        "source",
                        "maxLength was absent and is 10"),
                new Change(
                        "an enum value is added",
                        s -> values(s, "Kind").add("BLOCK"),
                        "kind",
                        "enum value 'BLOCK' was added"),
                new Change(
                        "an enum value is removed",
                        s -> values(s, "Origin").remove(1),
                        "origin",
                        "enum value 'replay' was removed"),
                new Change(
                        "an enum value is respelt",
                        s -> values(s, "Origin").set(0, "LIVE"),
                        "origin",
                        "enum value 'live' was removed"),
                new Change(
                        "unknown fields are forbidden",
                        s -> s.put("additionalProperties", false),
                        "",
                        "unknown fields"));
    }

    @ParameterizedTest
    @MethodSource("breakingChanges")
    void a_breaking_change_is_found_and_named(Change change) {
        JsonNode published = schemas.of(EventType.TICK);
        ObjectNode present = published.deepCopy();
        change.made().accept(present);

        assertThat(Compatibility.breaks("io.ffe.tick.v1", published, present)).anySatisfy(found -> {
            assertThat(found.field()).isEqualTo(change.field());
            assertThat(found.toString()).contains("io.ffe.tick.v1", change.found(), "new version");
        });
    }

    @Test
    void a_break_inside_a_list_or_a_nested_record_is_found_where_it_is() {
        JsonNode published = schemas.of(EventType.SNAPSHOT);
        ObjectNode present = published.deepCopy();
        definition(present, "TimeframePulse").withArrayProperty("required").removeAll();
        values(present, "Regime").add("MOON_PHASE");
        ((ObjectNode) definition(present, "Quote").get("properties")).remove("ask");

        assertThat(Compatibility.breaks("snapshot", published, present))
                .extracting(Break::field)
                .contains("timeframes[].timeframe", "timeframes[].bars", "regime", "quote.ask");
    }

    /** A quality's reason that a published reader does not know makes the snapshot unusable to him, and no dead letter. */
    @Test
    void an_enum_with_a_value_for_what_is_unknown_may_grow_and_not_shrink_or_close() {
        JsonNode published = schemas.of(EventType.SNAPSHOT);
        ObjectNode grown = published.deepCopy();
        values(grown, "Reason").add("MOON_PHASE");
        ObjectNode shrunk = published.deepCopy();
        values(shrunk, "Reason").remove(0);
        ObjectNode closed = published.deepCopy();
        definition(closed, "Reason").remove(RecordSchemas.UNKNOWN_AS);

        assertThat(definition(grown, "Reason").path(RecordSchemas.UNKNOWN_AS).asText())
                .isEqualTo("OTHER");
        assertThat(Compatibility.breaks("snapshot", published, grown)).isEmpty();
        assertThat(Compatibility.breaks("snapshot", published, shrunk))
                .extracting(Break::field)
                .containsExactly("quality.reasons[]");
        assertThat(Compatibility.breaks("snapshot", published, closed))
                .extracting(Break::field)
                .containsExactly("quality.reasons[]");
    }

    @Test
    void a_new_optional_field_and_better_words_pass() {
        JsonNode published = schemas.of(EventType.TICK);
        ObjectNode present = published.deepCopy();
        properties(present).putObject("isin").put("type", "string");
        properties(present)
                .putObject("depth")
                .put("type", "object")
                .putArray("required")
                .add("levels");
        present.put("description", "A price.");
        property(present, "source").put("description", "where");

        assertThat(Compatibility.breaks("io.ffe.tick.v1", published, present)).isEmpty();
    }

    /** The same through the generator: a record that somebody changed, and not a schema. */
    @Test
    void a_changed_record_is_found_and_an_added_nullable_component_passes() {
        record Published(String symbol, BigDecimal bid, Origin origin) {}
        record Additive(
                String symbol,
                BigDecimal bid,
                Origin origin,
                @Nullable Instant seenAt) {}
        record Breaking(String symbol, double bid, Origin origin, Instant seenAt) {}
        JsonNode published = schemas.of(Published.class, "x");

        assertThat(Compatibility.breaks("x", published, schemas.of(Additive.class, "x")))
                .isEmpty();
        assertThat(Compatibility.breaks("x", published, schemas.of(Breaking.class, "x")))
                .extracting(Break::field)
                .contains("bid", "seenAt");
    }

    private static List<Sample> samplesOf(EventType type) {
        return Samples.all().filter(sample -> sample.type() == type).toList();
    }

    private static ObjectNode properties(ObjectNode schema) {
        return (ObjectNode) schema.get("properties");
    }

    private static ObjectNode property(ObjectNode schema, String name) {
        return (ObjectNode) properties(schema).get(name);
    }

    private static ObjectNode definition(ObjectNode schema, String name) {
        return (ObjectNode) schema.get("$defs").get(name);
    }

    private static ArrayNode values(ObjectNode schema, String enumName) {
        return (ArrayNode) definition(schema, enumName).get("enum");
    }

    private static void required(ObjectNode schema, String name, boolean required) {
        ArrayNode names = (ArrayNode) schema.get("required");
        for (int i = names.size() - 1; i >= 0; i--) {
            if (names.get(i).asText().equals(name)) {
                names.remove(i);
            }
        }
        if (required) {
            names.add(name);
        }
    }
}
