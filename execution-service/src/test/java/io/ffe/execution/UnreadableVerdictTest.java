package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.serde.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is denied in a verdict's name goes onto a topic: it must be fit for it, whatever stood in the record. */
class UnreadableVerdictTest {

    private static final String ID = "e54d88f7-f924-80d2-ba57-268c2c10ae1c";

    private static Optional<UnreadableVerdict> of(String payload, String id) {
        return UnreadableVerdict.of(
                "main",
                payload.getBytes(StandardCharsets.UTF_8),
                Map.of(HeaderNames.ID, id, HeaderNames.SUBJECT, "BTCUSDT"));
    }

    @Test
    void key_and_headers_name_a_verdict_whose_payload_is_broken() {
        assertThat(of("{", ID))
                .hasValueSatisfying(verdict -> assertThat(verdict.verdictId()).isEqualTo(ID));
    }

    @Test
    void an_id_that_is_none_of_risks_names_no_verdict() {
        for (String id : new String[] {"", "1", "x".repeat(100_000), ID + "\u0000", ID.toUpperCase(Locale.ROOT)}) {
            assertThat(of("{", id))
                    .as(id.substring(0, Math.min(40, id.length())))
                    .isEmpty();
        }
    }

    @Test
    void a_decision_named_in_the_payload_comes_first_however_long_its_name_is() {
        assertThat(of("{\"decisionId\":\"" + "d".repeat(5_000) + "\"}", "1"))
                .hasValueSatisfying(verdict -> assertThat(verdict.verdictId()).hasSize(36));
    }
}
