package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.Position;
import io.ffe.execution.domain.Valuation;
import io.ffe.execution.store.LedgerStore;
import io.ffe.execution.store.PortfolioRow;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Side;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the books show to people, read in one transaction each. Amounts in account currency. */
@ApplicationScoped
public class Views {

    private final Books books;
    private final ExecutionConfig config;

    Views(Books books, ExecutionConfig config) {
        this.books = books;
        this.config = config;
    }

    /**
     * A portfolio at its last valuation.
     *
     * @param realisedPnl results of what was closed, after the fees of closing
     * @param fees all fees paid so far, those of closing included
     * @param throughVenueEvent the last event of the venue that is booked
     * @param entriesClosed why no entry may leave; absent when they may
     */
    public record PortfolioView(
            String portfolioId,
            String currency,
            BigDecimal cash,
            BigDecimal equity,
            BigDecimal peakEquity,
            double drawdownFraction,
            BigDecimal dayResult,
            BigDecimal realisedPnl,
            BigDecimal fees,
            List<PositionView> positions,
            long workingOrders,
            long throughExecutionSeq,
            long throughVenueEvent,
            Instant asOf,
            @Nullable String entriesClosed) {}

    /** An open position; the quantity is signed. */
    public record PositionView(
            String symbol,
            BigDecimal quantity,
            BigDecimal averagePrice,
            BigDecimal markPrice,
            BigDecimal unrealisedPnl) {}

    /** An order; absent fields do not apply to it or are not known yet. */
    public record OrderView(
            String clientOrderId,
            @Nullable String venueOrderId,
            String portfolioId,
            String symbol,
            Side side,
            Purpose purpose,
            OrderState state,
            @Nullable String reason,
            BigDecimal quantity,
            BigDecimal filledQuantity,
            int attempt,
            @Nullable BigDecimal referencePrice,
            @Nullable BigDecimal stopLoss,
            @Nullable BigDecimal takeProfit,
            @Nullable Instant validUntil,
            @Nullable String verdictId,
            @Nullable String decisionId,
            Instant decidedAt) {}

    /** @param imbalance sum of all entries by currency; anything but zero is a broken ledger */
    public record LedgerView(List<LedgerStore.Balance> balances, Map<String, BigDecimal> imbalance) {}

    /** Empty when nothing of this portfolio was ever booked. */
    public Optional<PortfolioView> portfolio(String portfolioId) {
        return books.read(() -> books.portfolios.byId(portfolioId).map(this::view));
    }

    /** The newest orders first. */
    public List<OrderView> orders(int limit) {
        return books.read(
                () -> books.orders.newest(limit).stream().map(Views::view).toList());
    }

    /** The newest executions first. */
    public List<Execution> executions(int limit) {
        return books.read(() -> books.executions.newest(limit));
    }

    public LedgerView ledger() {
        return books.read(() -> new LedgerView(books.ledger.balances(), books.ledger.imbalance()));
    }

    private PortfolioView view(PortfolioRow row) {
        Valuation valuation = row.valuation();
        return new PortfolioView(
                row.portfolioId(),
                config.currency(),
                row.cash(),
                valuation.equity(),
                valuation.peakEquity(),
                valuation.drawdownFraction(),
                valuation.dayResult(),
                row.realisedPnl(),
                row.fees(),
                books.positions.open(row.portfolioId()).stream()
                        .map(marked -> view(marked.position(), marked.mark()))
                        .toList(),
                books.orders.workingCount(row.portfolioId()),
                row.executionSeq(),
                row.venueCursor(),
                row.asOf(),
                row.entriesClosed());
    }

    private static PositionView view(Position position, BigDecimal mark) {
        return new PositionView(
                position.symbol(), position.quantity(), position.averagePrice(), mark, position.unrealisedAt(mark));
    }

    private static OrderView view(Order order) {
        return new OrderView(
                order.clientOrderId(),
                order.life().venueOrderId(),
                order.portfolioId(),
                order.symbol(),
                order.side(),
                order.purpose(),
                order.state(),
                order.life().reason(),
                order.quantity(),
                order.life().filled(),
                order.life().attempt(),
                order.referencePrice(),
                order.stopLoss(),
                order.takeProfit(),
                order.validUntil(),
                order.verdictId(),
                order.decisionId(),
                order.decidedAt());
    }
}
