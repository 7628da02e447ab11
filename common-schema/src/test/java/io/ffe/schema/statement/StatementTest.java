package io.ffe.schema.statement;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatementTest {

    private static final Instant AT = Instant.parse("2024-08-05T01:15:00Z");

    private final Statement statement = new Statement(new BigDecimal("100"));

    @Test
    void each_line_tells_the_cash_after_it_and_has_as_many_cells_as_the_heading() {
        assertThat(statement.line(payment(7, "50.00", "START_CASH")))
                .isEqualTo("7,2024-08-05T01:15:00Z,DEPOSIT,,,,,,,,50,150,,,,START_CASH");
        String fill = statement.line(fill());

        assertThat(fill)
                .isEqualTo("8,2024-08-05T01:15:00Z,FILL,BTCUSDT,ENTRY,BUY,2,10.5,0.25,0,-21.25,128.75,2,order-1,T1,");
        assertThat(fill.split(",", -1)).hasSameSizeAs(Statement.HEADER.split(",", -1));
    }

    @Test
    void the_cause_of_a_payment_is_named_and_what_a_venue_writes_stays_one_cell() {
        assertThat(statement.line(payment(9, "-1", "FINANCING: EURUSD, \"rollover\"")))
                .contains(",FINANCING,")
                .endsWith(",-1,99,,,,\"FINANCING: EURUSD, \"\"rollover\"\"\"");
    }

    private static Execution payment(long sequence, String amount, String reason) {
        return new Execution(
                "run",
                "main",
                sequence,
                Execution.Kind.CASH,
                AT,
                Origin.REPLAY,
                null,
                null,
                new BigDecimal(amount),
                BigDecimal.ZERO,
                null,
                reason);
    }

    private static Execution fill() {
        BigDecimal two = BigDecimal.valueOf(2);
        Execution.OrderStatus order = new Execution.OrderStatus(
                "order-1",
                "intent",
                "verdict",
                "decision",
                "snapshot",
                "paper",
                "V1",
                "BTCUSDT",
                Side.BUY,
                Purpose.ENTRY,
                OrderState.FILLED,
                two,
                two,
                null,
                null);
        return new Execution(
                "run",
                "main",
                8,
                Execution.Kind.FILL,
                AT,
                Origin.REPLAY,
                order,
                new Execution.Fill("T1", Side.BUY, two, new BigDecimal("10.50"), new BigDecimal("0.25")),
                new BigDecimal("-21.25"),
                BigDecimal.ZERO,
                two,
                null);
    }
}
