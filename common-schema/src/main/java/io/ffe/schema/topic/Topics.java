package io.ffe.schema.topic;

import static io.ffe.schema.topic.Stage.DECISION;
import static io.ffe.schema.topic.Stage.EXECUTION;
import static io.ffe.schema.topic.Stage.MARKET_DATA;
import static io.ffe.schema.topic.Stage.PAPER_VENUE;
import static io.ffe.schema.topic.Stage.RISK;

import io.ffe.schema.event.EventType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every topic of FFE. Partition counts are fixed for years, because changing one moves keys to other partitions: topics
 * keyed by symbol have 16, topics keyed by portfolio 8, and those whose order counts as a whole have one.
 */
public enum Topics {
    TICKS(
            "ffe.ticks.v1",
            "symbol",
            16,
            Kept.forDays(1),
            MARKET_DATA,
            Set.of(MARKET_DATA, EXECUTION, PAPER_VENUE),
            List.of(EventType.TICK, EventType.WATERMARK),
            "every accepted tick, and watermarks that close bars"),
    BARS(
            "ffe.bars.v1",
            "symbol",
            16,
            Kept.forDays(90),
            MARKET_DATA,
            Set.of(),
            List.of(EventType.BAR),
            "closed OHLCV bars of seven timeframes"),
    SNAPSHOTS(
            "ffe.snapshots.v1",
            "symbol",
            16,
            Kept.forDays(30),
            MARKET_DATA,
            Set.of(DECISION, RISK),
            List.of(EventType.SNAPSHOT),
            "validated snapshots"),
    DECISIONS(
            "ffe.decisions.v1",
            "portfolioId",
            8,
            Kept.forDays(365),
            DECISION,
            Set.of(RISK),
            List.of(EventType.DECISION),
            "exactly one decision for each portfolio and snapshot"),
    VERDICTS(
            "ffe.verdicts.v1",
            "portfolioId",
            8,
            Kept.forDays(365),
            RISK,
            Set.of(EXECUTION),
            List.of(EventType.VERDICT),
            "exactly one verdict for each decision"),
    EXECUTIONS(
            "ffe.executions.v1",
            "portfolioId",
            8,
            Kept.forDays(365),
            EXECUTION,
            Set.of(DECISION, RISK),
            List.of(EventType.EXECUTION),
            "order states, fills and cash, in a gap-free sequence for each portfolio"),
    PORTFOLIO(
            "ffe.portfolio.v1",
            "portfolioId",
            8,
            Kept.latest(),
            EXECUTION,
            Set.of(),
            List.of(EventType.PORTFOLIO),
            "cash, equity, positions and drawdown of each portfolio"),
    OUTCOMES(
            "ffe.outcomes.v1",
            "symbol",
            16,
            Kept.forDays(365),
            DECISION,
            Set.of(),
            List.of(EventType.OUTCOME),
            "every decision scored, traded or not"),
    CONTROL(
            "ffe.control.v1",
            "portfolioId or *",
            1,
            Kept.latest(),
            RISK,
            Set.of(EXECUTION),
            List.of(EventType.CONTROL),
            "trading state with a rising epoch"),
    CLOCK(
            "ffe.clock.v1",
            "runId",
            1,
            Kept.forDays(1),
            MARKET_DATA,
            Set.of(DECISION, RISK, EXECUTION, PAPER_VENUE),
            List.of(EventType.BEAT),
            "beats of logical time in a replay"),
    ACKS(
            "ffe.acks.v1",
            "stage",
            1,
            Kept.forDays(1),
            null,
            Set.of(MARKET_DATA),
            List.of(EventType.ACK),
            "how far each process has come in a replay");

    /** Largest payload of any event in bytes; larger ones are refused before they are written and dead-lettered on read. */
    public static final int MAX_PAYLOAD_BYTES = 256 * 1024;

    /** Of each dead-letter topic. Few letters, read by people: one partition shows them in the order of their refusal. */
    public static final int DLQ_PARTITIONS = 1;

    private static final Duration DLQ_KEPT = Duration.ofDays(30);

    private final String topicName;
    private final String keyedBy;
    private final int partitions;
    private final Kept kept;
    private final @Nullable Stage writer;
    private final Set<Stage> readers;
    private final List<EventType> carries;
    private final String description;

    Topics(
            String topicName,
            String keyedBy,
            int partitions,
            Kept kept,
            @Nullable Stage writer,
            Set<Stage> readers,
            List<EventType> carries,
            String description) {
        this.topicName = topicName;
        this.keyedBy = keyedBy;
        this.partitions = partitions;
        this.kept = kept;
        this.writer = writer;
        this.readers = readers;
        this.carries = carries;
        this.description = description;
    }

    /** How long records stay. */
    public sealed interface Kept {

        /** Deleted after this age by append time, never by event time: a replay of 2024 is not old. */
        record For(Duration age) implements Kept {}

        /** The last value of each key, for ever. */
        record Latest() implements Kept {}

        static Kept forDays(int days) {
            return new For(Duration.ofDays(days));
        }

        static Kept latest() {
            return new Latest();
        }
    }

    public String topicName() {
        return topicName;
    }

    /** What the record key is, for people. */
    public String keyedBy() {
        return keyedBy;
    }

    public int partitions() {
        return partitions;
    }

    public Kept kept() {
        return kept;
    }

    /** The one stage of FFE that writes it; empty when all do (acks). Outside producers may add ticks and decisions. */
    public Optional<Stage> writer() {
        return Optional.ofNullable(writer);
    }

    /** Every stage of FFE that writes it: its one writer, or of acks all that beats are for. */
    public Set<Stage> writers() {
        return writer == null ? CLOCK.readers : Set.of(writer);
    }

    /** Whether producers outside of FFE may write it too; what they send passes the same checks. */
    public boolean openToOthers() {
        return this == TICKS || this == DECISIONS;
    }

    /** The stages of FFE that read it; a lock-step beat waits for each of them. */
    public Set<Stage> readers() {
        return readers;
    }

    /**
     * The readers that put what they refuse on the dead-letter topic. Others only look: last quotes, beats and acks are
     * taken from what can be read, and what cannot is passed over.
     */
    public Set<Stage> refusers() {
        return switch (this) {
            case TICKS -> Set.of(MARKET_DATA);
            case CLOCK, ACKS -> Set.of();
            case BARS, SNAPSHOTS, DECISIONS, VERDICTS, EXECUTIONS, PORTFOLIO, OUTCOMES, CONTROL -> readers;
        };
    }

    public List<EventType> carries() {
        return carries;
    }

    public String description() {
        return description;
    }

    /** Where a reader puts what it refuses. */
    public String dlqName() {
        return topicName + ".dlq";
    }

    /** Settings for the creation of the topic, in Kafka's own names. */
    public Map<String, String> settings() {
        return switch (kept) {
            case Kept.For(Duration age) -> settings("delete", age);
            case Kept.Latest() ->
                Map.of(
                        "cleanup.policy", "compact",
                        "message.timestamp.type", "LogAppendTime",
                        "max.message.bytes", String.valueOf(4 * MAX_PAYLOAD_BYTES));
        };
    }

    /** Settings of the dead-letter topic; larger messages than on the source, for the headers that say why. */
    public Map<String, String> dlqSettings() {
        return Map.of(
                "cleanup.policy",
                "delete",
                "retention.ms",
                String.valueOf(DLQ_KEPT.toMillis()),
                "message.timestamp.type",
                "LogAppendTime",
                "max.message.bytes",
                String.valueOf(8 * MAX_PAYLOAD_BYTES));
    }

    /** The topic with this name, or empty. */
    public static Optional<Topics> byName(String topicName) {
        return Arrays.stream(values())
                .filter(topic -> topic.topicName.equals(topicName))
                .findFirst();
    }

    private static Map<String, String> settings(String cleanup, Duration age) {
        return Map.of(
                "cleanup.policy",
                cleanup,
                "retention.ms",
                String.valueOf(age.toMillis()),
                "message.timestamp.type",
                "LogAppendTime",
                "max.message.bytes",
                String.valueOf(4 * MAX_PAYLOAD_BYTES));
    }
}
