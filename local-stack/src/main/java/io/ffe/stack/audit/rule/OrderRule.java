package io.ffe.stack.audit.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.money.Symbols;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.fact.BookedOrder;
import io.ffe.stack.audit.fact.DeadLetter;
import io.ffe.stack.audit.fact.ExecutionBook;
import io.ffe.stack.audit.fact.FlattenCommand;
import io.ffe.stack.audit.fact.Place;
import io.ffe.stack.audit.fact.Published;
import io.ffe.stack.audit.fact.Subscription;
import io.ffe.stack.audit.fact.TradingChange;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * I4: each approved verdict has exactly one order of its own and no other verdict has any; an order ends once; a verdict that
 * is a dead letter has a denial; an order without a verdict is an exit that an operator has asked for; and what reduces a position never adds up to more than it. Executions come in their own order.
 */
public final class OrderRule {

    private final Refusals refusals;
    private final Set<String> adopted;
    private final Map<String, Approved> approved = new HashMap<>();
    private final Map<String, String> notApproved = new HashMap<>();
    private final Map<String, Life> orders = new HashMap<>();
    private final Map<String, List<String>> ordersOf = new HashMap<>();
    private final Findings lives = new Findings(Identity.ORDERS);
    private long forgotten;

    private record Approved(Place place, Instant at, Purpose purpose) {}

    private record Life(
            String portfolioId,
            String symbol,
            String intentId,
            @Nullable String verdictId,
            Purpose purpose,
            OrderState state) {}

    /** @param adopted orders that a restore has found at the venue: their verdicts are lost with what was not in the backup */
    public OrderRule(Refusals refusals, Set<String> adopted) {
        this.refusals = refusals;
        this.adopted = Set.copyOf(adopted);
    }

    public void take(Verdict verdict, Published record) {
        if (verdict.intent() == null) {
            notApproved.put(verdict.verdictId(), verdict.result().name());
        } else {
            approved.put(
                    verdict.verdictId(),
                    new Approved(
                            record.place(),
                            record.appendedAt(),
                            verdict.intent().purpose()));
        }
    }

    /** Takes the next execution of a portfolio. */
    public void take(Execution execution) {
        Execution.OrderStatus order = execution.order();
        if (order == null) {
            return;
        }
        Life next = new Life(
                execution.portfolioId(),
                order.symbol(),
                order.intentId(),
                order.verdictId(),
                order.purpose(),
                order.state());
        Life before = orders.put(order.clientOrderId(), next);
        if (before == null) {
            if (order.verdictId() != null && order.purpose() != Purpose.PROTECTION) {
                ordersOf.computeIfAbsent(order.verdictId(), first -> new ArrayList<>(1))
                        .add(order.clientOrderId());
            }
        } else if (before.state().terminal() && !follows(before.state(), next.state(), execution)) {
            lives.broken(
                    order.clientOrderId(),
                    "was " + before.state() + " and became " + next.state() + " by execution " + execution.sequence());
        }
    }

    /** Money that moved counts after an end too; it completes the order or leaves the end as it is. */
    private static boolean follows(OrderState end, OrderState next, Execution by) {
        return end == next || next == OrderState.FILLED && by.fill() != null;
    }

    /**
     * @param booked orders as execution's database has them
     * @param complete portfolios whose every event at the venue is booked
     * @param trading every trading state that was in force at execution
     * @param flattens what operators told execution to close
     */
    public Check check(
            Pass pass,
            Collection<BookedOrder> booked,
            Collection<ExecutionBook> books,
            Set<String> complete,
            Collection<TradingChange> trading,
            Collection<FlattenCommand> flattens) {
        Findings now = new Findings(Identity.ORDERS);
        now.holds(forgotten);
        Set<String> portfolios =
                books.stream().map(ExecutionBook::portfolioId).collect(Collectors.toCollection(HashSet::new));
        Set<String> denied = deniedUnread(pass, portfolios, now);
        approved.forEach((id, verdict) -> oneOrder(pass, id, verdict, now));
        ordersOf.forEach((verdictId, made) -> allowed(verdictId, made, denied, now));
        orders.forEach((id, life) -> {
            if (life.verdictId() == null && adopted.contains(id)) {
                now.holds();
            } else if (life.verdictId() == null) {
                commanded(pass, id, life, trading, flattens, now);
            }
        });
        books.forEach(book -> reducing(pass, book, booked, complete.contains(book.portfolioId()), now));
        return now.with(lives);
    }

    /** The row of a halt is written beside the order, and may follow it; that of a flattening is in the order's transaction. */
    private static void commanded(
            Pass pass,
            String id,
            Life life,
            Collection<TradingChange> trading,
            Collection<FlattenCommand> flattens,
            Findings now) {
        boolean byHalt = trading.stream()
                .anyMatch(change -> change.flatten()
                        && change.concerns(life.portfolioId())
                        && change.intentId(life.portfolioId(), life.symbol()).equals(life.intentId()));
        boolean asked = life.purpose() == Purpose.EXIT
                && (byHalt
                        || flattens.stream()
                                .anyMatch(
                                        command -> command.asked(life.portfolioId(), life.symbol(), life.intentId())));
        if (asked) {
            now.holds();
        } else {
            now.missing(
                    pass.moving() && life.purpose() == Purpose.EXIT,
                    id,
                    "no verdict allowed it: " + life.purpose() + " " + life.state());
        }
    }

    private void oneOrder(Pass pass, String verdictId, Approved verdict, Findings now) {
        List<String> made = ordersOf.getOrDefault(verdictId, List.of());
        if (made.isEmpty()) {
            now.missing(
                    pass.awaits(Subscription.EXECUTION_VERDICTS, verdict.place(), verdict.at()),
                    verdictId,
                    "was approved and has no order");
            return;
        }
        if (made.size() > 1) {
            now.broken(verdictId, "has " + made.size() + " orders: " + made);
            return;
        }
        Life life = orders.get(made.getFirst());
        if (life == null || life.state().terminal() || works(life.state())) {
            now.holds();
        } else {
            now.missing(pass.moving(), made.getFirst(), "stands at " + life.state() + ", and nothing moves any more");
        }
    }

    /** What rests at the venue has a reason to: its price has not come. */
    private static boolean works(OrderState state) {
        return state == OrderState.ACCEPTED || state == OrderState.PARTIALLY_FILLED;
    }

    private void allowed(String verdictId, List<String> made, Set<String> denied, Findings now) {
        String result = notApproved.get(verdictId);
        if (result != null) {
            now.broken(verdictId, "is " + result + " and has orders: " + made);
        } else if (!approved.containsKey(verdictId) && !denied.contains(verdictId)) {
            now.broken(verdictId, "is not on the topic and has orders: " + made);
        } else {
            now.holds();
        }
    }

    /** Verdicts that execution could not read and that hold a reservation: each of them is denied, and nothing was sent. */
    private Set<String> deniedUnread(Pass pass, Set<String> portfolios, Findings now) {
        Set<String> unread = new HashSet<>();
        for (DeadLetter letter : refusals.of(Topics.VERDICTS)) {
            if (letter.consumer().equals(Stage.EXECUTION.label())) {
                String verdictId = approvedIn(letter.payload(), portfolios);
                if (verdictId == null || approved.containsKey(verdictId)) {
                    continue;
                }
                unread.add(verdictId);
                List<String> made = ordersOf.getOrDefault(verdictId, List.of());
                Life answer = made.size() == 1 ? orders.get(made.getFirst()) : null;
                boolean denied = answer != null && answer.state() == OrderState.DENIED;
                if (denied) {
                    now.holds();
                } else {
                    now.missing(
                            pass.moving() && made.isEmpty(),
                            verdictId,
                            "is a dead letter of " + letter.original() + " and has no DENIED execution");
                }
            }
        }
        return unread;
    }

    /** The id of an approved verdict of ours, as far as it can still be told. */
    private static @Nullable String approvedIn(byte[] payload, Set<String> portfolios) {
        try {
            JsonNode verdict = Json.mapper().readTree(payload);
            String decisionId = verdict.path("decisionId").asText("");
            boolean ours = portfolios.contains(verdict.path("portfolioId").asText(""))
                    && Symbols.isValid(verdict.path("symbol").asText(""));
            boolean wasApproved = verdict.path("result").asText("").equals(Verdict.Result.APPROVED.name());
            return ours && wasApproved && !decisionId.isBlank() ? Verdict.idOf(decisionId) : null;
        } catch (IOException garbage) {
            return null;
        }
    }

    /** Only when every event of the venue is booked: a fill and the shrinking of what it protects are one step there, two here. */
    private static void reducing(
            Pass pass, ExecutionBook book, Collection<BookedOrder> booked, boolean complete, Findings now) {
        Map<Closing, BigDecimal> working = new HashMap<>();
        booked.stream()
                .filter(order -> order.portfolioId().equals(book.portfolioId()) && order.reducesOnly() && order.works())
                .forEach(order -> working.merge(
                        new Closing(order.symbol(), order.side()),
                        order.quantity().subtract(order.filled()),
                        BigDecimal::add));
        working.forEach((closing, quantity) -> {
            BigDecimal position = book.positions().getOrDefault(closing.symbol(), BigDecimal.ZERO);
            BigDecimal reducible = closing.side() == Side.SELL ? position : position.negate();
            if (quantity.compareTo(reducible) <= 0) {
                now.holds();
            } else {
                now.missing(
                        pass.moving() && !complete,
                        book.portfolioId() + "/" + closing.symbol(),
                        closing.side() + " orders that only reduce add up to " + quantity.toPlainString()
                                + ", the position is " + position.toPlainString());
            }
        });
    }

    private record Closing(String symbol, Side side) {}

    /** Drops orders that have ended and verdicts that were answered, so that an endless run fits into memory. */
    public void forget(Instant before) {
        notApproved.clear();
        approved.entrySet().removeIf(entry -> {
            List<String> made = ordersOf.getOrDefault(entry.getKey(), List.of());
            Life life = made.size() == 1 ? orders.get(made.getFirst()) : null;
            boolean over = entry.getValue().at().isBefore(before)
                    && life != null
                    && life.state().terminal();
            if (over) {
                ordersOf.remove(entry.getKey());
                orders.remove(made.getFirst());
                forgotten++;
            }
            return over;
        });
    }
}
