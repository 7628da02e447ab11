package io.ffe.stack.read;

import io.ffe.schema.event.Execution;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Execution's books, of a run that is up or of one that is over. Amounts are in account currency. */
public interface BooksReader extends AutoCloseable {

    /** An account at its last valuation; see {@code GET /api/v1/accounts} of execution. */
    record Account(
            String portfolioId,
            String currency,
            Instant asOf,
            BigDecimal balance,
            BigDecimal equity,
            BigDecimal unrealisedPnl,
            BigDecimal margin,
            BigDecimal freeMargin,
            @Nullable BigDecimal leverage,
            BigDecimal leverageLimit,
            BigDecimal grossExposure,
            BigDecimal cash,
            BigDecimal deposits,
            BigDecimal realisedPnl,
            BigDecimal fees,
            BigDecimal financing,
            BigDecimal charges,
            BigDecimal dayResult,
            double drawdownFraction,
            @Nullable String unconverted,
            @Nullable String entriesClosed) {}

    /** An open position; see {@code GET /api/v1/positions} of execution. */
    record Held(
            String portfolioId,
            String symbol,
            BigDecimal quantity,
            BigDecimal averagePrice,
            BigDecimal markPrice,
            @Nullable String currency,
            @Nullable BigDecimal rate,
            @Nullable BigDecimal value,
            @Nullable BigDecimal unrealisedPnl) {}

    /** An order; see {@code GET /api/v1/orders} of execution. */
    record OrderLine(
            String clientOrderId,
            String portfolioId,
            String symbol,
            String side,
            String purpose,
            String state,
            @Nullable String reason,
            BigDecimal quantity,
            BigDecimal filledQuantity,
            @Nullable BigDecimal stopLoss,
            @Nullable BigDecimal takeProfit,
            @Nullable String verdictId,
            Instant decidedAt,
            @Nullable String orderType,
            @Nullable BigDecimal limitPrice,
            @Nullable String timeInForce,
            @Nullable BigDecimal trailingDistance) {}

    /**
     * Which orders or fills are asked for; null where it does not matter.
     *
     * @param limit at most so many, the newest first
     */
    record Filter(
            @Nullable String portfolioId,
            @Nullable String symbol,
            @Nullable String state,
            @Nullable Instant since,
            int limit) {}

    List<Account> accounts() throws InterruptedException;

    List<Held> positions() throws InterruptedException;

    List<OrderLine> orders(Filter filter) throws InterruptedException;

    /** Executions of kind FILL. */
    List<Execution> fills(Filter filter) throws InterruptedException;

    /** Gives every line of a portfolio's statement, its heading first. */
    void statement(String portfolioId, Consumer<String> line) throws InterruptedException;

    @Override
    void close();
}
