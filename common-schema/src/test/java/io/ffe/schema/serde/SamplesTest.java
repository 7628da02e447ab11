package io.ffe.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ffe.schema.event.Event;
import io.ffe.schema.sample.Samples;
import io.ffe.schema.sample.Samples.Sample;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden samples are read and written without loss. */
class SamplesTest {

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
