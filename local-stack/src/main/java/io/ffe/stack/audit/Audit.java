package io.ffe.stack.audit;

import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.fact.DecisionRecords;
import io.ffe.stack.audit.fact.Offsets;
import io.ffe.stack.audit.fact.OutboxRow;
import io.ffe.stack.audit.fact.RiskBook;
import io.ffe.stack.audit.fact.SeenOffsets;
import io.ffe.stack.audit.fact.Subscription;
import io.ffe.stack.audit.fact.TickIntake;
import io.ffe.stack.audit.read.DecisionStore;
import io.ffe.stack.audit.read.DeliveryStore;
import io.ffe.stack.audit.read.ExecutionStore;
import io.ffe.stack.audit.read.Groups;
import io.ffe.stack.audit.read.JournalFile;
import io.ffe.stack.audit.read.MarketDataStore;
import io.ffe.stack.audit.read.RiskStore;
import io.ffe.stack.audit.read.TopicFacts;
import io.ffe.stack.audit.rule.Facts;
import io.ffe.stack.audit.rule.Motion;
import io.ffe.stack.audit.rule.Pass;
import io.ffe.stack.audit.rule.Rules;
import io.ffe.stack.read.TopicReader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Audits one run, as often as asked: each pass reads what is new since the one before. Reads only; a run may be up, or finished
 * with only its broker and database running. One thread at a time.
 *
 * <pre>{@code
 * AuditReport report = Audit.of(sources).run();
 * assertThat(report.violations()).isEmpty();
 * }</pre>
 */
public final class Audit {

    /** How long what is under way may take before it counts as missing, while the system moves. */
    public static final Duration GRACE = Duration.ofSeconds(30);

    /** How long {@link #run()} waits for commits that follow their work by a second. */
    private static final Duration SETTLING = Duration.ofSeconds(10);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final Duration REMEMBERED = Duration.ofHours(24);

    /** Answers before questions, so that whatever an answer refers to is there when it is looked for. */
    private static final List<Topics> ORDER = List.of(
            Topics.PORTFOLIO, Topics.EXECUTIONS, Topics.VERDICTS, Topics.OUTCOMES, Topics.DECISIONS, Topics.SNAPSHOTS);

    private static final List<Topics> REFUSABLE =
            List.of(Topics.EXECUTIONS, Topics.VERDICTS, Topics.DECISIONS, Topics.SNAPSHOTS, Topics.TICKS);

    private final AuditSources sources;
    private final Clock clock;
    private final Rules rules;
    private final Groups groups;
    private final TopicFacts topics = new TopicFacts();
    private final MarketDataStore marketData;
    private final DecisionStore decision;
    private final RiskStore risk;
    private final ExecutionStore execution;
    private final Map<Stage, DeliveryStore> deliveries = new EnumMap<>(Stage.class);
    private final JournalFile journal;

    private Audit(AuditSources sources, Clock clock) {
        this.sources = sources;
        this.clock = clock;
        this.rules = new Rules(sources.runId(), sources.adopted());
        this.groups = new Groups(sources.broker());
        this.marketData = new MarketDataStore(sources.database(Stage.MARKET_DATA), sources.runId());
        this.decision = new DecisionStore(sources.database(Stage.DECISION));
        this.risk = new RiskStore(sources.database(Stage.RISK));
        this.execution = new ExecutionStore(sources.database(Stage.EXECUTION));
        for (Stage stage : List.of(Stage.DECISION, Stage.RISK, Stage.EXECUTION)) {
            deliveries.put(stage, new DeliveryStore(sources.database(stage)));
        }
        this.journal = new JournalFile(sources.venueJournal());
    }

    public static Audit of(AuditSources sources) {
        return new Audit(sources, Clock.systemUTC());
    }

    /** A strict audit of a run that has ended or stands still: nothing may be under way, ten seconds aside. */
    public AuditReport run() throws InterruptedException {
        return settle(SETTLING);
    }

    /** Waits until nothing is under way, at most so long, then audits strictly. */
    public AuditReport settle(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end && run(Motion.MOVING).inFlight() > 0) {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        }
        return run(Motion.QUIET);
    }

    /**
     * One pass.
     *
     * @throws io.ffe.stack.Problem or {@link org.apache.kafka.common.KafkaException} when a source does not answer; what was read
     *     until then is half a pass, so that another audit has to be made
     */
    public AuditReport run(Motion motion) throws InterruptedException {
        Map<Subscription, Map<Integer, Long>> committed = groups.committed();
        TickIntake intake = marketData.intake().orElse(null);
        List<RiskBook> riskBooks = risk.books();
        long ticksBeyond;
        try (TopicReader reader = new TopicReader(sources.broker())) {
            ORDER.forEach(topic -> topics.read(reader, topic, rules::take));
            REFUSABLE.forEach(topic -> topics.readLetters(reader, topic, rules::take));
            ticksBeyond = readTicks(reader, intake);
        }
        Pass pass = new Pass(clock.instant(), motion, GRACE, new Offsets(committed, ends()));
        DecisionRecords decisions = decision.read();
        ExecutionStore.Books books = execution.read();
        List<OutboxRow> outbox = new ArrayList<>();
        deliveries.values().forEach(delivery -> outbox.addAll(delivery.outbox()));
        Map<Subscription, Set<String>> absent = new EnumMap<>(Subscription.class);
        rules.toLookUp(pass).forEach((subscription, ids) -> absent.put(subscription, absent(subscription, ids)));
        Map<Subscription, List<SeenOffsets>> seen = new EnumMap<>(Subscription.class);
        absent.forEach((subscription, ids) -> {
            if (!ids.isEmpty()) {
                seen.put(subscription, delivery(subscription).seen(subscription));
            }
        });
        journal.read(rules::take);
        AuditReport report = new AuditReport(
                sources.runId(),
                pass.now(),
                motion,
                rules.judge(
                        pass,
                        new Facts(
                                intake,
                                ticksBeyond,
                                riskBooks,
                                decisions,
                                books.books(),
                                books.orders(),
                                books.trading(),
                                books.flattens(),
                                outbox,
                                absent,
                                seen)));
        if (motion == Motion.MOVING) {
            rules.forget(pass.now().minus(REMEMBERED));
        }
        return report;
    }

    /** One pass over nothing but the decisions, on their topic and in their database: I13 alone. */
    public AuditReport runChain(Motion motion) {
        try (TopicReader reader = new TopicReader(sources.broker())) {
            topics.read(reader, Topics.DECISIONS, rules::take);
        }
        Pass pass = new Pass(clock.instant(), motion, GRACE, new Offsets(Map.of(), Map.of()));
        return new AuditReport(sources.runId(), pass.now(), motion, List.of(rules.judgeChain(pass, decision.read())));
    }

    private Set<String> absent(Subscription subscription, Set<String> ids) {
        return delivery(subscription).absent(subscription, ids);
    }

    private DeliveryStore delivery(Subscription subscription) {
        DeliveryStore delivery = deliveries.get(subscription.stage());
        if (delivery == null) {
            throw new IllegalStateException(subscription + " has no inbox that is known");
        }
        return delivery;
    }

    /** Reads ticks exactly as far as the checkpoint counts them; returns how many records lie beyond. */
    private long readTicks(TopicReader reader, @Nullable TickIntake intake) {
        Map<Integer, Long> ends = reader.ends(Topics.TICKS.topicName());
        if (intake == null) {
            return ends.values().stream().mapToLong(Long::longValue).sum();
        }
        Map<Integer, Long> begins = reader.begins(Topics.TICKS.topicName());
        Map<Integer, Long> read = topics.ends(Topics.TICKS);
        begins.forEach((partition, begin) -> {
            long from = read.getOrDefault(partition, intake.since().getOrDefault(partition, 0L));
            if (begin > from) {
                rules.ticksTruncated();
            }
        });
        topics.readThrough(reader, Topics.TICKS, intake.since(), intake.through(), rules::take);
        return recordsBetween(reader, intake.through(), ends);
    }

    /** Counted, because marks of transactions take offsets too. */
    private static long recordsBetween(TopicReader reader, Map<Integer, Long> from, Map<Integer, Long> ends) {
        Map<TopicPartition, Long> begins = new HashMap<>();
        Map<TopicPartition, Long> open = new HashMap<>();
        ends.forEach((partition, end) -> {
            long begin = from.getOrDefault(partition, 0L);
            if (begin < end) {
                TopicPartition place = new TopicPartition(Topics.TICKS.topicName(), partition);
                begins.put(place, begin);
                open.put(place, end);
            }
        });
        LongAdder records = new LongAdder();
        if (!open.isEmpty()) {
            reader.between(begins, open, record -> records.increment());
        }
        return records.sum();
    }

    private Map<Subscription, Map<Integer, Long>> ends() {
        Map<Subscription, Map<Integer, Long>> ends = new EnumMap<>(Subscription.class);
        for (Subscription subscription : Subscription.values()) {
            ends.put(subscription, topics.ends(subscription.topic()));
        }
        return ends;
    }
}
