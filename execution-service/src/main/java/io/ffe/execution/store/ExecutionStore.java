package io.ffe.execution.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.schema.event.Execution;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The executions that were published, kept for questions. */
@ApplicationScoped
public class ExecutionStore implements PanacheRepositoryBase<ExecutionRow, ExecutionRow.Key> {

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

    /** The newest first, over all portfolios. */
    public List<Execution> newest(int limit) {
        return find("order by occurredAt desc, key.sequence desc").page(Page.ofSize(limit)).list().stream()
                .map(ExecutionStore::event)
                .toList();
    }

    private static Execution event(ExecutionRow row) {
        try {
            return Json.mapper().readValue(row.payload, Execution.class);
        } catch (JsonProcessingException torn) {
            throw new IllegalStateException(
                    "execution " + row.key + " in the database is not what was published", torn);
        }
    }
}
