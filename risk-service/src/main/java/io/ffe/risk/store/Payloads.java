package io.ffe.risk.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.schema.event.Event;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import java.nio.charset.StandardCharsets;

/** Events in text columns, in the JSON of the topics. */
final class Payloads {

    private Payloads() {}

    static String text(Event event) {
        return new String(EventCodec.payload(event), StandardCharsets.UTF_8);
    }

    static <E extends Event> E event(String payload, Class<E> type) {
        try {
            return Json.mapper().readValue(payload, type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException(
                    "a stored " + type.getSimpleName() + " cannot be read any more, which its schema promises: "
                            + payload,
                    broken);
        }
    }
}
