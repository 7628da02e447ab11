package io.ffe.schema.contract;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinition.AttributeInclusion;
import com.github.victools.jsonschema.generator.CustomDefinition.DefinitionType;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import io.ffe.schema.event.EventType;
import io.ffe.schema.serde.Decimals;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schemas (2020-12) of the event records. They say what may be sent: absent optional fields are left out and not
 * null, which readers tolerate. Invariants across fields stand in the records' constructors only.
 */
final class RecordSchemas {

    /**
     * On an enum that may grow: what a reader takes a value for that it does not know. JSON Schema leaves words that it does
     * not have to others.
     */
    static final String UNKNOWN_AS = "x-unknown-as";

    private static final ObjectMapper PLAIN = new ObjectMapper();

    private static final Map<Class<?>, ObjectNode> SCALARS = Map.of(
            BigDecimal.class, PLAIN.createObjectNode().put("type", "string").put("pattern", Decimals.PATTERN),
            Instant.class, PLAIN.createObjectNode().put("type", "string").put("format", "date-time"),
            long.class, PLAIN.createObjectNode().put("type", "integer").put("format", "int64"),
            Long.class, PLAIN.createObjectNode().put("type", "integer").put("format", "int64"));

    private final SchemaGenerator generator;

    RecordSchemas() {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        PLAIN, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
                .with(Option.DEFINITIONS_FOR_ALL_OBJECTS, Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
                .with(Option.ALLOF_CLEANUP_AT_THE_END);
        config.forTypesInGeneral()
                .withPropertySorter((one, other) -> 0)
                .withDescriptionResolver(scope -> described(scope.getType().getErasedType())
                        ? RecordDocs.description(scope.getType().getErasedType())
                                .orElse(null)
                        : null)
                .withTypeAttributeOverride(
                        (schema, scope, context) -> unknownAs(scope.getType().getErasedType())
                                .ifPresent(constant -> schema.put(UNKNOWN_AS, constant)))
                .withCustomDefinitionProvider((type, context) -> Optional.ofNullable(SCALARS.get(type.getErasedType()))
                        .map(schema ->
                                new CustomDefinition(schema.deepCopy(), DefinitionType.INLINE, AttributeInclusion.YES))
                        .orElse(null));
        config.forFields()
                .withRequiredCheck(field -> !isNullable(field))
                .withDescriptionResolver(field -> RecordDocs.description(
                                field.getDeclaringType().getErasedType(), field.getDeclaredName())
                        .orElse(null))
                .withStringPatternResolver(
                        field -> field.getDeclaredName().equals("symbol") ? "^[A-Z0-9]{2,20}$" : null);
        generator = new SchemaGenerator(config.build());
    }

    /** The schema of an event's payload. */
    ObjectNode of(EventType type) {
        return of(type.payload(), type.wireName());
    }

    ObjectNode of(Class<?> payload, String wireName) {
        ObjectNode generated = generator.generateSchema(payload);
        ObjectNode schema = PLAIN.createObjectNode();
        schema.set("$schema", generated.remove("$schema"));
        schema.put("$id", "urn:ffe:schema:" + wireName);
        schema.put("title", wireName);
        Optional.ofNullable(generated.remove("description"))
                .ifPresent(description -> schema.set("description", description));
        Optional<Object> definitions = Optional.ofNullable(generated.remove("$defs"));
        schema.setAll(generated);
        definitions.ifPresent(defs -> schema.set("$defs", (ObjectNode) defs));
        return schema;
    }

    private static boolean described(Class<?> type) {
        return type.isRecord() || (type.isEnum() && type.getName().startsWith("io.ffe."));
    }

    private static Optional<String> unknownAs(Class<?> type) {
        return Arrays.stream(type.getFields())
                .filter(field -> field.isAnnotationPresent(JsonEnumDefaultValue.class))
                .map(Field::getName)
                .findFirst();
    }

    private static boolean isNullable(FieldScope field) {
        Class<?> owner = field.getDeclaringType().getErasedType();
        return Arrays.stream(owner.getRecordComponents())
                .filter(component -> component.getName().equals(field.getDeclaredName()))
                .anyMatch(component -> component.getAnnotatedType().isAnnotationPresent(Nullable.class));
    }
}
