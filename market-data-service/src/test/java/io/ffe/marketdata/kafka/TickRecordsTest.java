package io.ffe.marketdata.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Tick;
import io.ffe.schema.sample.AnyEvent;
import io.ffe.schema.serde.EventCodec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** The tick path writes what any other path would. */
class TickRecordsTest {

    @Test
    void payload_key_and_headers_are_those_of_the_general_codec_in_its_order() {
        TickRecords records = new TickRecords("ffe.ticks.v1", "ffe/market-data");
        for (int seed = 0; seed < 5_000; seed++) {
            Tick tick = (Tick) AnyEvent.of(EventType.TICK, seed);
            String trace = seed % 2 == 0 ? null : "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

            ProducerRecord<String, byte[]> actual = records.record(tick, trace);

            ProducerRecord<String, byte[]> expected = Records.record(
                    "ffe.ticks.v1",
                    tick.key(),
                    EventCodec.payload(tick),
                    EventCodec.headers(tick, "ffe/market-data", trace, null));
            assertThat(actual.topic()).isEqualTo(expected.topic());
            assertThat(actual.key()).isEqualTo(expected.key());
            assertThat(actual.value()).isEqualTo(expected.value());
            assertThat(actual.headers().toArray()).isEqualTo(expected.headers().toArray());
        }
    }
}
