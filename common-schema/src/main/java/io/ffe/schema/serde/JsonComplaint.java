package io.ffe.schema.serde;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with JSON, for whoever sent it: the field, its value where it is one, and what was expected. Never the classes that it
 * was to become, which the library's own words name.
 */
public final class JsonComplaint {

    private static final int LONGEST = 100;

    private JsonComplaint() {}

    public static String of(JsonProcessingException why) {
        return switch (why) {
            case ValueInstantiationException invariant
            when invariant.getCause() instanceof IllegalArgumentException said ->
                shortened(String.valueOf(said.getMessage()));
            case JsonMappingException nested
            when nested.getCause() instanceof StreamReadException inner -> noJson(inner, path(nested));
            case UnrecognizedPropertyException unknown -> "there is no field '" + shortened(path(unknown)) + "'";
            case InvalidNullException missing -> path(missing) + " is missing or null, expected a value";
            case InvalidFormatException unfit ->
                path(unfit) + " is '" + shortened(String.valueOf(unfit.getValue())) + "', expected "
                        + kind(unfit.getTargetType());
            case MismatchedInputException unfit ->
                path(unfit) + " is something else, expected " + kind(unfit.getTargetType());
            case JsonMappingException other -> path(other) + " cannot be read";
            default -> noJson(why, "the body");
        };
    }

    private static String noJson(JsonProcessingException why, String path) {
        JsonLocation at = why.getLocation();
        return path + " is no JSON that can be read"
                + (at == null ? "" : ", see line " + at.getLineNr() + ", column " + at.getColumnNr());
    }

    private static String path(JsonMappingException unfit) {
        String path = unfit.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "the body" : shortened(path);
    }

    private static String kind(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type.isEnum()) {
            return "one of " + String.join(", ", EventCodec.wireNames(type));
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == BigDecimal.class) {
            return "a decimal in quotes";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a whole number within its range";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == Instant.class) {
            return "a time in UTC, as 2026-01-31T12:00:00Z";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return Map.class.isAssignableFrom(type) || type.isRecord() ? "an object" : "another value";
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
