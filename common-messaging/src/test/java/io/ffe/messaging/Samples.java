package io.ffe.messaging;

import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.GateResult;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.TierStep;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.CoreHash;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Valid events. */
final class Samples {

    static final Instant AS_OF = Instant.parse("2024-08-05T01:15:00Z");

    private Samples() {}

    static Decision hold(String portfolioId, String snapshotId) {
        return new Decision(
                "test-run",
                portfolioId,
                snapshotId,
                "hash",
                "ffe",
                "BTCUSDT",
                Timeframe.M15,
                AS_OF,
                Origin.REPLAY,
                Decision.Outcome.DECIDED,
                Action.HOLD,
                0,
                null,
                TierStep.Tier.HOLD,
                List.of(TierStep.of(TierStep.Tier.HOLD, TierStep.Code.DECIDED)),
                List.of(),
                List.of(),
                AS_OF,
                AS_OF.plusSeconds(900),
                null);
    }

    static Verdict noOrder(Decision decision) {
        return noOrder(decision, List.of());
    }

    static Verdict noOrder(Decision decision, List<GateResult> gates) {
        return new Verdict(
                decision.runId(),
                decision.decisionId(),
                CoreHash.of(decision),
                decision.portfolioId(),
                decision.snapshotId(),
                decision.symbol(),
                decision.origin(),
                Verdict.Result.NO_ORDER,
                gates,
                null,
                null,
                null,
                0,
                decision.decidedAt(),
                decision.validUntil());
    }

    static Tick quote(String symbol, long sequence, Instant at) {
        return new Tick(
                symbol,
                "test",
                sequence,
                Tick.Kind.QUOTE,
                at,
                at,
                new BigDecimal("100.00"),
                new BigDecimal("100.02"),
                null,
                null,
                null,
                null,
                Origin.REPLAY,
                false);
    }
}
