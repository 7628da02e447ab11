package io.ffe.execution.store;

import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderFilter;
import io.ffe.messaging.replay.PendingWork;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.TimeInForce;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Orders, from their intent on. */
@ApplicationScoped
public class OrderStore implements PanacheRepositoryBase<OrderRow, String> {

    static final List<OrderState> LIVING = Arrays.stream(OrderState.values())
            .filter(state -> !state.terminal())
            .toList();
    private static final List<OrderState> UNRESOLVED = List.of(OrderState.SUBMITTING, OrderState.UNKNOWN);
    private static final List<OrderState> AT_VENUE =
            List.of(OrderState.SUBMITTING, OrderState.UNKNOWN, OrderState.ACCEPTED, OrderState.PARTIALLY_FILLED);
    private static final List<OrderState> WORKING = List.of(OrderState.ACCEPTED, OrderState.PARTIALLY_FILLED);
    private static final List<TimeInForce> RESTS =
            Arrays.stream(TimeInForce.values()).filter(TimeInForce::rests).toList();

    /** The states as in the condition of the index trade_order_open, literally, so that it is used. */
    private static final String WORK = """
            SELECT count(*) FILTER (WHERE state IN ('INTENT', 'SUBMITTING', 'UNKNOWN') AND entry_id IS NULL),
                   count(*) + (SELECT count(*) FROM position WHERE quantity <> 0)
            FROM trade_order WHERE state IN ('INTENT', 'SUBMITTING', 'ACCEPTED', 'PARTIALLY_FILLED', 'UNKNOWN')
            """;

    /** @param traceparent the trace in which the order was decided; its fills go on with it */
    public void add(Order order, @Nullable String traceparent) {
        persist(new OrderRow(order, traceparent));
    }

    /** Records what became of the order; everything but its life stays as it was added. */
    public void live(Order order) {
        row(order.clientOrderId()).live(order.life());
    }

    /** The order is about to leave. @param at by the system's clock */
    public void leaves(String clientOrderId, Instant at) {
        row(clientOrderId).sentAt = at;
    }

    public Optional<Order> byId(String clientOrderId) {
        return findByIdOptional(clientOrderId).map(OrderRow::order);
    }

    /** The trace in which the order was decided, or null. */
    public @Nullable String traceparent(String clientOrderId) {
        return row(clientOrderId).traceparent;
    }

    /** The protection that travels with an entry, while there is one. */
    public Optional<Order> travellingWith(String entryId) {
        return find("entryId", entryId).firstResultOptional().map(OrderRow::order);
    }

    /** Orders of a symbol that have not ended, in the order of their making: a few, however long its history is. */
    public List<Order> living(String portfolioId, String symbol) {
        return orders(
                "state in ?1 and portfolioId = ?2 and symbol = ?3 order by createdSeq", LIVING, portfolioId, symbol);
    }

    /** The protection of a symbol that was decided last, of those on one side; it may have ended. */
    public Optional<Order> lastProtection(String portfolioId, String symbol, Side side) {
        return lastProtections(portfolioId, symbol, side, 1).stream().findFirst();
    }

    /** Like {@link #lastProtection}, at most so many, the newest first. */
    public List<Order> lastProtections(String portfolioId, String symbol, Side side, int most) {
        return find(
                        "purpose = 'PROTECTION' and portfolioId = ?1 and symbol = ?2 and side = ?3"
                                + " order by decidedAt desc, generation desc",
                        portfolioId,
                        symbol,
                        side)
                .page(Page.ofSize(most))
                .list()
                .stream()
                .map(OrderRow::order)
                .toList();
    }

    /** The newest generations of an intent's order, at most so many, the newest first; they may have ended. */
    public List<Order> lastOf(String intentId, int most) {
        return find("intentId = ?1 order by generation desc", intentId).page(Page.ofSize(most)).list().stream()
                .map(OrderRow::order)
                .toList();
    }

    /** Orders of their own that are committed and not sent; protection that travels with an entry is none. */
    public List<Order> toSend() {
        return orders("state = ?1 and entryId is null order by createdSeq", OrderState.INTENT);
    }

    /** Orders of which nobody knows whether the venue has them. */
    public List<Order> unresolved() {
        return orders("state in ?1 and entryId is null order by createdSeq", UNRESOLVED);
    }

    public List<Order> unresolvedOf(String portfolioId, String symbol) {
        return orders(
                "state in ?1 and entryId is null and portfolioId = ?2 and symbol = ?3",
                UNRESOLVED,
                portfolioId,
                symbol);
    }

    /** Orders that the venue is known to have and that can still trade. */
    public List<Order> working(String portfolioId) {
        return orders("state in ?1 and portfolioId = ?2", WORKING, portfolioId);
    }

    /** Entries of all portfolios that wait in the venue's book. */
    public List<Order> resting() {
        return orders("state in ?1 and purpose = 'ENTRY' and timeInForce in ?2", WORKING, RESTS);
    }

    /** Protection of all portfolios that works as an order of its own while its position is flat; what nobody here made is not among it. */
    public List<Order> strayProtection() {
        return orders(
                "from OrderRow o where o.state in ?1 and o.purpose = 'PROTECTION' and o.entryId is null and o.leg <> ?2"
                        + " and not exists (select 1 from PositionRow p where p.key.portfolioId = o.portfolioId"
                        + " and p.key.symbol = o.symbol and p.quantity <> 0)",
                WORKING,
                Order.OUTSIDE_LEG);
    }

    /** Orders that the venue may have and that have not ended. */
    public List<Order> atVenue(String portfolioId) {
        return orders(
                "state in ?1 and entryId is null and portfolioId = ?2 order by createdSeq", AT_VENUE, portfolioId);
    }

    /** Orders that the venue had and execution never made. */
    public List<Order> outside(String portfolioId) {
        return orders("portfolioId = ?1 and leg = ?2", portfolioId, Order.OUTSIDE_LEG);
    }

    /** Orders that are neither ended nor protection. */
    public long workingCount(String portfolioId) {
        return counted(
                "select count(o) from OrderRow o where o.state in ?1 and o.portfolioId = ?2 and o.purpose <> 'PROTECTION'",
                LIVING,
                portfolioId);
    }

    /**
     * Pending are the orders that others cannot see yet at the venue: not sent, or sent with an unknown outcome. Working are
     * those that have not ended, protection included, and positions that are open.
     */
    public PendingWork.Work work() {
        Object[] row = (Object[]) getEntityManager().createNativeQuery(WORK).getSingleResult();
        return new PendingWork.Work(((Number) row[0]).longValue(), ((Number) row[1]).longValue());
    }

    public long unknownCount() {
        return counted("select count(o) from OrderRow o where o.state = ?1", OrderState.UNKNOWN);
    }

    /** Panache's own count makes its query anew each time, and these are asked all the time. */
    private long counted(String query, Object... parameters) {
        TypedQuery<Long> counting = getEntityManager().createQuery(query, Long.class);
        for (int i = 0; i < parameters.length; i++) {
            counting.setParameter(i + 1, parameters[i]);
        }
        return counting.getSingleResult();
    }

    /** How many are in each state that is not their last. */
    public Map<OrderState, Long> openCounts() {
        Map<OrderState, Long> counts = new EnumMap<>(OrderState.class);
        for (Object[] row : getEntityManager()
                .createQuery(
                        "select o.state, count(o) from OrderRow o where o.state in ?1 group by o.state", Object[].class)
                .setParameter(1, LIVING)
                .getResultList()) {
            counts.put((OrderState) row[0], (Long) row[1]);
        }
        return counts;
    }

    /** The newest first. */
    public List<Order> newest(OrderFilter filter, int limit) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> values = new HashMap<>();
        condition("portfolioId = :portfolioId", "portfolioId", filter.portfolioId(), conditions, values);
        condition("symbol = :symbol", "symbol", filter.symbol(), conditions, values);
        condition("state = :state", "state", filter.state(), conditions, values);
        condition("decidedAt >= :since", "since", filter.since(), conditions, values);
        String where = conditions.isEmpty() ? "" : String.join(" and ", conditions) + " ";
        return find(where + "order by createdSeq desc", values).page(Page.ofSize(limit)).list().stream()
                .map(OrderRow::order)
                .toList();
    }

    private static void condition(
            String text, String name, @Nullable Object value, List<String> conditions, Map<String, Object> values) {
        if (value != null) {
            conditions.add(text);
            values.put(name, value);
        }
    }

    private List<Order> orders(String query, Object... parameters) {
        return list(query, parameters).stream().map(OrderRow::order).toList();
    }

    private OrderRow row(String clientOrderId) {
        return findByIdOptional(clientOrderId)
                .orElseThrow(() -> new IllegalStateException("order " + clientOrderId + " is not in the books"));
    }
}
