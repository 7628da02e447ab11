package io.ffe.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.sample.AnyEvent;
import io.ffe.schema.sample.Samples;
import io.ffe.schema.sample.Samples.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written can be read, and is the same again. */
class RoundTripTest {

    private static final Instant NOW = Instant.parse("2024-08-05T06:15:00.070Z");
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Property(tries = 2000)
    void every_event_survives_the_wire(@ForAll EventType type, @ForAll long seed) {
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

    @Property(tries = 500)
    void the_same_event_has_the_same_bytes_and_hash(@ForAll EventType type, @ForAll long seed) {
        Event once = AnyEvent.of(type, seed);
        Event again = AnyEvent.of(type, seed);

        assertThat(EventCodec.payload(again)).isEqualTo(EventCodec.payload(once));
        assertThat(CoreHash.of(again)).isEqualTo(CoreHash.of(once));
    }

    /** A stranger's JSON library sees the same tree; nothing depends on how this mapper is set up. */
    @Property(tries = 500)
    void decimals_and_times_are_strings_to_everybody(@ForAll EventType type, @ForAll long seed) throws IOException {
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

    static Stream<Sample> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_sample_is_read_and_written_without_loss(Sample sample) throws IOException {
        ObjectMapper plain = new ObjectMapper();
        Event event = sample.event();

        Decoded decoded = EventCodec.decode(
                Samples.topic(sample.type()),
                event.key(),
                sample.bytes(),
                Map.of("ce_type", sample.type().wireName()));

        assertThat(decoded)
                .isInstanceOfSatisfying(
                        Decoded.Accepted.class,
                        accepted -> assertThat(accepted.event()).isEqualTo(event));
        assertThat(plain.readTree(EventCodec.payload(event))).isEqualTo(plain.readTree(sample.bytes()));
    }
}
