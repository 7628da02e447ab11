package io.ffe.schema.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ids are in databases, at venues and in other languages' programs: the golden values come from a Python of their own. */
class IdsTest {

    @Test
    void ids_stay_what_they_are() {
        assertThat(Ids.of("snapshot", "run-1", "BTCUSDT", "15m", Instant.parse("2024-08-05T06:15:00Z")))
                .hasToString("0cbb60a4-924d-876b-80e6-ac32eef626e5");
        assertThat(Ids.of("decision", "main", "s-1", "ffe")).hasToString("28d950af-a90d-866a-949d-53c51cc0a13b");
        assertThat(Ids.of("verdict", "d-1")).hasToString("aedfd288-7637-83aa-9836-7814c727cee3");
        assertThat(Ids.of("empty")).hasToString("98d7c9fa-d3b4-8f54-8c3c-ae5ef8cd473d");
        assertThat(Ids.intentOfProtection("v-1")).isEqualTo("c0cde081-aaf0-898b-9233-49ad0f88a708");
        assertThat(Ids.intentOfVerdict("v-1")).isEqualTo("v-1");
    }

    @ParameterizedTest
    @CsvSource({
        "entry, 0, 1qp339zxmahaav5g85aqpc1kfa",
        "entry, 1, rp3gcwq5fzt1sktzzk8kw6ysk1",
        "oco,   0, qznskw9bw3sea69z1c38m95hb7"
    })
    void client_order_ids_stay_what_they_are(String leg, int generation, String expected) {
        assertThat(Ids.clientOrderId("v-1", leg, generation)).isEqualTo(expected);
    }

    @Test
    void a_thousand_orders_have_a_thousand_ids_that_every_venue_takes() {
        Set<String> ids = new HashSet<>();
        for (int intent = 0; intent < 100; intent++) {
            for (int generation = 0; generation < 10; generation++) {
                ids.add(Ids.clientOrderId("intent-" + intent, "entry", generation));
            }
        }

        assertThat(ids).hasSize(1000).allMatch(id -> id.matches("[0-9a-hjkmnp-tv-z]{26}"));
    }

    @Test
    void parts_are_told_apart_however_they_are_cut() {
        assertThat(Set.of(
                        Ids.of("x", "ab", "c"),
                        Ids.of("x", "a", "bc"),
                        Ids.of("x", "abc"),
                        Ids.of("x", "abc", ""),
                        Ids.of("xa", "bc"),
                        Ids.of("x", "1:a", "bc"),
                        Ids.of("x", "ab", "c", ""),
                        Ids.of("x", "c", "ab")))
                .hasSize(8);
    }

    @Test
    void an_id_is_a_uuid_of_version_8() {
        for (int i = 0; i < 200; i++) {
            UUID id = Ids.of("any", i);
            assertThat(id.version()).isEqualTo(8);
            assertThat(id.variant()).isEqualTo(2);
        }
    }
}
