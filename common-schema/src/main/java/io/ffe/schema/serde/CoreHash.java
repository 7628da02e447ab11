package io.ffe.schema.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import io.ffe.schema.event.Event;
import io.ffe.schema.id.Ids;

/**
 * The hash by which two runs are the same: SHA-256, in lower-case hex, of the event's JSON in canonical form. Canonical
 * means components in declared order, map keys sorted, absent ones left out, and nothing that is marked {@link NotCore}.
 */
public final class CoreHash {

    private static final ObjectMapper CANONICAL = Json.newMapper(new JsonRules() {
                @Override
                public boolean hasIgnoreMarker(AnnotatedMember member) {
                    return notCore(member) || super.hasIgnoreMarker(member);
                }
            })
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private CoreHash() {}

    /** The coreHash of an event. */
    public static String of(Event event) {
        return Ids.sha256Hex(canonicalBytes(event));
    }

    /** The bytes that are hashed, for whoever has to show where two events differ. */
    public static byte[] canonicalBytes(Event event) {
        try {
            return CANONICAL.writeValueAsBytes(event);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("a valid event has a JSON form: " + event, bug);
        }
    }

    private static boolean notCore(Annotated member) {
        return member.hasAnnotation(NotCore.class);
    }
}
