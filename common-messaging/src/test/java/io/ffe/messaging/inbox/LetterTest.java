package io.ffe.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.topic.Topics;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;

/** A letter is what was refused, and one that no topic would take is cut: it must not be tried for ever. */
class LetterTest {

    @Test
    void what_fits_is_kept_byte_for_byte() {
        ConsumerRecord<String, byte[]> record =
                record("BTCUSDT", new byte[4 * Topics.MAX_PAYLOAD_BYTES], new RecordHeader("ce_type", new byte[] {1}));

        Letter letter = Letter.of(record);

        assertThat(letter.value()).isSameAs(record.value());
        assertThat(letter.key()).isEqualTo("BTCUSDT");
        assertThat(letter.headers()).containsExactly(record.headers().toArray());
        assertThat(letter.leftOut()).isEmpty();
    }

    @Test
    void of_a_value_that_was_packed_small_the_beginning_is_kept_and_what_is_missing_is_said() {
        byte[] packed = new byte[50 * 1024 * 1024];
        packed[0] = 7;

        Letter letter = Letter.of(record("BTCUSDT", packed, new RecordHeader("ce_type", new byte[] {1})));

        assertThat(letter.value()).hasSize(Topics.MAX_PAYLOAD_BYTES).startsWith(7);
        assertThat(letter.headers()).hasSize(1);
        assertThat(letter.leftOut()).contains("of the record's 52428").contains("bytes");
    }

    @Test
    void keys_and_headers_are_cut_as_well() {
        RecordHeader large = new RecordHeader("large", new byte[Letter.MOST]);
        RecordHeader small = new RecordHeader("ce_type", new byte[] {1});

        Letter letter = Letter.of(record("k".repeat(Letter.MOST), null, large, small));

        assertThat(letter.key()).hasSize(16 * 1024);
        assertThat(letter.value()).isNull();
        assertThat(letter.headers()).containsExactly(small);
        assertThat(Letter.of(record(null, null))).isEqualTo(new Letter(null, null, List.of(), ""));
    }

    private static ConsumerRecord<String, byte[]> record(String key, byte[] value, RecordHeader... headers) {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("ffe.ticks.v1", 0, 0, key, value);
        Arrays.stream(headers).forEach(record.headers()::add);
        return record;
    }
}
