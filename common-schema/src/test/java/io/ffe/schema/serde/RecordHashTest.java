package io.ffe.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The expected hashes were made with another program, from the description alone. */
class RecordHashTest {

    private static final byte[] SNAPSHOT = bytes("snap");
    private static final byte[] STANDING = bytes("{}");

    private static final List<@Nullable Object> CALL = Arrays.asList(
            "LLM_PRIMARY",
            "m",
            null,
            "0.18.2",
            "entry",
            "1.1.0",
            "ab",
            7,
            "FLAT",
            new byte[] {0, 1},
            200,
            null,
            bytes("{}"),
            false,
            null,
            null,
            null,
            12L,
            "stop",
            1,
            2,
            null,
            null,
            null,
            null,
            "SOLE");

    @Test
    void a_record_has_the_hash_that_its_description_says() {
        assertThat(RecordHash.of(SNAPSHOT, STANDING, List.of(RecordHash.ofCall(CALL))))
                .isEqualTo("33b0de3612b5c0fbc852abdaa579aa0b64bdefce0d1a76a7325ce881157f65f5");
        assertThat(RecordHash.of(SNAPSHOT, null, List.of()))
                .isEqualTo("fe0b162d53a79df27d220eb0f107b930f163215d4e7d2e5e52dca8ff70cc87c1");
    }

    @Test
    void a_record_of_an_earlier_version_has_the_hash_that_it_was_published_with() {
        assertThat(RecordHash.ofFirstForm(SNAPSHOT, List.of(RecordHash.ofCallInFirstForm(CALL))))
                .isEqualTo("d0c2e681c5ee844997f270b37323cb4d73b87f1d8339fec2825c8550289dd576");
    }

    @Test
    void a_byte_of_the_standing_and_the_seat_of_a_call_count() {
        String hash = RecordHash.of(SNAPSHOT, STANDING, List.of(RecordHash.ofCall(CALL)));
        List<@Nullable Object> judge = new ArrayList<>(CALL);
        judge.set(CALL.size() - 1, "JUDGE");

        assertThat(RecordHash.of(SNAPSHOT, bytes("{ "), List.of(RecordHash.ofCall(CALL))))
                .isNotEqualTo(hash);
        assertThat(RecordHash.of(SNAPSHOT, null, List.of(RecordHash.ofCall(CALL))))
                .isNotEqualTo(hash);
        assertThat(RecordHash.of(SNAPSHOT, STANDING, List.of(RecordHash.ofCall(judge))))
                .isNotEqualTo(hash);
    }

    @Test
    void a_call_with_another_number_of_values_is_refused() {
        assertThatThrownBy(() -> RecordHash.ofCall(CALL.subList(0, 25)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("25 values");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
