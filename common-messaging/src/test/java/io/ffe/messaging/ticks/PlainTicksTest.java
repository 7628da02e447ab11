package io.ffe.messaging.ticks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Tick;
import io.ffe.schema.sample.AnyEvent;
import io.ffe.schema.serde.Decoded;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** What is read the short way is what the general codec reads; what that one refuses is never read the short way. */
class PlainTicksTest {

    private static final int RECORDS = 20_000;

    private final PlainTicks plain = new PlainTicks();

    private static ConsumerRecord<String, byte[]> record(String key, byte[] value, RecordHeaders headers) {
        return new ConsumerRecord<>(
                Topics.TICKS.topicName(),
                3,
                77,
                1_728_000_000_123L,
                TimestampType.LOG_APPEND_TIME,
                -1,
                -1,
                key,
                value,
                headers,
                Optional.empty());
    }

    private static RecordHeaders headers(Map<String, String> text) {
        RecordHeaders headers = new RecordHeaders();
        text.forEach((name, value) -> headers.add(name, value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }

    @Test
    void sound_and_broken_records_are_read_as_the_general_codec_reads_them_or_left_to_it() {
        int read = 0;
        int refused = 0;
        for (int seed = 0; seed < RECORDS; seed++) {
            Random random = new Random(seed);
            Tick tick = (Tick) AnyEvent.of(EventType.TICK, seed);
            byte[] value = EventCodec.payload(tick);
            if (random.nextInt(3) == 0) {
                value[random.nextInt(value.length)] = (byte) "{}[]\",:0e-.tnZ".charAt(random.nextInt(14));
            }
            Map<String, String> text = new HashMap<>(EventCodec.headers(
                    tick,
                    "ffe/test",
                    random.nextBoolean() ? "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" : null,
                    random.nextBoolean() ? tick.time() : null));
            switch (random.nextInt(12)) {
                case 0 -> text.remove("ce_type");
                case 1 -> text.put("ce_type", "io.ffe.bar.v1");
                case 2 -> text.put("ffe-now", "soon");
                case 3 -> text.put("ce_time", "2024-08-05");
                case 4 -> text.remove("ce_time");
                case 5 -> text.put("ce_time", null);
                case 6 -> text.put("unknown", "\u00e9");
                default -> {}
            }
            String key = random.nextInt(12) == 0 ? "OTHER" : tick.key();
            ConsumerRecord<String, byte[]> record = record(key, value, headers(text));

            TickRecord actual = plain.read(record);

            switch (EventCodec.decode(Topics.TICKS, key, value, Records.headers(record.headers()))) {
                case Decoded.Accepted(var event, var envelope) -> {
                    if (actual != null) {
                        read++;
                        assertThat(actual)
                                .isEqualTo(new TickRecord(
                                        event,
                                        3,
                                        77,
                                        Instant.ofEpochMilli(1_728_000_000_123L),
                                        envelope.traceparent(),
                                        envelope.logicalNow()));
                    }
                }
                case Decoded.Refused(var reason, var detail) -> {
                    refused++;
                    assertThat(actual).as(detail).isNull();
                }
            }
        }
        assertThat(read).isGreaterThan(RECORDS / 10);
        assertThat(refused).isGreaterThan(RECORDS / 10);
    }

    @Test
    void of_a_repeated_header_the_last_one_counts() {
        Tick tick = (Tick) AnyEvent.of(EventType.TICK, 4);
        for (long seed = 5;
                plain.read(record(
                                tick.key(),
                                EventCodec.payload(tick),
                                headers(EventCodec.headers(tick, "ffe/test", null, null))))
                        == null;
                seed++) {
            tick = (Tick) AnyEvent.of(EventType.TICK, seed);
        }
        RecordHeaders headers = headers(EventCodec.headers(tick, "ffe/test", null, null));
        headers.add("ce_type", "io.ffe.bar.v1".getBytes(StandardCharsets.UTF_8));

        assertThat(plain.read(record(tick.key(), EventCodec.payload(tick), headers)))
                .isNull();

        headers.add("ce_type", "io.ffe.tick.v1".getBytes(StandardCharsets.UTF_8));
        assertThat(plain.read(record(tick.key(), EventCodec.payload(tick), headers)))
                .isNotNull();
    }
}
