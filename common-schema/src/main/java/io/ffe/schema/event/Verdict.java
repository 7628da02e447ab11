package io.ffe.schema.event;

import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.NotCore;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Risk's answer to a decision. Every decision gets exactly one, HOLD included.
 *
 * @param decisionHash coreHash of the decision that was judged
 * @param gates every gate of the catalogue, in its order
 * @param intent the order to send, present exactly when APPROVED
 * @param reservedNotional exposure held for the order until execution ends it, in account currency; present exactly when
 *     an ENTRY is approved
 * @param equity equity that the gates were computed on, in account currency; absent when it could not be known
 * @param throughExecutionSeq last execution folded into the book that was judged
 * @param validUntil an entry must have left by then
 * @param limitsVersion which limits judged it, as in {@code 3.5f0c2a91}: how many changes people had made and a hash of the
 *     values; absent before there were versions
 */
public record Verdict(
        @NotCore String runId,
        @NotCore String decisionId,
        String decisionHash,
        String portfolioId,
        @NotCore String snapshotId,
        String symbol,
        Origin origin,
        Result result,
        List<GateResult> gates,
        @Nullable OrderIntent intent,
        @Nullable BigDecimal reservedNotional,
        @Nullable BigDecimal equity,
        long throughExecutionSeq,
        Instant decidedAt,
        Instant validUntil,
        @Nullable String limitsVersion)
        implements Event {

    /** NO_ORDER answers a HOLD: nothing was asked for, so nothing was refused. */
    public enum Result {
        APPROVED,
        REJECTED,
        NO_ORDER
    }

    /** A verdict by limits without a version. */
    public Verdict(
            String runId,
            String decisionId,
            String decisionHash,
            String portfolioId,
            String snapshotId,
            String symbol,
            Origin origin,
            Result result,
            List<GateResult> gates,
            @Nullable OrderIntent intent,
            @Nullable BigDecimal reservedNotional,
            @Nullable BigDecimal equity,
            long throughExecutionSeq,
            Instant decidedAt,
            Instant validUntil) {
        this(
                runId,
                decisionId,
                decisionHash,
                portfolioId,
                snapshotId,
                symbol,
                origin,
                result,
                gates,
                intent,
                reservedNotional,
                equity,
                throughExecutionSeq,
                decidedAt,
                validUntil,
                null);
    }

    public Verdict {
        Require.id("runId", runId);
        Require.id("decisionId", decisionId);
        Require.id("decisionHash", decisionHash);
        Require.id("portfolioId", portfolioId);
        Require.id("snapshotId", snapshotId);
        Require.symbol("symbol", symbol);
        Require.notNegative("reservedNotional", reservedNotional);
        Require.decimal("equity", equity);
        Require.notNegative("throughExecutionSeq", throughExecutionSeq);
        gates = List.copyOf(gates);
        Require.that((result == Result.APPROVED) == (intent != null), "intent", intent, "present exactly on APPROVED");
        Require.that(
                result != Result.APPROVED || gates.stream().noneMatch(g -> g.status() == GateResult.Status.FAILED),
                "result",
                result,
                "REJECTED when a gate failed");
        boolean entry = intent != null && intent.purpose() == OrderIntent.Purpose.ENTRY;
        Require.that(
                entry == (reservedNotional != null),
                "reservedNotional",
                reservedNotional,
                "present exactly when an ENTRY is approved");
    }

    /** verdictId = H(decisionId). */
    public String verdictId() {
        return idOf(decisionId);
    }

    public static String idOf(String decisionId) {
        return Ids.of("verdict", decisionId).toString();
    }

    @Override
    public String eventId() {
        return verdictId();
    }

    @Override
    public Instant time() {
        return decidedAt;
    }

    @Override
    public String subject() {
        return symbol;
    }

    @Override
    public String key() {
        return portfolioId;
    }
}
