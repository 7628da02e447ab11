package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.Account;
import io.ffe.execution.domain.Conversion;
import io.ffe.execution.domain.ExecutionFilter;
import io.ffe.execution.domain.LedgerTransaction;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderFilter;
import io.ffe.execution.domain.OrderTerms;
import io.ffe.execution.domain.Position;
import io.ffe.execution.domain.Valuation;
import io.ffe.execution.store.LedgerStore;
import io.ffe.execution.store.PortfolioRow;
import io.ffe.execution.store.PositionStore;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.statement.Statement;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
            Instant decidedAt,
            @Nullable OrderType orderType,
            @Nullable BigDecimal limitPrice,
            @Nullable TimeInForce timeInForce,
            @Nullable BigDecimal trailingDistance) {}

    /** @param imbalance sum of all entries by currency; anything but zero is a broken ledger */
    public record LedgerView(List<LedgerStore.Balance> balances, Map<String, BigDecimal> imbalance) {}

    /**
     * An account at its last valuation, in its currency.
     *
     * @param balance what it would be worth if every position were closed at what it cost: equity less unrealised
     * @param margin gross exposure divided by the leverage limit
     * @param freeMargin equity that no position needs
     * @param leverage gross exposure in multiples of equity; absent when there is no equity
     * @param deposits paid in less paid out
     * @param realisedPnl results of what was closed, after the fees of closing
     * @param fees of trades
     * @param financing paid over night, less what was received
     * @param charges fees that belong to no trade
     * @param unconverted what has no rate and is in none of the amounts, equity being the last that was whole; absent when
     *     all is in
     */
    public record AccountView(
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

    /**
     * An open position of a portfolio.
     *
     * @param currency that prices are in; value and result are in account currency
     * @param rate what one unit of it is worth in account currency; absent, like the result, when nobody knows
     */
    public record HeldView(
            String portfolioId,
            String symbol,
            BigDecimal quantity,
            BigDecimal averagePrice,
            BigDecimal markPrice,
            @Nullable String currency,
            @Nullable BigDecimal rate,
            @Nullable BigDecimal value,
            @Nullable BigDecimal unrealisedPnl) {}

    /**
     * A page of a statement.
     *
     * @param lines without the heading
     * @param next sequence after which the next page begins; empty when this is the last
     */
    public record StatementPage(List<String> lines, OptionalLong next) {}

    /** Every portfolio that was ever booked. */
    public List<AccountView> accounts() {
        return books.read(
                () -> books.portfolios.all().stream().map(this::account).toList());
    }

    /** Open positions of every portfolio. */
    public List<HeldView> positions() {
        return books.read(() -> books.portfolios.all().stream()
                .flatMap(row ->
                        books.positions.open(row.portfolioId()).stream().map(marked -> held(row.portfolioId(), marked)))
                .toList());
    }

    /** Lines of the statement beyond an execution; empty when nothing of this portfolio was ever booked. */
    public Optional<StatementPage> statement(String portfolioId, long after, int limit) {
        return books.read(() -> books.portfolios.byId(portfolioId).map(row -> {
            List<Execution> moving = books.executions.moving(portfolioId, after, limit);
            Statement statement = new Statement(books.ledger
                    .balances(portfolioId, config.currency(), after)
                    .getOrDefault(LedgerTransaction.CASH, BigDecimal.ZERO));
            return new StatementPage(
                    moving.stream().map(statement::line).toList(),
                    moving.size() < limit
                            ? OptionalLong.empty()
                            : OptionalLong.of(moving.getLast().sequence()));
        }));
    }

    private AccountView account(PortfolioRow row) {
        Account account = row.account();
        Map<String, BigDecimal> ledger =
                books.ledger.balances(row.portfolioId(), config.currency(), row.executionSeq());
        return new AccountView(
                row.portfolioId(),
                config.currency(),
                row.asOf(),
                account.balance(),
                account.equity(),
                account.unrealised(),
                account.margin(),
                account.freeMargin(),
                account.leverage(),
                Optional.ofNullable(row.leverageLimit()).orElse(config.leverageLimit()),
                account.grossExposure(),
                row.cash(),
                ledger.getOrDefault(LedgerTransaction.DEPOSITS, BigDecimal.ZERO).negate(),
                row.realisedPnl(),
                row.fees(),
                ledger.getOrDefault(LedgerTransaction.FINANCING, BigDecimal.ZERO),
                ledger.getOrDefault(LedgerTransaction.CHARGES, BigDecimal.ZERO),
                row.valuation().dayResult(),
                row.valuation().drawdownFraction(),
                account.unconverted(),
                row.entriesClosed());
    }

    private static HeldView held(String portfolioId, PositionStore.Marked marked) {
        Position position = marked.position();
        Optional<Conversion.Rate> rate = Optional.ofNullable(marked.rate()).map(Conversion.Rate::new);
        return new HeldView(
                portfolioId,
                position.symbol(),
                position.quantity(),
                position.averagePrice(),
                marked.mark(),
                marked.currency(),
                marked.rate(),
                rate.map(known -> known.of(position.valueAt(marked.mark()))).orElse(null),
                rate.map(known -> known.of(position.unrealisedAt(marked.mark())))
                        .orElse(null));
    }

    /** Empty when nothing of this portfolio was ever booked. */
    public Optional<PortfolioView> portfolio(String portfolioId) {
        return books.read(() -> books.portfolios.byId(portfolioId).map(this::view));
    }

    /** The newest orders first. */
    public List<OrderView> orders(OrderFilter filter, int limit) {
        return books.read(() ->
                books.orders.newest(filter, limit).stream().map(Views::view).toList());
    }

    /** The newest executions first. */
    public List<Execution> executions(ExecutionFilter filter, int limit) {
        return books.read(() -> books.executions.newest(filter, limit));
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
        OrderTerms terms = order.terms();
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
                order.decidedAt(),
                terms == null ? null : terms.type(),
                terms == null ? null : terms.limitPrice(),
                terms == null ? null : terms.timeInForce(),
                order.trailingDistance());
    }
}
