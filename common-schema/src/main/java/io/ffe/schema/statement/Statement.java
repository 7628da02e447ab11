package io.ffe.schema.statement;

import io.ffe.schema.event.CashCause;
import io.ffe.schema.event.Execution;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that moved money in a portfolio, one line for each fill and each payment, as CSV (RFC 4180). Amounts are in account
 * currency, the price in the instrument's.
 */
public final class Statement {

    /** The first line. {@code cash} is what there was after the line. */
    public static final String HEADER =
            "sequence,time,kind,symbol,purpose,side,quantity,price,fee,realised,amount,cash,"
                    + "position,clientOrderId,tradeId,reason";

    private BigDecimal cash;

    /** @param cashBefore before the first line, in account currency */
    public Statement(BigDecimal cashBefore) {
        this.cash = cashBefore;
    }

    /**
     * The next line, without its end.
     *
     * @param execution the portfolio's next FILL or CASH
     */
    public String line(Execution execution) {
        cash = cash.add(execution.cashDelta());
        Execution.OrderStatus order = execution.order();
        Execution.Fill fill = execution.fill();
        return order == null || fill == null
                ? line(
                        execution.sequence(),
                        execution.occurredAt(),
                        CashCause.of(execution.reason()),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        execution.cashDelta(),
                        cash,
                        null,
                        null,
                        null,
                        execution.reason())
                : line(
                        execution.sequence(),
                        execution.occurredAt(),
                        execution.kind(),
                        order.symbol(),
                        order.purpose(),
                        fill.side(),
                        fill.quantity(),
                        fill.price(),
                        fill.fee(),
                        execution.realisedPnl(),
                        execution.cashDelta(),
                        cash,
                        execution.positionQuantity(),
                        order.clientOrderId(),
                        fill.venueTradeId(),
                        execution.reason());
    }

    private static String line(@Nullable Object... cells) {
        return Arrays.stream(cells).map(Statement::cell).collect(Collectors.joining(","));
    }

    private static String cell(@Nullable Object value) {
        String text = switch (value) {
            case null -> "";
            case BigDecimal number ->
                number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
            default -> value.toString();
        };
        return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }
}
