package io.ffe.stack.audit.fact;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The record of decisions at one instant.
 *
 * @param heads the end of each portfolio's chain
 * @param fresh chained decisions that were not read before, in the order of each chain
 * @param waiting what is queued and not decided yet
 * @param unscored decisions whose outcome is still to come; null where the database does not say
 */
public record DecisionRecords(
        List<Head> heads,
        List<Link> fresh,
        Set<Asked> waiting,
        @Nullable Set<String> unscored) {

    /**
     * The end of a chain, and what the record really holds.
     *
     * @param rows how many chained decisions of the portfolio are recorded
     * @param last largest sequence of them, 0 for none
     */
    public record Head(String portfolioId, long sequence, String hash, long rows, long last) {}

    /**
     * A recorded decision of a chain.
     *
     * @param sequence as the row says
     * @param payload as it was published
     * @param recordHashes of what is kept beside it, in each form that it may have, see {@link io.ffe.schema.serde.RecordHash}; empty
     *     when the database is of before there was one
     */
    public record Link(
            String portfolioId,
            long sequence,
            String decisionId,
            Instant recordedAt,
            byte[] payload,
            List<String> recordHashes) {}
}
