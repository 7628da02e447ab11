package io.ffe.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Watermark;
import io.ffe.schema.sample.AnyEvent;
import io.ffe.schema.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The short way and the long one cannot be told apart by what comes out. */
class TickCodecTest {

    private static final List<String> TWISTS = List.of(
            "{\"new\":1,",
            "{\"symbol\":\"BTC\",",
            "{\"symbol\":null,",
            "{\"derived\":true,",
            "{\"sequence\":1.0,",
            "{\"source\":\"\\ud800\",",
            "{\"source\":\"\\u0000\",",
            "{\"bid\":1.5,",
            "{\"bid\":null,",
            "{\"through\":\"2024-08-05T00:00:00Z\",",
            "{ ",
            "\ufeff{",
            "[{");

    @Property(tries = 2000)
    void both_write_the_same_bytes(@ForAll long seed, @ForAll boolean watermark) {
        Event event = event(seed, watermark);

        assertThat(encode(event)).isEqualTo(EventCodec.payload(event));
    }

    @Property(tries = 2000)
    void both_read_the_same_event_and_envelope(@ForAll long seed, @ForAll boolean watermark) {
        Event event = event(seed, watermark);
        Map<String, String> headers = EventCodec.headers(event, "ffe/test", null, seed % 2 == 0 ? event.time() : null);

        Decoded decoded = TickCodec.decode(event.key(), EventCodec.payload(event), headers);

        assertThat(decoded).isEqualTo(EventCodec.decode(Topics.TICKS, event.key(), EventCodec.payload(event), headers));
        assertThat(((Decoded.Accepted) decoded).event()).isEqualTo(event);
    }

    /** Otherwise the two would agree because there is only one. */
    @Property(tries = 500)
    void the_short_way_is_taken_for_plain_ticks(@ForAll long seed, @ForAll boolean watermark) {
        Event event = event(seed, watermark);
        byte[] bytes = EventCodec.payload(event);
        boolean ascii = new String(bytes, StandardCharsets.UTF_8).length() == bytes.length;

        Assume.that(ascii);
        assertThat(TickCodec.readPlain(EventType.of(event), bytes)).isEqualTo(event);
    }

    /** Changed bytes, twisted fields, wrong types and keys: the answer is the same to the last word. */
    @Property(tries = 10000)
    void both_refuse_the_same_for_the_same_reason(@ForAll long seed, @ForAll boolean watermark) {
        Random random = new Random(seed);
        Event event = event(seed, watermark);
        String payload = new String(EventCodec.payload(event), StandardCharsets.UTF_8);
        if (random.nextInt(3) == 0) {
            payload = payload.replaceFirst(
                    "\\{", TWISTS.get(random.nextInt(TWISTS.size())).replace("\\", "\\\\"));
        }
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        int changes = random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = random.nextBoolean()
                    ? (byte) random.nextInt()
                    : (byte) "{}[]\",:0e-.tnZ\\u".charAt(random.nextInt(16));
        }
        Map<String, String> headers = new HashMap<>(EventCodec.headers(event, "ffe/test", null, event.time()));
        switch (random.nextInt(12)) {
            case 0 -> headers.remove("ce_type");
            case 1 -> headers.put("ce_type", "io.ffe.bar.v1");
            case 2 -> headers.put("ce_type", watermark ? "io.ffe.tick.v1" : "io.ffe.watermark.v1");
            case 3 -> headers.put("ffe-now", "soon");
            default -> {}
        }
        String key = random.nextInt(12) == 0 ? null : event.key();

        assertThat(TickCodec.decode(key, bytes, headers))
                .isEqualTo(EventCodec.decode(Topics.TICKS, key, bytes, headers));
    }

    @Example
    void what_is_no_tick_at_all_is_refused_alike() {
        Map<String, String> tick = Map.of("ce_type", "io.ffe.tick.v1");
        for (byte[] value : new byte[][] {null, {}, new byte[1 << 20], "{}".getBytes(StandardCharsets.UTF_8)}) {
            assertThat(TickCodec.decode("BTCUSDT", value, tick))
                    .isEqualTo(EventCodec.decode(Topics.TICKS, "BTCUSDT", value, tick))
                    .isInstanceOf(Decoded.Refused.class);
        }
    }

    private static Event event(long seed, boolean watermark) {
        return AnyEvent.of(watermark ? EventType.WATERMARK : EventType.TICK, seed);
    }

    private static byte[] encode(Event event) {
        return switch (event) {
            case Tick tick -> TickCodec.encode(tick);
            case Watermark watermark -> TickCodec.encode(watermark);
            default -> throw new AssertionError(event);
        };
    }
}
