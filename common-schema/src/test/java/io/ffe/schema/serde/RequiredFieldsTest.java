package io.ffe.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.sample.Samples;
import io.ffe.schema.sample.Samples.Sample;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.Decoded.Refused;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each field of each event, nested ones included, is taken away and set to null once. */
class RequiredFieldsTest {

    private static final ObjectMapper PLAIN = new ObjectMapper();

    /**
     * One field of a full sample.
     *
     * @param holder JSON pointer to the object that has it
     * @param path as messages name it
     */
    record Field(Sample sample, String holder, String name, String path, boolean required) {

        ObjectNode holderIn(JsonNode payload) {
            return (ObjectNode) payload.at(holder);
        }

        Decoded decode(JsonNode payload) throws IOException {
            return EventCodec.decode(
                    Samples.topic(sample.type()),
                    sample.event().key(),
                    PLAIN.writeValueAsBytes(payload),
                    Map.of("ce_type", sample.type().wireName()));
        }

        @Override
        public String toString() {
            return Samples.name(sample.type()) + ": " + path;
        }
    }

    static Stream<Field> fields() {
        return Samples.full().flatMap(RequiredFieldsTest::fieldsOf);
    }

    static Stream<Field> required() {
        return fields().filter(Field::required);
    }

    static Stream<Field> optional() {
        return fields().filter(field -> !field.required());
    }

    @ParameterizedTest
    @MethodSource("required")
    void a_required_field_is_missed_by_name_when_absent(Field field) throws IOException {
        JsonNode payload = PLAIN.readTree(field.sample().bytes());
        field.holderIn(payload).remove(field.name());

        assertThat(field.decode(payload))
                .isEqualTo(new Refused(
                        DeadLetterReason.MISSING_FIELD, field.path() + " is absent or null, expected a value"));
    }

    @ParameterizedTest
    @MethodSource("required")
    void a_required_field_is_missed_by_name_when_null(Field field) throws IOException {
        JsonNode payload = PLAIN.readTree(field.sample().bytes());
        field.holderIn(payload).putNull(field.name());

        assertThat(field.decode(payload))
                .isEqualTo(new Refused(
                        DeadLetterReason.MISSING_FIELD, field.path() + " is absent or null, expected a value"));
    }

    /** Where an invariant asks for it (both sides on a QUOTE), its absence is an invalid value and not a missing field. */
    @ParameterizedTest
    @MethodSource("optional")
    void an_optional_field_may_be_absent_or_null_alike(Field field) throws IOException {
        JsonNode absent = PLAIN.readTree(field.sample().bytes());
        field.holderIn(absent).remove(field.name());
        JsonNode isNull = PLAIN.readTree(field.sample().bytes());
        field.holderIn(isNull).putNull(field.name());

        Decoded decoded = field.decode(absent);
        assertThat(field.decode(isNull)).isEqualTo(decoded);
        if (decoded instanceof Refused refused) {
            assertThat(refused.reason()).isEqualTo(DeadLetterReason.INVALID_VALUE);
            assertThat(refused.detail()).contains(field.name());
        } else {
            assertThat(decoded).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void the_full_samples_have_every_field() {
        // Its status OK excludes a reason, as MISSING would exclude the indicators.
        assertThat(fields().filter(field ->
                        field.holderIn(read(field.sample())).path(field.name()).isMissingNode()))
                .extracting(Field::toString)
                .containsExactly("snapshot: payload.timeframes[0].reason");
        assertThat(fields().count()).isGreaterThan(150);
    }

    @Test
    void a_list_has_no_null_in_it() throws IOException {
        Sample decision = Samples.full()
                .filter(sample -> sample.fileName().startsWith("decision"))
                .findFirst()
                .orElseThrow();
        JsonNode payload = PLAIN.readTree(decision.bytes());
        ((ArrayNode) payload.get("reasonCodes")).addNull();

        Decoded decoded = EventCodec.decode(
                Samples.topic(decision.type()),
                "main",
                PLAIN.writeValueAsBytes(payload),
                Map.of("ce_type", decision.type().wireName()));

        assertThat(decoded).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(DeadLetterReason.MISSING_FIELD);
            assertThat(refused.detail()).contains("payload.reasonCodes");
        });
    }

    private static JsonNode read(Sample sample) {
        try {
            return PLAIN.readTree(sample.bytes());
        } catch (IOException broken) {
            throw new AssertionError(sample.fileName(), broken);
        }
    }

    private static Stream<Field> fieldsOf(Sample sample) {
        List<Field> fields = new ArrayList<>();
        collect(sample, sample.type().payload(), read(sample), "", "payload", fields);
        return fields.stream();
    }

    /** Walks the record type beside the sample; of a list, its first element stands for all. */
    private static void collect(
            Sample sample, Class<?> type, JsonNode payload, String holder, String path, List<Field> fields) {
        for (RecordComponent component : type.getRecordComponents()) {
            boolean required = !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            String here = path + "." + component.getName();
            String pointer = holder + "/" + component.getName();
            fields.add(new Field(sample, holder, component.getName(), here, required));
            if (component.getType().isRecord()) {
                collect(sample, component.getType(), payload, pointer, here, fields);
            } else if (elementRecord(component.getGenericType()) instanceof Class<?> element
                    && payload.at(pointer).has(0)) {
                collect(sample, element, payload, pointer + "/0", here + "[0]", fields);
            }
        }
    }

    private static @Nullable Class<?> elementRecord(Type type) {
        return type instanceof ParameterizedType list
                        && list.getRawType() == List.class
                        && list.getActualTypeArguments()[0] instanceof Class<?> element
                        && element.isRecord()
                ? element
                : null;
    }
}
