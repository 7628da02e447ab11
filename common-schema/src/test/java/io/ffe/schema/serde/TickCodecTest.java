package io.ffe.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.sample.AnyEvent;
import io.ffe.schema.seeded.Tries;
import io.ffe.schema.topic.Topics;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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

    /** As on the tick path: one for all ticks, whatever the one before left in them. */
    private final TickEncoder encoder = new TickEncoder();

    private final TickParser parser = new TickParser();

    @Tries(5000)
    void both_write_the_same_bytes(long seed) {
        Tick tick = tick(seed);

        assertThat(TickCodec.encode(tick)).isEqualTo(EventCodec.payload(tick));
        assertThat(encoder.payload(tick)).isEqualTo(EventCodec.payload(tick));
        assertThat(encoder.occurredAt(tick))
                .asString()
                .isEqualTo(tick.occurredAt().toString());
        assertThat(encoder.eventId(tick)).asString(StandardCharsets.UTF_8).isEqualTo(tick.eventId());
        assertThat(encoder.occurredAt(tick))
                .asString()
                .isEqualTo(tick.occurredAt().toString());
    }

    /** What ticks are like, and not only the edges of the contract. */
    @Tries(2000)
    void ordinary_ticks_take_the_short_way_both_ways(long seed) {
        Random random = new Random(seed);
        Instant time = Instant.ofEpochMilli(random.nextLong(1_500_000_000_000L, 1_900_000_000_000L));
        int decimals = random.nextInt(6);
        long cents = random.nextLong(1, 100_000_000);
        Tick tick = new Tick(
                "BTCUSDT",
                "coinbase",
                random.nextInt(1_000_000),
                Tick.Kind.QUOTE,
                time,
                time.plusNanos(random.nextInt(1_000_000_000)),
                BigDecimal.valueOf(cents, decimals),
                BigDecimal.valueOf(cents + random.nextInt(100), decimals),
                BigDecimal.valueOf(random.nextInt(1_000_000), 8),
                random.nextBoolean() ? BigDecimal.valueOf(random.nextInt(1_000_000), 8) : null,
                null,
                null,
                Origin.LIVE,
                false);

        byte[] bytes = encoder.payload(tick);

        assertThat(bytes).isEqualTo(EventCodec.payload(tick));
        assertThat(parser.parse(bytes)).isEqualTo(tick);
    }

    /** White space and the order of fields are others' business. */
    @Tries(1000)
    void the_short_way_reads_fields_in_any_order_with_white_space(long seed) throws Exception {
        Tick tick = tick(seed);
        byte[] payload = EventCodec.payload(tick);
        assumeTrue(isPlain(payload));
        Map<String, Object> fields = new TreeMap<>(Json.mapper().readValue(payload, Map.class));
        byte[] spread = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(fields);

        assertThat(parser.parse(spread)).isEqualTo(shortEnough(tick) ? tick : null);
        assertThat(TickCodec.decode(tick.key(), spread, EventCodec.headers(tick, "ffe/test", null, null)))
                .isEqualTo(EventCodec.decode(
                        Topics.TICKS, tick.key(), spread, EventCodec.headers(tick, "ffe/test", null, null)));
    }

    @Test
    void a_time_is_read_as_the_long_way_reads_it() {
        for (String text : List.of(
                "2024-02-29T23:59:59Z",
                "2024-02-29T23:59:59.1Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999999Z",
                "2023-02-29T00:00:00Z",
                "2024-13-01T00:00:00Z",
                "2024-00-10T00:00:00Z",
                "2024-01-00T00:00:00Z",
                "2024-01-32T00:00:00Z",
                "2024-01-01T24:00:00Z",
                "2024-01-01T00:60:00Z",
                "2024-01-01T00:00:60Z",
                "2024-01-01T00:00:00.Z",
                "2024-01-01T00:00:00.1234567890Z",
                "2024-01-01 00:00:00Z",
                "2024-01-01T00:00:00",
                "+024-01-01T00:00:00Z",
                "2024-1-01T00:00:00.0Z",
                "",
                "Z")) {
            Instant expected = null;
            try {
                expected = IsoTime.parse(text);
            } catch (DateTimeException refused) {
                // Then the short way has to leave it as well.
            }
            assertThat(parser.parseTime(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isEqualTo(expected);
        }
    }

    @Tries(2000)
    void both_read_the_same_event_and_envelope(long seed, boolean watermark) {
        Event event = event(seed, watermark);
        Map<String, String> headers = EventCodec.headers(event, "ffe/test", null, seed % 2 == 0 ? event.time() : null);

        Decoded decoded = TickCodec.decode(event.key(), EventCodec.payload(event), headers);

        assertThat(decoded).isEqualTo(EventCodec.decode(Topics.TICKS, event.key(), EventCodec.payload(event), headers));
        assertThat(((Decoded.Accepted) decoded).event()).isEqualTo(event);
    }

    /** Otherwise the two would agree because there is only one. */
    @Tries(2000)
    void the_short_way_is_taken_for_plain_ticks(long seed) {
        Tick tick = tick(seed);
        byte[] bytes = EventCodec.payload(tick);

        assumeTrue(isPlain(bytes));
        assertThat(parser.parse(bytes)).isEqualTo(shortEnough(tick) ? tick : null);
    }

    private static boolean isPlain(byte[] json) {
        for (byte each : json) {
            if (each < ' ' || each == '\\') {
                return false;
            }
        }
        return true;
    }

    /** With at most 18 digits in each number. */
    private static boolean shortEnough(Tick tick) {
        return tick.sequence() < 1_000_000_000_000_000_000L
                && Stream.of(tick.bid(), tick.ask(), tick.bidSize(), tick.askSize(), tick.price(), tick.size())
                        .filter(Objects::nonNull)
                        .allMatch(decimal -> Math.max(decimal.precision(), decimal.scale() + 1) <= 18);
    }

    /** Changed bytes, twisted fields, wrong types and keys: the answer is the same to the last word. */
    @Tries(10000)
    void both_refuse_the_same_for_the_same_reason(long seed, boolean watermark) {
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
        Tick plain = parser.parse(bytes);
        if (plain != null && !watermark) {
            assertThat(EventCodec.decode(Topics.TICKS, plain.key(), bytes, Map.of("ce_type", "io.ffe.tick.v1")))
                    .isInstanceOfSatisfying(
                            Decoded.Accepted.class,
                            accepted -> assertThat(accepted.event()).isEqualTo(plain));
        }
    }

    @Test
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

    private static Tick tick(long seed) {
        return (Tick) event(seed, false);
    }
}
