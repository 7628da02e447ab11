package io.ffe.messaging;

import io.ffe.schema.event.Ack;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Beat;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Portfolio;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.event.Watermark;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Which decision and which order is worked on, as {@code mdc.decisionId} and {@code mdc.orderId} of every line that is logged
 * meanwhile, beside the {@code mdc.traceId} of the span. A log store finds by them what lines of other libraries belong to.
 */
public final class LogIds {

    public static final String DECISION = "decisionId";
    public static final String ORDER = "orderId";

    private LogIds() {}

    /**
     * Runs the work under these ids; what was there before is there again afterwards.
     *
     * @param decisionId absent where no decision led to it
     * @param orderId the clientOrderId; absent where there is no order yet
     */
    public static void during(@Nullable String decisionId, @Nullable String orderId, Runnable work) {
        Object decisionBefore = MDC.get(DECISION);
        Object orderBefore = MDC.get(ORDER);
        set(DECISION, decisionId);
        set(ORDER, orderId);
        try {
            work.run();
        } finally {
            set(DECISION, decisionBefore);
            set(ORDER, orderBefore);
        }
    }

    /** As {@link #during(String, String, Runnable)}, with the ids that an event carries. */
    public static void during(Event event, Runnable work) {
        switch (event) {
            case Decision decision -> during(decision.eventId(), null, work);
            case Verdict verdict -> during(verdict.decisionId(), null, work);
            case Outcome outcome -> during(outcome.decisionId(), null, work);
            case Execution execution -> {
                Execution.OrderStatus order = execution.order();
                during(order == null ? null : order.decisionId(), order == null ? null : order.clientOrderId(), work);
            }
            case Tick _, Watermark _, Bar _, Snapshot _, Portfolio _, Control _, Beat _, Ack _ -> work.run();
        }
    }

    private static void set(String key, @Nullable Object value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
