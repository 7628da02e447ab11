package io.ffe.schema.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import io.ffe.schema.event.EventType;
import io.ffe.schema.sample.AnyEvent;
import io.ffe.schema.seeded.Tries;
import io.ffe.schema.serde.EventCodec;
import java.nio.charset.StandardCharsets;

/** What FFE can write is what its schemas promise. */
class AnyPayloadTest {

    @Tries(500)
    void whatever_is_written_is_valid(EventType type, long seed) {
        String payload = new String(EventCodec.payload(AnyEvent.of(type, seed)), StandardCharsets.UTF_8);

        assertThat(SchemasTest.schema(type).validate(payload, InputFormat.JSON, SchemasTest.FORMATS))
                .isEmpty();
    }
}
