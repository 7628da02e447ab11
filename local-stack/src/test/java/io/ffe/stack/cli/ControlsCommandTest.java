package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.view.Terminal;
import org.junit.jupiter.api.Test;

class ControlsCommandTest {

    @Test
    void each_parameter_of_a_gate_and_of_a_control_of_execution_has_a_row_with_the_value_in_force()
            throws JsonProcessingException {
        JsonNode gates =
                json("[{'gate':'ORDER_RATE','control':'RTS 6 Art. 15(1)','parameters':'max-orders, order-window',"
                        + "'provenBy':'GateTest, rows of ORDER_RATE'},"
                        + "{'gate':'ORIGIN','control':'RTS 6 Art. 7','parameters':'venue','provenBy':'GateTest'},"
                        + "{'gate':'SEQUENCE_GAP','control':'FIA','parameters':'-','provenBy':'GateTest'}]");
        JsonNode terms = json("{'portfolioId':'main','venue':'paper','limits':{'maxOrders':10,'orderWindow':'PT1M'}}");

        JsonNode controls = json("[{'control':'DATA_AGE','rule':'FIA"
                + " data','parameters':[{'parameter':'max-quote-age','value':'PT1M30S'},{'parameter':'max-quote-skew','value':'PT5S'}],'provenBy':'SendCheckTest,"
                + " OrdersIT'},{'control':'ONE_ORDER','rule':'SEC','parameters':[],'provenBy':'CrashIT'}]");

        assertThat(ControlsCommand.table(gates, terms, controls).lines(Terminal.system()))
                .anyMatch(line -> line.matches(
                        " +RTS 6 Art. 15\\(1\\) +ORDER_RATE +max-orders +10 +GateTest, rows of ORDER_RATE"))
                .anyMatch(line -> line.matches(" +RTS 6 Art. 15\\(1\\) +ORDER_RATE +order-window +PT1M +GateTest, .*"))
                .anyMatch(line -> line.matches(" +RTS 6 Art. 7 +ORIGIN +venue +paper +GateTest"))
                .anyMatch(line -> line.matches(" +FIA +SEQUENCE_GAP +- +- +GateTest"))
                .anyMatch(line -> line.matches(" +FIA data +DATA_AGE +max-quote-age +PT1M30S +SendCheckTest, OrdersIT"))
                .anyMatch(line -> line.matches(" +FIA data +DATA_AGE +max-quote-skew +PT5S +SendCheckTest, OrdersIT"))
                .anyMatch(line -> line.matches(" +SEC +ONE_ORDER +- +- +CrashIT"));
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return Json.mapper().readTree(text.replace('\'', '"'));
    }
}
