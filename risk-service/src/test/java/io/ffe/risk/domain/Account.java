package io.ffe.risk.domain;

import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Execution.Fill;
import io.ffe.schema.event.Execution.Kind;
import io.ffe.schema.event.Execution.OrderStatus;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.id.Ids;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What execution would publish about one portfolio: gap-free sequence, cash and positions kept by a second set of books, so
 * that a test can hold risk's against them.
 */
public final class Account {

    private final Map<String, BigDecimal> positions = new HashMap<>();
    private final Map<String, BigDecimal> filled = new HashMap<>();
    private BigDecimal cash = BigDecimal.ZERO;
    private long sequence;

    /** Money comes or, below zero, goes. */
    public Execution cash(String amount) {
        return cash(amount, "start cash");
    }

    /** @param reason as execution gives it; see {@link io.ffe.schema.event.CashCause} */
    public Execution cash(String amount, String reason) {
        BigDecimal delta = new BigDecimal(amount);
        cash = cash.add(delta);
        return new Execution(
                Market.RUN,
                Market.PORTFOLIO,
                ++sequence,
                Kind.CASH,
                Market.AS_OF,
                Origin.SYNTHETIC,
                null,
                null,
                delta,
                BigDecimal.ZERO,
                null,
                reason);
    }

    /** The verdict's order changes its state without a fill. */
    public Execution order(Verdict verdict, OrderState state) {
        OrderIntent intent = verdict.intent();
        return order(verdict, intent.purpose(), intent.side(), intent.quantity(), state);
    }

    public Execution order(Verdict verdict, Purpose purpose, Side side, BigDecimal quantity, OrderState state) {
        return new Execution(
                Market.RUN,
                Market.PORTFOLIO,
                ++sequence,
                Kind.ORDER,
                at(),
                Origin.SYNTHETIC,
                status(verdict, purpose, side, quantity, state),
                null,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                position(verdict.symbol()),
                state.terminal() ? "test" : null);
    }

    /** A fill of the verdict's order; its state follows from what is filled. */
    public Execution fill(Verdict verdict, BigDecimal quantity, BigDecimal price, BigDecimal fee) {
        OrderIntent intent = verdict.intent();
        return fill(verdict, intent.purpose(), intent.side(), intent.quantity(), quantity, price, fee);
    }

    public Execution fill(
            Verdict verdict,
            Purpose purpose,
            Side side,
            BigDecimal ordered,
            BigDecimal quantity,
            BigDecimal price,
            BigDecimal fee) {
        String id = orderId(verdict, purpose);
        BigDecimal sum = filled.merge(id, quantity, BigDecimal::add);
        BigDecimal signed = quantity.multiply(BigDecimal.valueOf(side.sign()));
        BigDecimal delta = signed.multiply(price).negate().subtract(fee);
        cash = cash.add(delta);
        positions.merge(verdict.symbol(), signed, BigDecimal::add);
        OrderState state = sum.compareTo(ordered) == 0 ? OrderState.FILLED : OrderState.PARTIALLY_FILLED;
        return new Execution(
                Market.RUN,
                Market.PORTFOLIO,
                ++sequence,
                Kind.FILL,
                at(),
                Origin.SYNTHETIC,
                status(verdict, purpose, side, ordered, state),
                new Fill("trade-" + sequence, side, quantity, price, fee),
                delta,
                BigDecimal.ZERO,
                position(verdict.symbol()),
                null);
    }

    public BigDecimal cash() {
        return cash;
    }

    public BigDecimal position(String symbol) {
        return positions.getOrDefault(symbol, BigDecimal.ZERO);
    }

    public long sequence() {
        return sequence;
    }

    private OrderStatus status(Verdict verdict, Purpose purpose, Side side, BigDecimal quantity, OrderState state) {
        return new OrderStatus(
                orderId(verdict, purpose),
                purpose == Purpose.PROTECTION
                        ? Ids.intentOfProtection(verdict.verdictId())
                        : Ids.intentOfVerdict(verdict.verdictId()),
                verdict.verdictId(),
                verdict.decisionId(),
                verdict.snapshotId(),
                "paper",
                null,
                verdict.symbol(),
                side,
                purpose,
                state,
                quantity,
                filled.getOrDefault(orderId(verdict, purpose), BigDecimal.ZERO),
                null,
                null);
    }

    private static String orderId(Verdict verdict, Purpose purpose) {
        return Ids.clientOrderId(verdict.verdictId(), purpose.name(), 0);
    }

    private Instant at() {
        return Market.AS_OF.plusSeconds(sequence);
    }
}
