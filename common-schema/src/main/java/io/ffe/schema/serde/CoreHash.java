package io.ffe.schema.serde;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import io.ffe.schema.event.Event;
import io.ffe.schema.id.Ids;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * The hash by which two runs are the same: SHA-256, in lower-case hex, of the event's JSON in canonical form. Canonical
 * means components in declared order, map keys sorted, absent ones left out, decimals without trailing zeros, and nothing
 * that is marked {@link NotCore}.
 */
public final class CoreHash {

    private static final ObjectMapper CANONICAL =
            Json.newMapper(new CoreRules(), WireTypes.module(new ShortestDecimalWriter()));

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

    private static final class CoreRules extends JsonRules {

        private static final long serialVersionUID = 1L;

        @Override
        public boolean hasIgnoreMarker(AnnotatedMember member) {
            return member.hasAnnotation(NotCore.class) || super.hasIgnoreMarker(member);
        }
    }

    /** 1.5 and 1.50 are the same amount, and a trip through a database column may change one into the other. */
    private static final class ShortestDecimalWriter extends StdScalarSerializer<BigDecimal> {

        private static final long serialVersionUID = 1L;

        ShortestDecimalWriter() {
            super(BigDecimal.class);
        }

        @Override
        public void serialize(BigDecimal value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(value.stripTrailingZeros().toPlainString());
        }
    }
}
