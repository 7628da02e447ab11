package io.ffe.stack.audit.rule;

import io.ffe.stack.audit.fact.BookedOrder;
import io.ffe.stack.audit.fact.DecisionRecords;
import io.ffe.stack.audit.fact.ExecutionBook;
import io.ffe.stack.audit.fact.FlattenCommand;
import io.ffe.stack.audit.fact.OutboxRow;
import io.ffe.stack.audit.fact.RiskBook;
import io.ffe.stack.audit.fact.SeenOffsets;
import io.ffe.stack.audit.fact.Subscription;
import io.ffe.stack.audit.fact.TickIntake;
import io.ffe.stack.audit.fact.TradingChange;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the databases say in one pass. Read in this order, with the topics after {@code risk}, so that whatever is on a topic is
 * in its database, and whatever risk has folded is on the topic.
 *
 * @param intake null before market-data's first checkpoint
 * @param ticksBeyond records of the tick topic that no checkpoint counts yet
 * @param orders by clientOrderId
 * @param trading every trading state that was in force at execution
 * @param flattens what operators told execution to close
 * @param outbox rows of all services that are new or were marked
 * @param absent acknowledged events that are not in the inbox of their reader
 * @param seen offsets that the inbox of a reader knows without a row
 */
public record Facts(
        @Nullable TickIntake intake,
        long ticksBeyond,
        List<RiskBook> risk,
        DecisionRecords decisions,
        List<ExecutionBook> books,
        Map<String, BookedOrder> orders,
        List<TradingChange> trading,
        List<FlattenCommand> flattens,
        List<OutboxRow> outbox,
        Map<Subscription, Set<String>> absent,
        Map<Subscription, List<SeenOffsets>> seen) {}
