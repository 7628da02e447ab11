package io.ffe.schema.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.control.ControlRequest.Unfit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlattenRequestTest {

    @Test
    void a_reason_is_all_that_it_takes_to_close_everything() {
        FlattenRequest.Command command =
                FlattenRequest.read("{\"reason\":\"leaving\"}").command("ada");

        assertThat(command.actor()).isEqualTo("ada");
        assertThat(command.symbol()).isNull();
        assertThat(command.whole()).isTrue();
        assertThat(command.concerns("main")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|reason is missing",
                "{'reason':' '}|reason is blank",
                "{'reason':'x','fraction':'0'}|fraction is 0, expected above 0 and at most 1",
                "{'reason':'x','fraction':'1.01'}|fraction is 1.01",
                "{'reason':'x','fraction':'half'}|the body is no request",
                "{'reason':'x','symbol':'btc'}|symbol is 'btc'",
                "{'reason':'x','commandId':'a b'}|commandId is 'a b'",
                "{'reason':'x','fractoin':'0.5'}|the body is no request",
                "null|the body is null",
                "[|the body is no request",
            },
            quoteCharacter = '~')
    void what_is_not_meant_closes_nothing(String body, String said) {
        assertThatThrownBy(() -> FlattenRequest.read(body.replace('\'', '"')).command("ada"))
                .isInstanceOf(Unfit.class)
                .hasMessageContaining(said);
    }
}
