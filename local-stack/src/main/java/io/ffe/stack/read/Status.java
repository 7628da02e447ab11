package io.ffe.stack.read;

import io.ffe.schema.event.Portfolio;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is going on in a run that is up.
 *
 * @param lag records between the last committed offset and the end, by consumer group; absent when the broker did not
 *     say in time
 * @param trading what execution and risk say of the trading state
 * @param unknownOrders of which the venue has to be asked; empty also when execution does not answer
 * @param portfolios absent, as are decisions and deadLetters, when Kafka did not answer
 * @param deadLetters records by dead-letter topic, those with any
 * @param problems why something is left out
 */
public record Status(
        String runId,
        Instant startedAt,
        String infrastructure,
        ServiceClient.@Nullable Replay replay,
        List<Process> processes,
        List<Trading> trading,
        List<UnknownOrder> unknownOrders,
        @Nullable List<Lag> lag,
        List<ServiceClient.Age> ages,
        @Nullable List<Portfolio> portfolios,
        @Nullable List<LastDecision> decisions,
        @Nullable Map<String, Long> deadLetters,
        List<String> problems) {

    /**
     * A process.
     *
     * @param state ready, or what is wrong
     * @param uptimeSeconds since its newest start
     * @param residentKib resident memory, 0 when unknown
     */
    public record Process(
            String name, String state, int port, long pid, long uptimeSeconds, long residentKib, long peakKib) {}

    /**
     * A trading state that somebody has set, or {@link #SIGNAL_ONLY}.
     *
     * @param service which says so; execution also says what it has heard from risk
     * @param source at execution RISK or DIRECT, which is where it is lifted; empty at risk
     */
    public record Trading(
            String service,
            String source,
            String scope,
            String state,
            long epoch,
            String actor,
            String reason,
            String changedAt) {

        /** Nobody has set it: no entry of the portfolio can be sized, and it ends by itself. */
        public static final String SIGNAL_ONLY = "SIGNAL_ONLY";
    }

    /** An order that left and of which nobody knows what became: no entry leaves in its instrument meanwhile. */
    public record UnknownOrder(String clientOrderId, String symbol, String purpose, String decidedAt, String reason) {}

    /** Of one consumer group on one topic. */
    public record Lag(String group, String topic, long records) {}

    /**
     * A decision and what became of it.
     *
     * @param verdict its result with the gates that failed, or empty while there is none
     * @param execution the last state of its order, or empty
     */
    public record LastDecision(
            Instant asOf,
            String symbol,
            String outcome,
            String action,
            int confidence,
            String tier,
            String verdict,
            String execution) {}
}
