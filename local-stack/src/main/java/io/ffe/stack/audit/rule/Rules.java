package io.ffe.stack.audit.rule;

import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Portfolio;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.fact.Asked;
import io.ffe.stack.audit.fact.DeadLetter;
import io.ffe.stack.audit.fact.DecisionRecords;
import io.ffe.stack.audit.fact.ExecutionBook;
import io.ffe.stack.audit.fact.Published;
import io.ffe.stack.audit.fact.Subscription;
import io.ffe.stack.audit.fact.VenueEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All identities over one run. Facts of topics and journal are taken as they are read, each once; then {@link #judge} says what
 * holds. A pass may follow a pass, and each takes only what is new.
 */
public final class Rules {

    private static final Map<Topics, Stage> OUTBOXES = Map.of(
            Topics.DECISIONS, Stage.DECISION,
            Topics.OUTCOMES, Stage.DECISION,
            Topics.VERDICTS, Stage.RISK,
            Topics.EXECUTIONS, Stage.EXECUTION,
            Topics.PORTFOLIO, Stage.EXECUTION);

    private final String runId;
    private final Refusals refusals = new Refusals();
    private final EventIds ids = new EventIds();
    private final TickRule ticks = new TickRule();
    private final FlowRule flow = new FlowRule(refusals);
    private final OrderRule orders;
    private final LedgerRule ledger = new LedgerRule();
    private final VenueRule venue;
    private final RiskRule risk = new RiskRule();
    private final OutboxRule outbox = new OutboxRule(ids);
    private final OffsetRule offsets = new OffsetRule(refusals);
    private final ChainRule chain = new ChainRule();
    private final OutcomeRule outcomes = new OutcomeRule();
    private final Map<String, ExecutionSequence> sequences = new TreeMap<>();

    /** @param runId events of another run are nobody's business here, but have to be dead letters */
    public Rules(String runId) {
        this(runId, Set.of());
    }

    /** @param adopted orders of the venue that a restore has found and execution takes into its books without a verdict */
    public Rules(String runId, Set<String> adopted) {
        this.runId = runId;
        this.orders = new OrderRule(refusals, adopted);
        this.venue = new VenueRule(adopted);
    }

    /** Takes the next record of a topic. Of the tick topic exactly those that the checkpoint counts. */
    public void take(Published record) {
        if (record.topic() == Topics.TICKS) {
            ticks.take(record);
            return;
        }
        offsets.take(record);
        record.event().filter(event -> ids.isFirst(record, event)).ifPresent(event -> takeFirst(event, record));
    }

    private void takeFirst(Event event, Published record) {
        switch (event) {
            case Snapshot snapshot when snapshot.runId().equals(runId) -> flow.take(snapshot, record);
            case Decision decision
            when decision.runId().equals(runId) -> {
                flow.take(decision, record);
                chain.take(decision, record);
                outcomes.take(decision, record);
            }
            case Outcome outcome when outcome.runId().equals(runId) -> outcomes.take(outcome);
            case Verdict verdict
            when verdict.runId().equals(runId) -> {
                flow.take(verdict, record);
                orders.take(verdict, record);
                risk.take(verdict, record);
            }
            case Execution execution
            when execution.runId().equals(runId) ->
                sequences
                        .computeIfAbsent(execution.portfolioId(), first -> new ExecutionSequence())
                        .take(execution, record);
            // Known by its id; and what belongs to another run.
            case Portfolio portfolio -> {}
            default -> {}
        }
    }

    /** The tick topic begins later than the counts do. */
    public void ticksTruncated() {
        ticks.truncated();
    }

    public void take(DeadLetter letter) {
        refusals.take(letter);
        if (letter.original().topic().equals(Topics.TICKS.topicName())) {
            ticks.take(letter);
        }
    }

    public void take(VenueEntry entry) {
        venue.take(entry);
    }

    /** Events that have to be in an inbox by now and were not looked up before. */
    public Map<Subscription, Set<String>> toLookUp(Pass pass) {
        return offsets.toLookUp(pass);
    }

    /** Every identity once, in the order of {@link Identity}. */
    public List<Check> judge(Pass pass, Facts facts) {
        fold(pass);
        flow.expect(portfolios(facts));
        Set<Asked> waiting = facts.decisions().waiting();
        List<Check> checks = new ArrayList<>();
        checks.add(ticks.check(pass, facts.intake(), facts.ticksBeyond()));
        checks.add(flow.decisions(pass, waiting));
        checks.add(flow.verdicts(pass));
        checks.add(orders.check(
                pass,
                facts.orders().values(),
                facts.books(),
                venue.complete(facts.books()),
                facts.trading(),
                facts.flattens()));
        // Accounts first: folding trades may find orders that the venue never took.
        Check accounts = venue.accounts(pass, facts.books());
        checks.add(venue.orders(pass, facts.orders(), facts.books()));
        checks.add(ledger.check(pass, facts.books()));
        checks.add(accounts);
        Check published = outbox.check(pass, facts.outbox(), OUTBOXES);
        checks.add(published);
        checks.add(offsets.check(pass, facts.absent(), facts.seen()));
        checks.add(chain.check(pass, facts.decisions()));
        checks.add(HaltRule.check(facts.orders().values(), facts.trading()));
        checks.add(outcomes.check(pass, facts.decisions().unscored()));
        checks.add(risk.check(pass, facts.risk()));
        checks.add(ids.check());
        return checks;
    }

    /** I13 alone, over the decisions that were taken. */
    public Check judgeChain(Pass pass, DecisionRecords decisions) {
        return chain.check(pass, decisions);
    }

    private void fold(Pass pass) {
        sequences.forEach((portfolio, sequence) -> {
            List<String> gaps = new ArrayList<>();
            for (Execution execution : sequence.next(pass, gaps)) {
                orders.take(execution);
                ledger.take(execution);
                risk.take(execution);
            }
            gaps.forEach(gap -> ledger.gap(portfolio, gap));
        });
    }

    private static Set<String> portfolios(Facts facts) {
        Set<String> portfolios = new HashSet<>();
        facts.decisions().heads().forEach(head -> portfolios.add(head.portfolioId()));
        facts.books().stream().map(ExecutionBook::portfolioId).forEach(portfolios::add);
        return portfolios;
    }

    /** Drops what is done with and older than this, so that an auditor of an endless run stays small. */
    public void forget(Instant before) {
        flow.forget(before);
        outcomes.forget(before);
        orders.forget(before);
        outbox.forget(before);
        ids.forget(before);
    }
}
