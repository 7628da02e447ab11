package io.ffe.execution.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.execution.domain.ExecutionFilter;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Execution.Kind;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Query;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The executions that were published, kept for questions. */
@ApplicationScoped
public class ExecutionStore implements PanacheRepositoryBase<ExecutionRow, ExecutionRow.Key> {

    private static final String MOVING = """
            SELECT payload FROM execution
            WHERE portfolio_id = :portfolio AND sequence > :after AND kind IN ('FILL', 'CASH')
            ORDER BY sequence LIMIT :limit
            """;

    public void add(Execution event) {
        Execution.OrderStatus order = event.order();
        persist(new ExecutionRow(
                new ExecutionRow.Key(event.portfolioId(), event.sequence()),
                event.occurredAt(),
                event.kind().name(),
                order == null ? null : order.clientOrderId(),
                new String(EventCodec.payload(event), StandardCharsets.UTF_8)));
    }

    /** When the portfolio's first execution was; empty before it. */
    public Optional<Instant> firstAt(String portfolioId) {
        return findByIdOptional(new ExecutionRow.Key(portfolioId, 1)).map(row -> row.occurredAt);
    }

    /** The newest first. */
    public List<Execution> newest(ExecutionFilter filter, int limit) {
        StringBuilder sql = new StringBuilder(
                "SELECT e.payload FROM execution e LEFT JOIN trade_order o USING (client_order_id) WHERE true");
        Map<String, Object> values = new HashMap<>();
        Kind kind = filter.kind();
        condition("e.portfolio_id = :portfolio", "portfolio", filter.portfolioId(), sql, values);
        condition("e.kind = :kind", "kind", kind == null ? null : kind.name(), sql, values);
        condition("o.symbol = :symbol", "symbol", filter.symbol(), sql, values);
        condition("e.occurred_at >= :since", "since", filter.since(), sql, values);
        Query query = getEntityManager()
                .createNativeQuery(
                        sql.append(" ORDER BY e.occurred_at DESC, e.sequence DESC LIMIT :limit")
                                .toString(),
                        String.class)
                .setParameter("limit", limit);
        values.forEach(query::setParameter);
        return events(query);
    }

    private static void condition(
            String text, String name, @Nullable Object value, StringBuilder sql, Map<String, Object> values) {
        if (value != null) {
            sql.append(" AND ").append(text);
            values.put(name, value);
        }
    }

    /** Fills and cash of a portfolio beyond a sequence, in their order. */
    public List<Execution> moving(String portfolioId, long after, int limit) {
        return events(getEntityManager()
                .createNativeQuery(MOVING, String.class)
                .setParameter("portfolio", portfolioId)
                .setParameter("after", after)
                .setParameter("limit", limit));
    }

    private static List<Execution> events(Query query) {
        List<Execution> events = new ArrayList<>();
        for (Object payload : query.getResultList()) {
            events.add(event((String) payload));
        }
        return events;
    }

    private static Execution event(String payload) {
        try {
            return Json.mapper().readValue(payload, Execution.class);
        } catch (JsonProcessingException torn) {
            throw new IllegalStateException("an execution in the database is not what was published: " + payload, torn);
        }
    }
}
