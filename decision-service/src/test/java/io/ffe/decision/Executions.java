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

/** Executions as the execution stage writes them. */
final class Executions {

    private Executions() {}

    /** A fill in the snapshot's symbol and run. @param position signed, after it */
    static Execution filled(Snapshot snapshot, String portfolio, long sequence, String position) {
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
                        null,
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
