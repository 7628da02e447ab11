package io.ffe.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonComplaintTest {

    enum Colour {
        RED,
        GREEN
    }

    record Shelf(
            @Nullable Integer places,
            @Nullable Boolean open,
            @Nullable BigDecimal price,
            @Nullable Colour colour,
            @Nullable String name,
            @Nullable Instant since,
            @Nullable List<Shelf> over) {
        Shelf {
            if (places != null && places < 0) {
                throw new IllegalArgumentException("places is " + places + ", expected 0 or more");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"places\": \"many\"}       | places is something else, expected a whole number within its range",
                "{\"places\": {\"x\": [1]}}   | places is something else, expected a whole number within its range",
                "{\"places\": -1}             | places is -1, expected 0 or more",
                "{\"places\": 99999999999}    | places is no JSON that can be read, see line 1, column 23",
                "{\"open\": 3}                | open is '3', expected true or false",
                "{\"price\": 1.5}             | price is something else, expected a decimal in quotes",
                "{\"colour\": \"BLUE\"}       | colour is 'BLUE', expected one of RED, GREEN",
                "{\"name\": {}}               | name is something else, expected a text",
                "{\"since\": \"yesterday\"}   | since is something else, expected a time in UTC, as 2026-01-31T12:00:00Z",
                "{\"over\": 1}                | over is something else, expected a list",
                "{\"over\": [{\"places\": true}]} | over.[0].places is something else, expected a whole number within its range",
                "{\"nmae\": \"x\"}            | there is no field 'nmae'",
                "[]                           | the body is something else, expected an object",
                "{\"places\":                 | the body is no JSON that can be read, see line 1, column 11",
                "no json                      | the body is no JSON that can be read, see line 1, column 1",
            })
    void it_names_field_value_and_what_was_expected_and_no_class(String json, String expected) {
        JsonProcessingException why = catchThrowableOfType(
                JsonProcessingException.class,
                () -> Json.mapper()
                        .readerFor(Shelf.class)
                        .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .readValue(json));

        assertThat(JsonComplaint.of(why)).isEqualTo(expected).doesNotContain("Shelf", "java", "io.ffe");
    }
}
