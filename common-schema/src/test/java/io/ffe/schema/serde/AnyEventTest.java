package io.ffe.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.sample.AnyEvent;
import io.ffe.schema.sample.Samples;
import io.ffe.schema.seeded.Tries;
import io.ffe.schema.serde.Decoded.Accepted;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** What holds for every event: what is written can be read, is the same again, and nothing that arrives throws. */
class AnyEventTest {

    private static final ObjectMapper PLAIN = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2024-08-05T06:15:00.070Z");
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Tries(2000)
    void every_event_survives_the_wire(EventType type, long seed) {
        Event event = AnyEvent.of(type, seed);

        Decoded decoded = EventCodec.decode(
                Samples.topic(type),
                event.key(),
                EventCodec.payload(event),
                EventCodec.headers(event, "ffe/test", TRACE, NOW));

        assertThat(decoded)
                .isEqualTo(new Decoded.Accepted(
                        event,
                        new Envelope(
                                event.eventId(),
                                type.wireName(),
                                "ffe/test",
                                event.time(),
                                event.subject(),
                                TRACE,
                                NOW)));
    }

    @Tries(500)
    void the_same_event_has_the_same_bytes_and_hash(EventType type, long seed) {
        Event once = AnyEvent.of(type, seed);
        Event again = AnyEvent.of(type, seed);

        assertThat(EventCodec.payload(again)).isEqualTo(EventCodec.payload(once));
        assertThat(CoreHash.of(again)).isEqualTo(CoreHash.of(once));
    }

    /** A stranger's JSON library sees the same tree; nothing depends on how this mapper is set up. */
    @Tries(500)
    void decimals_and_times_are_strings_to_everybody(EventType type, long seed) throws IOException {
        String payload = new String(EventCodec.payload(AnyEvent.of(type, seed)), StandardCharsets.UTF_8);

        JsonNode tree = new ObjectMapper().readTree(payload);

        assertThat(tree.isObject()).isTrue();
        assertThat(tree.findValues("price").stream().filter(JsonNode::isNumber)).isEmpty();
        assertThat(Stream.of("bid", "ask", "quantity", "cash", "equity", "volume")
                        .flatMap(name -> tree.findValues(name).stream())
                        .filter(JsonNode::isValueNode))
                .allMatch(node -> node.asText().matches(Decimals.PATTERN) && node.isTextual());
        assertThat(tree.findValuesAsText("asOf")).allMatch(text -> text.endsWith("Z"));
    }

    /** Whatever is not core goes, at every depth, and nothing else does. */
    @Tries(500)
    void canonical_form_is_the_payload_without_what_is_not_core(EventType type, long seed) throws IOException {
        Event event = AnyEvent.of(type, seed);
        JsonNode expected = PLAIN.readTree(EventCodec.payload(event));
        removeNotCore(type.payload(), expected);

        JsonNode canonical = PLAIN.readTree(CoreHash.canonicalBytes(event));

        assertThat(fieldNames(canonical)).isEqualTo(fieldNames(expected));
    }

    /** Bytes of a valid event with some of them changed, cut off or doubled. */
    @Tries(5000)
    void decoding_never_throws(EventType type, long seed) {
        Random random = new Random(seed);
        byte[] bytes = EventCodec.payload(AnyEvent.of(type, seed));
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = random.nextBoolean()
                    ? (byte) random.nextInt()
                    : (byte) "{}[]\",:0e-.tn\\u".charAt(random.nextInt(15));
        }
        byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;

        Decoded decoded = EventCodec.decode(
                Samples.topic(type), random.nextBoolean() ? "k" : null, cut, Map.of("ce_type", type.wireName()));

        if (decoded instanceof Accepted accepted) {
            assertThat(EventCodec.payload(accepted.event())).isNotEmpty();
            assertThat(CoreHash.of(accepted.event())).hasSize(64);
        }
    }

    private static void removeNotCore(Class<?> type, JsonNode payload) {
        for (RecordComponent component : type.getRecordComponents()) {
            JsonNode value = payload.path(component.getName());
            if (component.isAnnotationPresent(NotCore.class)) {
                ((ObjectNode) payload).remove(component.getName());
            } else if (component.getType().isRecord() && value.isObject()) {
                removeNotCore(component.getType(), value);
            } else if (component.getGenericType() instanceof ParameterizedType list
                    && list.getActualTypeArguments()[0] instanceof Class<?> element
                    && element.isRecord()) {
                value.forEach(each -> removeNotCore(element, each));
            }
        }
    }

    /** All paths of a tree, in document order. */
    private static List<String> fieldNames(JsonNode node) {
        return Stream.concat(
                        node.properties().stream()
                                .flatMap(field -> Stream.concat(
                                        Stream.of(field.getKey()),
                                        fieldNames(field.getValue()).stream()
                                                .map(below -> field.getKey() + "." + below))),
                        node.isArray() ? node.valueStream().flatMap(each -> fieldNames(each).stream()) : Stream.empty())
                .toList();
    }
}
