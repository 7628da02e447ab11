package io.ffe.schema.serde;

import static io.ffe.schema.serde.DeadLetterReason.INVALID_VALUE;
import static io.ffe.schema.serde.DeadLetterReason.MALFORMED_JSON;
import static io.ffe.schema.serde.DeadLetterReason.MISSING_FIELD;
import static io.ffe.schema.serde.DeadLetterReason.MISSING_HEADER;
import static io.ffe.schema.serde.DeadLetterReason.TOO_LARGE;
import static io.ffe.schema.serde.DeadLetterReason.UNKNOWN_TYPE;
import static io.ffe.schema.serde.DeadLetterReason.WRONG_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;
import io.ffe.schema.sample.Samples;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.Decoded.Refused;
import io.ffe.schema.topic.Topics;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in a record is accepted or refused with a reason that says what to do; it never throws. */
class RefusalTest {

    private static final String TICK = """
            {"symbol":"BTCUSDT","source":"x","sequence":1,"kind":"QUOTE","occurredAt":"2024-08-05T06:14:45Z",\
            "receivedAt":"2024-08-05T06:14:46Z","bid":"1.50","ask":"20","origin":"replay","derived":true}""";
    private static final Map<String, String> TICK_TYPE = Map.of("ce_type", "io.ffe.tick.v1");

    @Test
    void unknown_fields_are_ignored_whatever_they_hold() {
        assertThat(accepted(TICK.replace("{", "{\"new\":{\"a\":[1,{\"b\":null}]},\"bids\":[[1,2]],")))
                .isEqualTo(accepted(TICK));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"bid\":\"1.50\"    | \"bid\":1.50                      | payload.bid is the number 1.50, expected a string with a plain decimal",
                "\"bid\":\"1.50\"    | \"bid\":\"NaN\"                   | payload.bid is the string 'NaN'",
                "\"bid\":\"1.50\"    | \"bid\":\"1e400\"                 | payload.bid is the string '1e400'",
                "\"bid\":\"1.50\"    | \"bid\":\"1e2\"                   | payload.bid is the string '1e2'",
                "\"bid\":\"1.50\"    | \"bid\":\"Infinity\"              | payload.bid is the string 'Infinity'",
                "\"bid\":\"1.50\"    | \"bid\":\"1,50\"                  | payload.bid is the string '1,50'",
                "\"bid\":\"1.50\"    | \"bid\":\" 1.50\"                 | payload.bid is the string ' 1.50'",
                "\"bid\":\"1.50\"    | \"bid\":\"+1.50\"                 | payload.bid is the string '+1.50'",
                "\"bid\":\"1.50\"    | \"bid\":\".5\"                    | payload.bid is the string '.5'",
                "\"bid\":\"1.50\"    | \"bid\":\"1.\"                    | payload.bid is the string '1.'",
                "\"bid\":\"1.50\"    | \"bid\":\"١\"                     | payload.bid is the string '١'",
                "\"bid\":\"1.50\"    | \"bid\":\"\"                      | payload.bid is the string ''",
                "\"bid\":\"1.50\"    | \"bid\":\"123456789012345678901234567890\" | at most 20 digits before",
                "\"bid\":\"1.50\"    | \"bid\":\"0.1234567890123456789\" | 18 after the point",
                "\"bid\":\"1.50\"    | \"bid\":\"-0\"                    | bid is 0, expected a number above zero",
                "\"bid\":\"1.50\"    | \"bid\":\"-1.5\"                  | bid is -1.5, expected a number above zero",
                "\"bid\":\"1.50\"    | \"bid\":{}                        | payload.bid is an object",
                "\"bid\":\"1.50\"    | \"bid\":[\"1.50\"]                | payload.bid is an array",
                "\"bid\":\"1.50\"    | \"bid\":true                      | payload.bid is true",
                "\"kind\":\"QUOTE\"  | \"kind\":\"FOO\"                  | payload.kind is 'FOO', expected one of [QUOTE, TRADE]",
                "\"kind\":\"QUOTE\"  | \"kind\":\"quote\"                | expected one of [QUOTE, TRADE]",
                "\"kind\":\"QUOTE\"  | \"kind\":\"\"                     | payload.kind",
                "\"kind\":\"QUOTE\"  | \"kind\":0                        | payload.kind",
                "\"kind\":\"QUOTE\"  | \"kind\":\"TRADE\"                | price and size is null, null, expected both on a TRADE",
                "\"replay\"          | \"REPLAY\"                        | expected one of [live, replay, synthetic]",
                "\"replay\"          | \"live\"                          | derived is true, expected false on a live tick",
                "\"sequence\":1      | \"sequence\":1.0                  | payload.sequence",
                "\"sequence\":1      | \"sequence\":\"1\"                | payload.sequence",
                "\"sequence\":1      | \"sequence\":-1                   | sequence is -1, expected zero or more",
                "\"sequence\":1      | \"sequence\":1e3                  | payload.sequence",
                "\"sequence\":1      | \"sequence\":99999999999999999999 | payload.sequence",
                "\"sequence\":1      | \"sequence\":true                 | payload.sequence",
                "\"derived\":true    | \"derived\":\"true\"              | payload.derived",
                "\"derived\":true    | \"derived\":1                     | payload.derived",
                "\"source\":\"x\"    | \"source\":5                      | payload.source is the number 5, expected a string",
                "\"source\":\"x\"    | \"source\":\" \"                  | source is  , expected text that is not blank",
                "\"source\":\"x\"    | \"source\":\"\\ud800\"            | payload.source contains U+0000 or half of a surrogate pair",
                "\"source\":\"x\"    | \"source\":\"a\\u0000b\"          | payload.source contains U+0000",
                "\"source\":\"x\"    | \"source\":\"a\\nb\"              | without control characters",
                "\"BTCUSDT\"         | \"btcusdt\"                       | symbol is btcusdt, expected 2 to 20 of A-Z and 0-9",
                "06:14:45Z           | 06:14:45                          | expected an ISO-8601 time with its zone",
                "06:14:45Z           | 06:14:45z                         | expected an ISO-8601 time with its zone",
                "06:14:45Z           | 06:14Z                            | expected an ISO-8601 time with its zone",
                "06:14:45Z           | 06:14:60Z                         | expected an ISO-8601 time with its zone",
                "06:14:45Z           | 24:00:00Z                         | expected an ISO-8601 time with its zone",
                "06:14:45Z           | 06:14:45.Z                        | expected an ISO-8601 time with its zone",
                "06:14:45Z           | 06:14:45.0123456789Z              | expected an ISO-8601 time with its zone",
                "06:14:45Z           | 06:14:45+0200                     | expected an ISO-8601 time with its zone",
                "06:14:45Z           | 06:14:45[Europe/Berlin]           | expected an ISO-8601 time with its zone",
                "\"2024-08-05T06:14:45Z\" | 1722838485                   | payload.occurredAt is the number 1722838485",
                "\"2024-08-05T06:14:45Z\" | \"1722838485\"               | expected an ISO-8601 time with its zone",
                "2024-08-05T06:14:45Z | 2023-02-29T06:14:45Z             | expected an ISO-8601 time with its zone",
                "2024-08-05T06:14:45Z | 9999-12-31T23:59:59-01:00        | expected an ISO-8601 time with its zone",
            })
    void a_value_that_the_contract_forbids_is_named(String found, String replacement, String detail) {
        assertThat(TICK).contains(found);
        assertThat(refused(TICK.replace(found, replacement)))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(INVALID_VALUE))
                .satisfies(refused -> assertThat(refused.detail()).contains(detail));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  \n",
                "{",
                "{\"symbol\":",
                "{\"symbol\":\"BTC",
                "{\"symbol\" \"BTCUSDT\"}",
                "{'symbol':'BTCUSDT'}",
                "{\"a\":1,}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":01}",
                "{\"a\":1,\"a\":2}",
                "{\"x\":{\"a\":1,\"\\u0061\":2}}",
                "{\"a\":1 /* why */}",
                "\ufeff{}",
                "nonsense"
            })
    void what_is_no_json_is_malformed(String payload) {
        assertThat(refused(payload).reason()).isEqualTo(MALFORMED_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{}", "1", ",", "}", "\u0000"})
    void nothing_may_follow_the_object(String trailing) {
        assertThat(refused(TICK + trailing).reason()).isEqualTo(MALFORMED_JSON);
        assertThat(accepted(TICK + " \r\n\t")).isEqualTo(accepted(TICK));
    }

    @Test
    void a_field_that_stands_twice_is_malformed_and_not_the_last_one() {
        Refused refused = refused(TICK.replace("\"bid\":\"1.50\"", "\"bid\":\"1.50\",\"bid\":\"1.51\""));

        assertThat(refused.reason()).isEqualTo(MALFORMED_JSON);
        assertThat(refused.detail()).contains("Duplicate field 'bid'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "5", "\"text\"", "true"})
    void json_that_is_no_object_is_an_invalid_value(String payload) {
        assertThat(refused(payload)).isEqualTo(new Refused(INVALID_VALUE, "payload is no JSON object"));
    }

    @Test
    void ten_thousand_levels_are_refused_wherever_they_stand() {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);

        assertThat(refused(TICK.replace("{", "{\"unknown\":" + deep + ",")).reason())
                .isEqualTo(MALFORMED_JSON);
        assertThat(refused(TICK.replace("\"1.50\"", deep)).reason()).isEqualTo(INVALID_VALUE);
        assertThat(refused("[".repeat(10_000)).reason()).isEqualTo(INVALID_VALUE);
        assertThat(refused("{\"a\":".repeat(10_000)).reason()).isEqualTo(MALFORMED_JSON);
    }

    @Test
    void a_megabyte_is_too_large_before_anybody_parses_it() {
        assertThat(refused("x".repeat(1 << 20)))
                .isEqualTo(new Refused(TOO_LARGE, "the payload has 1048576 bytes, expected at most 262144"));
        String exactly = TICK + " ".repeat(Topics.MAX_PAYLOAD_BYTES - TICK.length());
        assertThat(accepted(exactly)).isEqualTo(accepted(TICK));
        assertThat(refused(exactly + " ").reason()).isEqualTo(TOO_LARGE);
    }

    @Test
    void a_number_of_ten_thousand_digits_is_refused() {
        assertThat(refused(TICK.replace("\"sequence\":1", "\"sequence\":" + "9".repeat(10_000)))
                        .reason())
                .isEqualTo(MALFORMED_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1"})
    void what_is_not_utf8_is_malformed(String charset) {
        byte[] bytes = TICK.replace("\"x\"", "\"börse\"").getBytes(Charset.forName(charset));

        assertThat(decode(bytes))
                .isEqualTo(new Refused(MALFORMED_JSON, "the payload is not UTF-8, expected JSON in UTF-8"));
    }

    @Test
    void utf8_of_half_a_surrogate_or_of_too_many_bytes_is_malformed() {
        for (byte[] broken : new byte[][] {{(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xc0, (byte) 0xaf}}) {
            byte[] bytes = TICK.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(broken, 0, bytes, TICK.indexOf("USDT"), broken.length);
            assertThat(decode(bytes)).extracting("reason").isEqualTo(MALFORMED_JSON);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2024-08-05T08:14:45+02:00, 2024-08-05T06:14:45Z",
        "2024-08-05T00:44:45-05:30, 2024-08-05T06:14:45Z",
        "2024-08-05T06:14:45+00:00, 2024-08-05T06:14:45Z",
        "2024-08-05T06:14:45.123456789Z, 2024-08-05T06:14:45.123456789Z",
        "2024-08-05T06:14:45.1Z, 2024-08-05T06:14:45.1Z",
        "2024-02-29T23:59:59.999+23:59, 2024-02-29T00:00:59.999Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z",
    })
    void times_with_an_offset_become_utc(String written, String utc) {
        assertThat(accepted(TICK.replace("2024-08-05T06:14:45Z", written)).occurredAt())
                .isEqualTo(Instant.parse(utc));
    }

    @Test
    void statistics_are_finite_json_numbers() {
        String outcome = new String(EventCodec.payload(Samples.full(EventType.OUTCOME)), StandardCharsets.UTF_8);
        for (String wrong : new String[] {"1e400", "-1e400", "\"NaN\"", "\"0.0393\"", "\"\"", "true", "{}"}) {
            assertThat(decode(Topics.OUTCOMES, "BTCUSDT", outcome.replace("0.0393", wrong), "io.ffe.outcome.v1"))
                    .as(wrong)
                    .isInstanceOfSatisfying(Refused.class, refused -> {
                        assertThat(refused.reason()).isEqualTo(INVALID_VALUE);
                        assertThat(refused.detail()).contains("payload.returnFraction is");
                    });
        }
        assertThat(decode(Topics.OUTCOMES, "BTCUSDT", outcome.replace("0.0393", "1"), "io.ffe.outcome.v1"))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void map_keys_are_checked_like_values() {
        String beat = new String(EventCodec.payload(Samples.full(EventType.BEAT)), StandardCharsets.UTF_8);

        assertThat(decode(Topics.CLOCK, "replay-2024-08-05", beat.replace("\"7\"", "\"x\""), "io.ffe.beat.v1"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.detail())
                                .contains("payload.tickEnds")
                                .contains("x"));
        assertThat(decode(Topics.CLOCK, "replay-2024-08-05", beat.replace("1735", "null"), "io.ffe.beat.v1"))
                .extracting("reason")
                .isEqualTo(MISSING_FIELD);
    }

    @Test
    void an_invariant_across_fields_names_them() {
        String snapshot = new String(EventCodec.payload(Samples.full(EventType.SNAPSHOT)), StandardCharsets.UTF_8);

        assertThat(decode(Topics.SNAPSHOTS, "BTCUSDT", snapshot.replace("DEGRADED", "VALID"), "io.ffe.snapshot.v1"))
                .isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(INVALID_VALUE);
                    assertThat(refused.detail())
                            .contains("payload.quality")
                            .contains("verdict is VALID, expected DEGRADED");
                });
    }

    /** An earlier reader goes on reading; it trades on nothing that it does not understand. */
    @Test
    void a_quality_reason_of_a_later_version_is_no_dead_letter_and_not_usable() {
        String snapshot = new String(EventCodec.payload(Samples.full(EventType.SNAPSHOT)), StandardCharsets.UTF_8);

        assertThat(decode(
                        Topics.SNAPSHOTS,
                        "BTCUSDT",
                        snapshot.replace("\"DERIVED_TICKS\"", "\"MOON_PHASE\""),
                        "io.ffe.snapshot.v1"))
                .isInstanceOfSatisfying(Accepted.class, accepted -> {
                    Quality read = ((Snapshot) accepted.event()).quality();
                    assertThat(read.reasons()).contains(Quality.Reason.OTHER);
                    assertThat(read.usable()).isFalse();
                });
        assertThat(decode(Topics.SNAPSHOTS, "BTCUSDT", snapshot.replace("TRENDING_DOWN", "MOON"), "io.ffe.snapshot.v1"))
                .as("other enums stay closed")
                .extracting("reason")
                .isEqualTo(INVALID_VALUE);
    }

    @Test
    void headers_and_key_are_part_of_the_contract() {
        byte[] tick = TICK.getBytes(StandardCharsets.UTF_8);

        assertThat(EventCodec.decode(Topics.TICKS, "BTCUSDT", tick, Map.of()))
                .isEqualTo(new Refused(
                        MISSING_HEADER,
                        "header ce_type is absent, expected one of [io.ffe.tick.v1, io.ffe.watermark.v1]"));
        assertThat(EventCodec.decode(Topics.TICKS, "BTCUSDT", tick, Map.of("ce_type", "io.ffe.tick.v2")))
                .isEqualTo(new Refused(
                        UNKNOWN_TYPE,
                        "header ce_type is 'io.ffe.tick.v2', expected on ffe.ticks.v1 one of [io.ffe.tick.v1,"
                                + " io.ffe.watermark.v1]"));
        assertThat(EventCodec.decode(Topics.BARS, "BTCUSDT", tick, TICK_TYPE))
                .extracting("reason")
                .isEqualTo(UNKNOWN_TYPE);
        assertThat(EventCodec.decode(Topics.TICKS, "ETHUSDT", tick, TICK_TYPE))
                .isEqualTo(new Refused(WRONG_KEY, "the record key is 'ETHUSDT', expected 'BTCUSDT'"));
        assertThat(EventCodec.decode(Topics.TICKS, null, tick, TICK_TYPE))
                .isEqualTo(new Refused(WRONG_KEY, "the record has no key, expected 'BTCUSDT'"));
        assertThat(EventCodec.decode(Topics.TICKS, "BTCUSDT", null, TICK_TYPE))
                .extracting("reason")
                .isEqualTo(MISSING_FIELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_time", "ffe-now"})
    void a_time_in_a_header_is_as_strict_as_one_in_the_payload(String header) {
        Map<String, String> headers = new HashMap<>(TICK_TYPE);
        headers.put(header, "yesterday");

        assertThat(EventCodec.decode(Topics.TICKS, "BTCUSDT", TICK.getBytes(StandardCharsets.UTF_8), headers))
                .isEqualTo(
                        new Refused(
                                INVALID_VALUE,
                                "header " + header
                                        + " is 'yesterday', expected an ISO-8601 time with its zone, as in \"2024-08-05T13:45:00Z\""));
    }

    @Test
    void an_id_has_at_most_two_hundred_characters() {
        assertThat(accepted(TICK.replace("\"x\"", "\"" + "x".repeat(200) + "\""))
                        .source())
                .hasSize(200);
        assertThat(refused(TICK.replace("\"x\"", "\"" + "x".repeat(201) + "\"")).detail())
                .contains("at most 200 characters");
    }

    @Test
    void a_thousand_levels_are_still_read() {
        String deep = "[".repeat(999) + "]".repeat(999);

        assertThat(accepted(TICK.replace("{", "{\"unknown\":" + deep + ","))).isEqualTo(accepted(TICK));
    }

    @Test
    void a_detail_is_one_line_and_short_whatever_stood_in_the_record() {
        String long1 = "y\\n".repeat(50_000);

        assertThat(refused(TICK.replace("\"QUOTE\"", "\"" + long1 + "\"")).detail())
                .hasSizeLessThan(600)
                .doesNotContain("\n");
    }

    private static Decoded decode(byte[] value) {
        return EventCodec.decode(Topics.TICKS, "BTCUSDT", value, TICK_TYPE);
    }

    private static Decoded decode(Topics topic, String key, String value, String type) {
        return EventCodec.decode(topic, key, value.getBytes(StandardCharsets.UTF_8), Map.of("ce_type", type));
    }

    private static Refused refused(String payload) {
        Decoded decoded = decode(payload.getBytes(StandardCharsets.UTF_8));
        assertThat(decoded).isInstanceOf(Refused.class);
        return (Refused) decoded;
    }

    private static Tick accepted(String payload) {
        Decoded decoded = decode(payload.getBytes(StandardCharsets.UTF_8));
        assertThat(decoded).isInstanceOf(Accepted.class);
        return (Tick) ((Accepted) decoded).event();
    }
}
