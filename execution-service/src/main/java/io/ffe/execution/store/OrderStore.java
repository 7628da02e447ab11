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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
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

    private static final String WORK =
            "SELECT count(*) FILTER (WHERE " + in(List.of(OrderState.INTENT, OrderState.SUBMITTING, OrderState.UNKNOWN))
                    + " AND entry_id IS NULL), count(*) + (SELECT count(*) FROM position WHERE quantity <> 0)"
                    + " FROM trade_order WHERE " + in(LIVING);

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
        return orders(in(LIVING) + " AND portfolio_id = ?1 AND symbol = ?2 ORDER BY created_seq", portfolioId, symbol);
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
        return orders(in(List.of(OrderState.INTENT)) + " AND entry_id IS NULL ORDER BY created_seq");
    }

    /** Orders of which nobody knows whether the venue has them. */
    public List<Order> unresolved() {
        return orders(in(UNRESOLVED) + " AND entry_id IS NULL ORDER BY created_seq");
    }

    public List<Order> unresolvedOf(String portfolioId, String symbol) {
        return orders(
                in(UNRESOLVED) + " AND entry_id IS NULL AND portfolio_id = ?1 AND symbol = ?2", portfolioId, symbol);
    }

    /** Orders that the venue is known to have and that can still trade. */
    public List<Order> working(String portfolioId) {
        return orders(in(WORKING) + " AND portfolio_id = ?1", portfolioId);
    }

    /** Entries of all portfolios that wait in the venue's book. */
    public List<Order> resting() {
        return orders(in(WORKING) + " AND purpose = 'ENTRY' AND time_in_force IN (" + quoted(RESTS) + ")");
    }

    /** Protection of all portfolios that works as an order of its own while its position is flat; what nobody here made is not among it. */
    public List<Order> strayProtection() {
        return orders(
                in(WORKING) + " AND purpose = 'PROTECTION' AND entry_id IS NULL AND leg <> ?1"
                        + " AND NOT EXISTS (SELECT 1 FROM position p WHERE p.portfolio_id = trade_order.portfolio_id"
                        + " AND p.symbol = trade_order.symbol AND p.quantity <> 0)",
                Order.OUTSIDE_LEG);
    }

    /** Orders that the venue may have and that have not ended. */
    public List<Order> atVenue(String portfolioId) {
        return orders(in(AT_VENUE) + " AND entry_id IS NULL AND portfolio_id = ?1 ORDER BY created_seq", portfolioId);
    }

    /** Orders that the venue had and execution never made. */
    public List<Order> outside(String portfolioId) {
        return orders("portfolio_id = ?1 AND leg = ?2", portfolioId, Order.OUTSIDE_LEG);
    }

    /** Orders that are neither ended nor protection. */
    public long workingCount(String portfolioId) {
        return counted(in(LIVING) + " AND portfolio_id = ?1 AND purpose <> 'PROTECTION'", portfolioId);
    }

    /**
     * Pending are the orders that others cannot see yet at the venue: not sent, or sent with an unknown outcome. Working are
     * those that have not ended, protection included, and positions that are open.
     */
    public PendingWork.Work work() {
        Object[] row = asked(getSession(), WORK, Object[].class).getSingleResult();
        return new PendingWork.Work(((Number) row[0]).longValue(), ((Number) row[1]).longValue());
    }

    public long unknownCount() {
        return counted(in(List.of(OrderState.UNKNOWN)));
    }

    private long counted(String condition, Object... parameters) {
        return asked(getSession(), "SELECT count(*) FROM trade_order WHERE " + condition, Long.class, parameters)
                .getSingleResult();
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

    private List<Order> orders(String condition, Object... parameters) {
        return asked(getSession(), "SELECT * FROM trade_order WHERE " + condition, OrderRow.class, parameters)
                .getResultList()
                .stream()
                .map(OrderRow::order)
                .toList();
    }

    /**
     * What loops ask of orders and positions they ask in SQL. A text of Hibernate's own language is parsed when it first
     * comes, which a process that has just started does slowly (docs/adr/0046).
     */
    static <T> NativeQuery<T> asked(Session session, String sql, Class<T> of, Object... parameters) {
        NativeQuery<T> query = session.createNativeQuery(sql, of)
                .addSynchronizedEntityClass(OrderRow.class)
                .addSynchronizedEntityClass(PositionRow.class);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query;
    }

    /** Literally, so that the index trade_order_open is used. */
    static String in(List<OrderState> states) {
        return "state IN (" + quoted(states) + ")";
    }

    private static String quoted(List<? extends Enum<?>> names) {
        return names.stream().map(name -> "'" + name.name() + "'").collect(Collectors.joining(", "));
    }

    private OrderRow row(String clientOrderId) {
        return findByIdOptional(clientOrderId)
                .orElseThrow(() -> new IllegalStateException("order " + clientOrderId + " is not in the books"));
    }
}
