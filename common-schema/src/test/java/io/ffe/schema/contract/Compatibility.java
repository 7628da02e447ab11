package io.ffe.schema.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map.Entry;
import java.util.Set;
import java.util.TreeSet;

/**
 * What stands between a published schema and the present one. Both directions count: an old reader goes on reading new
 * records, and a new reader meets records that are a year old. The only changes that both survive are a new optional field
 * and a new value of an enum whose published readers know what to take it for.
 */
final class Compatibility {

    /** Keywords that say something to people and nothing to a reader. */
    private static final Set<String> REMARKS =
            Set.of("$schema", "$id", "$defs", "$comment", "title", "description", "examples");

    private static final Set<String> STRUCTURE =
            Set.of("properties", "required", "items", "additionalProperties", "enum");

    private final String event;
    private final JsonNode published;
    private final JsonNode present;
    private final List<Break> breaks = new ArrayList<>();

    private Compatibility(String event, JsonNode published, JsonNode present) {
        this.event = event;
        this.published = published;
        this.present = present;
    }

    /**
     * One reason for which an old reader or an old record would not survive.
     *
     * @param field path in the payload, as in {@code quote.bid}; empty for the payload itself
     */
    record Break(String event, String field, String what) {

        @Override
        public String toString() {
            return event + (field.isEmpty() ? "" : ", field " + field) + ": " + what
                    + ". Keep it as it was published, or make a new version of the event beside the old one"
                    + " (a new EventType, record, schema and topic version)";
        }
    }

    static List<Break> breaks(String event, JsonNode published, JsonNode present) {
        Compatibility comparison = new Compatibility(event, published, present);
        comparison.compare("", published, present);
        return comparison.breaks;
    }

    private void compare(String field, JsonNode was, JsonNode is) {
        JsonNode before = resolved(published, was);
        JsonNode after = resolved(present, is);
        compareConstraints(field, before, after);
        compareEnums(field, before.path("enum"), after.path("enum"), before.has(RecordSchemas.UNKNOWN_AS));
        compareProperties(field, before, after);
        if (!before.path("additionalProperties").isBoolean()
                && after.path("additionalProperties").isBoolean()) {
            found(field, "unknown fields are no longer ignored; a new reader refuses records of a newer writer");
        }
        for (String elements : List.of("items", "additionalProperties")) {
            if (before.path(elements).isObject() || after.path(elements).isObject()) {
                compare(field + "[]", before.path(elements), after.path(elements));
            }
        }
    }

    private void compareConstraints(String field, JsonNode before, JsonNode after) {
        Set<String> keywords = new TreeSet<>();
        before.fieldNames().forEachRemaining(keywords::add);
        after.fieldNames().forEachRemaining(keywords::add);
        keywords.removeAll(REMARKS);
        keywords.removeAll(STRUCTURE);
        for (String keyword : keywords) {
            if (!before.path(keyword).equals(after.path(keyword))) {
                found(
                        field,
                        keyword + " was " + text(before.path(keyword)) + " and is " + text(after.path(keyword))
                                + "; wider, an old reader refuses new records; narrower, a new one refuses old records");
            }
        }
    }

    private void compareEnums(String field, JsonNode before, JsonNode after, boolean mayGrow) {
        if (before.isMissingNode() && after.isMissingNode()) {
            return;
        }
        if (!mayGrow) {
            for (String value : minus(texts(after), texts(before))) {
                found(field, "enum value '" + value + "' was added; an old reader refuses records that have it");
            }
        }
        for (String value : minus(texts(before), texts(after))) {
            found(field, "enum value '" + value + "' was removed; a new reader refuses old records that have it");
        }
    }

    private void compareProperties(String field, JsonNode before, JsonNode after) {
        Set<String> wasRequired = texts(before.path("required"));
        Set<String> isRequired = texts(after.path("required"));
        for (Entry<String, JsonNode> property : before.path("properties").properties()) {
            String name = property.getKey();
            String path = field.isEmpty() ? name : field + "." + name;
            JsonNode now = after.path("properties").path(name);
            if (now.isMissingNode()) {
                found(
                        path,
                        wasRequired.contains(name)
                                ? "required field was removed; an old reader refuses every new record"
                                : "optional field was removed; old records lose it, and with it their coreHash");
                continue;
            }
            if (wasRequired.contains(name) && !isRequired.contains(name)) {
                found(path, "required field was made optional; an old reader refuses records without it");
            }
            if (!wasRequired.contains(name) && isRequired.contains(name)) {
                found(path, "optional field was made required; a new reader refuses old records without it");
            }
            compare(path, property.getValue(), now);
        }
        for (String added : minus(names(after.path("properties")), names(before.path("properties")))) {
            if (isRequired.contains(added)) {
                found(
                        field.isEmpty() ? added : field + "." + added,
                        "required field was added; a new reader refuses every old record. Mark it @Nullable");
            }
        }
    }

    private void found(String field, String what) {
        breaks.add(new Break(event, field, what));
    }

    private static JsonNode resolved(JsonNode root, JsonNode schema) {
        String reference = schema.path("$ref").asText("");
        return reference.isEmpty() ? schema : root.at(reference.substring(1));
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new LinkedHashSet<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new LinkedHashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> minus(Set<String> from, Set<String> without) {
        return from.stream().filter(each -> !without.contains(each)).toList();
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() ? "absent" : value.toString();
    }
}
