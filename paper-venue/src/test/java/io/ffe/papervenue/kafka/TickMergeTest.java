package io.ffe.papervenue.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.messaging.ticks.TickRecord;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TickMergeTest {

    private static TickRecord tick(String symbol, int partition, long offset, int second, long sequence) {
        Instant at = Instant.parse("2024-08-05T00:00:00Z").plusSeconds(second);
        Tick tick = new Tick(
                symbol,
                "test",
                sequence,
                Tick.Kind.QUOTE,
                at,
                at,
                BigDecimal.ONE,
                BigDecimal.TWO,
                null,
                null,
                null,
                null,
                Origin.REPLAY,
                false);
        return new TickRecord(tick, partition, offset, tick.receivedAt(), null, null);
    }

    private static List<String> merged(List<TickRecord> records) {
        TickMerge merge = new TickMerge();
        records.forEach(merge::onTick);
        List<String> order = new ArrayList<>();
        merge.drain(record -> order.add(record.partition() + ":" + record.offset()));
        return order;
    }

    @Test
    void the_order_is_by_time_then_symbol_then_sequence_however_records_came() {
        List<TickRecord> records = new ArrayList<>(List.of(
                tick("BTCUSDT", 3, 10, 1, 1),
                tick("ETHUSDT", 1, 7, 1, 1),
                tick("BTCUSDT", 3, 11, 2, 2),
                tick("BTCUSDT", 3, 12, 2, 3),
                tick("ETHUSDT", 1, 8, 3, 2)));
        Random random = new Random(1);
        for (int shuffle = 0; shuffle < 20; shuffle++) {
            Collections.shuffle(records, random);

            assertThat(merged(records)).containsExactly("3:10", "1:7", "3:11", "3:12", "1:8");
        }
    }

    @Test
    void within_a_partition_the_topic_decides_even_against_time() {
        List<TickRecord> records =
                List.of(tick("BTCUSDT", 3, 10, 5, 1), tick("BTCUSDT", 3, 11, 2, 2), tick("ETHUSDT", 1, 7, 3, 1));

        assertThat(merged(records)).containsExactly("1:7", "3:10", "3:11");
    }

    @Test
    void what_was_handed_on_is_gone() {
        TickMerge merge = new TickMerge();
        merge.onTick(tick("BTCUSDT", 3, 10, 1, 1));
        merge.drain(record -> {});
        List<TickRecord> again = new ArrayList<>();
        merge.drain(again::add);

        assertThat(again).isEmpty();
    }
}
