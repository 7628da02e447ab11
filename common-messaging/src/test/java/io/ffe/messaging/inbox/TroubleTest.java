package io.ffe.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TroubleTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"08006", "25P03", "40001", "53100", "55P03", "57P01", "58030", "99999"})
    void what_a_database_may_get_over_is_waited_for(String sqlState) {
        assertThat(Trouble.isInfrastructure(wrapped(sqlState))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22001", "23505", "25001", "42P01", "XX000"})
    void what_the_same_statement_will_meet_again_is_a_bug(String sqlState) {
        assertThat(Trouble.isInfrastructure(wrapped(sqlState))).isFalse();
    }

    @Test
    void a_connection_that_broke_is_waited_for_and_text_that_is_no_json_is_not() {
        assertThat(Trouble.isInfrastructure(new UncheckedIOException(new IOException("reset"))))
                .isTrue();
        assertThat(Trouble.isInfrastructure(new UncheckedIOException(new JsonParseException("no JSON"))))
                .isFalse();
        assertThat(Trouble.isInfrastructure(new JsonMappingException(null, "cut off", new IOException("reset"))))
                .isTrue();
    }

    private static RuntimeException wrapped(String sqlState) {
        return new IllegalStateException("as a service sees it", new SQLException("refused", sqlState));
    }
}
