package io.ffe.stack.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.id.Ids;
import io.ffe.schema.sample.Samples;
import io.ffe.schema.serde.CoreHash;
import io.ffe.schema.serde.DecisionChain;
import io.ffe.schema.serde.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of a small run in which everything is right: four snapshots; the first bought one BTC, whose protection works; the
 * second was a hold; the third was rejected; the order of the fourth works.
 */
public final class SoundRun {

    public static final String RUN = "audit-test";
    public static final String PORTFOLIO = "main";
    public static final String SYMBOL = "BTCUSDT";
    public static final Instant FIRST = Instant.parse("2024-08-05T00:15:00Z");
    public static final BigDecimal DEPOSIT = new BigDecimal("1000");
    public static final BigDecimal PRICE = new BigDecimal("100");
    public static final BigDecimal FEE = new BigDecimal("0.1");

    public final List<Tick> ticks = new ArrayList<>();
    public final List<Snapshot> snapshots = new ArrayList<>();
    public final List<Decision> decisions = new ArrayList<>();
    public final List<Verdict> verdicts = new ArrayList<>();
    public final List<Execution> executions = new ArrayList<>();

    public SoundRun() {
        for (int sequence = 1; sequence <= 8; sequence++) {
            ticks.add(tick(sequence, "100.0" + sequence));
        }
        String previous = DecisionChain.START;
        List<Verdict.Result> results = List.of(
                Verdict.Result.APPROVED, Verdict.Result.NO_ORDER, Verdict.Result.REJECTED, Verdict.Result.APPROVED);
        for (int number = 0; number < results.size(); number++) {
            Snapshot snapshot = snapshot(number);
            Decision decision = DecisionChain.link(
                    decision(snapshot, number == 1 ? Action.HOLD : Action.BUY), number + 1, previous);
            previous = decision.chain() == null ? previous : decision.chain().hash();
            snapshots.add(snapshot);
            decisions.add(decision);
            verdicts.add(verdict(decision, results.get(number)));
        }
        execute();
    }

    private void execute() {
        cash(DEPOSIT);
        Verdict bought = verdicts.get(0);
        Verdict working = verdicts.get(3);
        order(bought, Purpose.ENTRY, OrderState.INTENT, null);
        order(bought, Purpose.PROTECTION, OrderState.INTENT, null);
        order(bought, Purpose.ENTRY, OrderState.SUBMITTING, null);
        order(bought, Purpose.ENTRY, OrderState.ACCEPTED, null);
        order(bought, Purpose.ENTRY, OrderState.FILLED, "T00000001");
        order(bought, Purpose.PROTECTION, OrderState.ACCEPTED, null);
        order(working, Purpose.ENTRY, OrderState.INTENT, null);
        order(working, Purpose.PROTECTION, OrderState.INTENT, null);
        order(working, Purpose.ENTRY, OrderState.SUBMITTING, null);
        order(working, Purpose.ENTRY, OrderState.ACCEPTED, null);
    }

    public static Tick tick(long sequence, String bid) {
        return edited(
                Tick.class,
                Samples.full(EventType.TICK),
                json -> json.put("symbol", SYMBOL)
                        .put("source", "file")
                        .put("sequence", sequence)
                        .put("kind", "QUOTE")
                        .put("bid", bid)
                        .put("ask", bid));
    }

    public static Snapshot snapshot(int number) {
        return edited(
                Snapshot.class,
                Samples.full(EventType.SNAPSHOT),
                json -> json.put("runId", RUN)
                        .put("asOf", FIRST.plusSeconds(900L * number).toString()));
    }

    public static Decision decision(Snapshot snapshot, Action action) {
        return edited(Decision.class, Samples.full(EventType.DECISION), json -> {
            json.put("runId", RUN)
                    .put("portfolioId", PORTFOLIO)
                    .put("snapshotId", snapshot.snapshotId())
                    .put("snapshotHash", CoreHash.of(snapshot))
                    .put("asOf", snapshot.asOf().toString())
                    .put("validUntil", snapshot.asOf().plusSeconds(900).toString())
                    .put("action", action.name());
            json.remove("chain");
            json.remove("proposal");
        });
    }

    /** Scored four hours after it. */
    public static Outcome outcome(Decision decision) {
        String end = decision.asOf().plusSeconds(4 * 3600).toString();
        return edited(
                Outcome.class,
                Samples.full(EventType.OUTCOME),
                json -> json.put("runId", RUN)
                        .put("decisionId", decision.decisionId())
                        .put("snapshotId", decision.snapshotId())
                        .put("portfolioId", PORTFOLIO)
                        .put("symbol", decision.symbol())
                        .put("action", decision.action().name())
                        .put("horizonEnd", end)
                        .put("resolvedAt", end));
    }

    public static Verdict verdict(Decision decision, Verdict.Result result) {
        OrderIntent intent = result == Verdict.Result.APPROVED
                ? new OrderIntent(
                        Verdict.idOf(decision.decisionId()),
                        Purpose.ENTRY,
                        Side.BUY,
                        BigDecimal.ONE,
                        PRICE,
                        new BigDecimal("90"),
                        new BigDecimal("120"))
                : null;
        return new Verdict(
                RUN,
                decision.decisionId(),
                CoreHash.of(decision),
                PORTFOLIO,
                decision.snapshotId(),
                SYMBOL,
                Origin.REPLAY,
                result,
                List.of(),
                intent,
                intent == null ? null : PRICE,
                null,
                0,
                decision.decidedAt(),
                decision.validUntil());
    }

    public static String clientOrderId(Verdict verdict, Purpose purpose) {
        return purpose == Purpose.ENTRY
                ? Ids.clientOrderId(Ids.intentOfVerdict(verdict.verdictId()), "entry", 0)
                : Ids.clientOrderId(Ids.intentOfProtection(verdict.verdictId()), "oco", 0);
    }

    public String entryOf(int number) {
        return clientOrderId(verdicts.get(number), Purpose.ENTRY);
    }

    public void cash(BigDecimal amount) {
        executions.add(new Execution(
                RUN,
                PORTFOLIO,
                executions.size() + 1L,
                Execution.Kind.CASH,
                FIRST,
                Origin.REPLAY,
                null,
                null,
                amount,
                BigDecimal.ZERO,
                null,
                "START"));
    }

    /** The next execution. @param tradeId of the fill that fills it whole, null when it only changed state */
    public void order(Verdict verdict, Purpose purpose, OrderState state, @Nullable String tradeId) {
        Side side = purpose == Purpose.ENTRY ? Side.BUY : Side.SELL;
        boolean bought = tradeId != null || executions.stream().anyMatch(step -> step.fill() != null);
        executions.add(new Execution(
                RUN,
                PORTFOLIO,
                executions.size() + 1L,
                tradeId == null ? Execution.Kind.ORDER : Execution.Kind.FILL,
                FIRST,
                Origin.REPLAY,
                new Execution.OrderStatus(
                        clientOrderId(verdict, purpose),
                        verdict.verdictId(),
                        verdict.verdictId(),
                        verdict.decisionId(),
                        verdict.snapshotId(),
                        "paper",
                        null,
                        SYMBOL,
                        side,
                        purpose,
                        state,
                        BigDecimal.ONE,
                        tradeId == null ? BigDecimal.ZERO : BigDecimal.ONE,
                        new BigDecimal("90"),
                        new BigDecimal("120")),
                tradeId == null ? null : new Execution.Fill(tradeId, side, BigDecimal.ONE, PRICE, FEE),
                tradeId == null ? BigDecimal.ZERO : PRICE.add(FEE).negate(),
                BigDecimal.ZERO,
                bought ? BigDecimal.ONE : BigDecimal.ZERO,
                null));
    }

    /** The event with some fields changed. */
    public static <E extends Event> E edited(Class<E> type, Event event, Consumer<ObjectNode> change) {
        ObjectNode json = Json.mapper().convertValue(event, ObjectNode.class);
        change.accept(json);
        try {
            return Json.mapper().treeToValue(json, type);
        } catch (JsonProcessingException unfit) {
            throw new IllegalStateException(json.toString(), unfit);
        }
    }

    /** Amounts by name, for maps in tests. */
    public static Map<String, BigDecimal> amounts(String name, String amount) {
        return Map.of(name, new BigDecimal(amount));
    }
}
