package io.ffe.decision;

import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Execution.Fill;
import io.ffe.schema.event.Execution.Kind;
import io.ffe.schema.event.Execution.OrderStatus;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Snapshot;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Executions as the execution stage writes them. */
final class Executions {

    private Executions() {}

    /** A fill in the snapshot's symbol and run. @param position signed, after it */
    static Execution filled(Snapshot snapshot, String portfolio, long sequence, String position) {
        return filled(snapshot, portfolio, null, sequence, position);
    }

    /** A fill of an order that the decision led to. */
    static Execution filled(
            Snapshot snapshot, String portfolio, @Nullable String decisionId, long sequence, String position) {
        BigDecimal quantity = new BigDecimal(position).abs();
        String id = portfolio + "-" + snapshot.symbol() + "-" + sequence;
        return new Execution(
                snapshot.runId(),
                portfolio,
                sequence,
                Kind.FILL,
                snapshot.asOf(),
                snapshot.origin(),
                new OrderStatus(
                        id,
                        id,
                        null,
                        decisionId,
                        null,
                        "paper",
                        null,
                        snapshot.symbol(),
                        Side.BUY,
                        Purpose.ENTRY,
                        OrderState.FILLED,
                        quantity,
                        quantity,
                        null,
                        null),
                new Fill(id, Side.BUY, quantity, BigDecimal.TEN, BigDecimal.ZERO),
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                new BigDecimal(position),
                null);
    }
}
